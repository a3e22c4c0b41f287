using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using QX200.Board;
using QX200.Runtime;
using QX200.Status;

namespace QX200.Panel;

/// <summary>
/// The front panel at work: shows the newest snapshot on the lamps and turns presses of the button into requests. Lives
/// on a loop of its own; the board, the signal thread and the network only post to it.
/// </summary>
internal sealed class FrontPanel
{
    private readonly IBoard _board;
    private readonly SignalLoop _loop;
    private readonly IPanelRequests _requests;
    private readonly Func<IPAddress?> _address;
    private readonly ILogger _log;
    private readonly long _begun;
    private readonly bool[] _lit = new bool[Enum.GetValues<Lamp>().Length];
    private StatusSnapshot _now = StatusSnapshot.Empty;
    private BoxCondition _condition = BoxCondition.Starting;
    private IPAddress? _addressNow;
    private LampPicture _picture;
    private KeyValuePair<string, string>[] _shown = [];
    private BoxUpdate _update;
    private ButtonState _button;
    private ButtonSign _sign;
    private string _flashes = "";
    private long _flashesFrom;
    private TimerId _buttonTimer;
    private TimerId _beatTimer;

    /// <param name="loop">The panel's own; its thread is started by whoever puts the program together.</param>
    /// <param name="address">Asked now and then: the address at which telephones reach the box; null without a network.</param>
    public FrontPanel(
        IBoard board,
        SignalLoop loop,
        IPanelRequests requests,
        Func<IPAddress?> address,
        ILogger log
    )
    {
        _board = board;
        _loop = loop;
        _requests = requests;
        _address = address;
        _log = log;
        _begun = loop.Clock.GetTimestamp();
        board.ButtonMoved = edge =>
            loop.Post(
                static state =>
                {
                    (FrontPanel panel, ButtonEdge at) = ((FrontPanel, ButtonEdge))state!;
                    panel.Moved(at);
                },
                (this, edge)
            );
        board.PanelFaulted = fault => PanelLog.Faulted(log, fault);
    }

    /// <summary>How often the address is asked for.</summary>
    public static TimeSpan LookPause { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Any thread: each lamp and its pattern, in small letters, for the page that shows the same.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Shown => Volatile.Read(ref _shown);

    /// <summary>After the board's start: the lamps show that the box is starting.</summary>
    public void Start() =>
        _loop.Post(
            static panel =>
            {
                ((FrontPanel)panel!).Look();
                ((FrontPanel)panel).Show();
            },
            this
        );

    /// <summary>Any thread.</summary>
    public void Show(StatusSnapshot snapshot) =>
        _loop.Post(
            static state =>
            {
                (FrontPanel panel, StatusSnapshot now) = ((FrontPanel, StatusSnapshot))state!;
                panel._now = now;
                panel.Show();
            },
            (this, snapshot)
        );

    /// <summary>Any thread.</summary>
    public void Show(BoxCondition condition) =>
        _loop.Post(
            static state =>
            {
                (FrontPanel panel, BoxCondition now) = ((FrontPanel, BoxCondition))state!;
                panel._condition = now;
                panel.Show();
            },
            (this, condition)
        );

    /// <summary>Any thread.</summary>
    public void Show(BoxUpdate update) =>
        _loop.Post(
            static state =>
            {
                (FrontPanel panel, BoxUpdate now) = ((FrontPanel, BoxUpdate))state!;
                if (panel._update != now)
                {
                    panel._update = now;
                    panel.Show();
                }
            },
            (this, update)
        );

    /// <summary>Any thread: the network lamp tells the address.</summary>
    public void FlashAddress() =>
        _loop.Post(static panel => ((FrontPanel)panel!).BeginFlashes(), this);

    /// <summary>The panel's thread: all lamps go out, for the program ends.</summary>
    public void Darken()
    {
        _loop.Timers.Cancel(ref _beatTimer);
        foreach (Lamp lamp in Enum.GetValues<Lamp>())
        {
            Light(lamp, lit: false);
        }
    }

    private TimeSpan Time => _loop.Clock.GetElapsedTime(_begun);

    private long Beat => Time.Ticks / LampPatterns.Beat.Ticks;

    private LampPicture Picture =>
        _sign switch
        {
            // Dark but for the power lamp: this is what a restart looks like.
            ButtonSign.Restart => LampPicture.Dark with { Power = LampPattern.On },
            ButtonSign.FactorySettings => LampPicture.All(LampPattern.Fast),
            _ => LampPicture.Of(_now, Condition, _addressNow is not null),
        };

    private BoxCondition Condition =>
        _condition != BoxCondition.Running ? _condition
        : _update == BoxUpdate.Running ? BoxCondition.Updating
        : _update == BoxUpdate.Offered ? BoxCondition.UpdateOffered
        : BoxCondition.Running;

    private void Show()
    {
        LampPicture picture = Picture;
        if (picture != _picture || _shown.Length == 0)
        {
            _picture = picture;
            Volatile.Write(ref _shown, InWords(picture));
        }

        long beat = Beat;
        bool flashes = ShowFlashes(beat);
        bool moves = flashes;
        foreach (Lamp lamp in Enum.GetValues<Lamp>())
        {
            if (lamp == Lamp.Network && flashes)
            {
                continue;
            }

            Light(lamp, LampPatterns.IsLit(picture[lamp], beat));
            moves |= !LampPatterns.IsSteady(picture[lamp]);
        }

        _loop.Timers.Cancel(ref _beatTimer);
        if (moves)
        {
            TimeSpan next = (LampPatterns.Beat * (beat + 1)) - Time;
            _beatTimer = _loop.Timers.Schedule(
                next,
                static panel => ((FrontPanel)panel!).Show(),
                this
            );
        }
    }

    private static KeyValuePair<string, string>[] InWords(LampPicture picture) =>
        [
            .. Enum.GetValues<Lamp>()
                .Select(lamp =>
                    KeyValuePair.Create(
                        lamp.ToString().ToLowerInvariant(),
                        picture[lamp].ToString().ToLowerInvariant()
                    )
                ),
        ];

    // The address on the network lamp, while nothing more important is shown there.
    private bool ShowFlashes(long beat)
    {
        long at = beat - _flashesFrom;
        if (at >= _flashes.Length || _sign != ButtonSign.None)
        {
            _flashes = "";
            return false;
        }

        Light(Lamp.Network, _flashes[(int)at] == '#');
        return true;
    }

    private void Light(Lamp lamp, bool lit)
    {
        if (_lit[(int)lamp] != lit)
        {
            _lit[(int)lamp] = lit;
            _board.SetLamp(lamp, lit);
        }
    }

    private void Moved(ButtonEdge edge) =>
        Step(
            edge.Pressed ? ButtonInput.Pressed : ButtonInput.LetGo,
            _loop.Clock.GetElapsedTime(_begun, edge.At)
        );

    private void Step(ButtonInput input, TimeSpan at)
    {
        ButtonStep step = ButtonMachine.Step(_button, input, at);
        _button = step.State;
        _loop.Timers.Cancel(ref _buttonTimer);
        if (step.Next is { } next)
        {
            _buttonTimer = _loop.Timers.Schedule(
                next - Time,
                static state =>
                {
                    var panel = (FrontPanel)state!;
                    panel.Step(ButtonInput.Time, panel.Time);
                },
                this
            );
        }

        bool shows = step.Sign != _sign;
        _sign = step.Sign;
        Ask(step.Request);
        if (shows)
        {
            Show();
        }
    }

    private void Ask(ButtonRequest request)
    {
        switch (request)
        {
            case ButtonRequest.SpeakAddress when _update == BoxUpdate.Offered:
                PanelLog.Pressed(_log, "takes the update on the stick");
                _requests.AcceptUpdate();
                break;
            case ButtonRequest.SpeakAddress:
                PanelLog.Pressed(_log, "speaks the address");
                Announce();
                break;
            case ButtonRequest.Restart:
                PanelLog.Pressed(_log, "restarts the box");
                _condition = BoxCondition.Stopping;
                Show();
                _requests.Restart();
                break;
            case ButtonRequest.FactorySettings:
                PanelLog.Pressed(_log, "brings the factory settings back");
                _condition = BoxCondition.Stopping;
                Show();
                _requests.RestoreFactorySettings();
                break;
        }
    }

    // Where nobody has lifted a receiver, a lamp tells it; and an address that is no row of numbers is hard to hear.
    private void Announce()
    {
        if (
            _addressNow is { AddressFamily: AddressFamily.InterNetwork } address
            && _now.Lines.Any(static line => line.Phase == LinePhase.OffHook)
        )
        {
            _requests.SpeakAddress(address);
        }
        else
        {
            BeginFlashes();
        }
    }

    private void BeginFlashes()
    {
        _flashes = AddressFlashes.Of(_addressNow);
        _flashesFrom = Beat;
        Show();
    }

    private void Look()
    {
        IPAddress? address = _address();
        bool shows = (address is null) != (_addressNow is null);
        _addressNow = address;
        if (shows)
        {
            Show();
        }

        _loop.Timers.Schedule(LookPause, static panel => ((FrontPanel)panel!).Look(), this);
    }
}
