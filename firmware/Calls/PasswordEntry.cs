using System.Security.Cryptography;
using System.Text;
using QX200.Media;
using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// A caller at a park extension whose list does not have him: he is answered, asked for the password, and his keys are
/// collected (CALL-PARK 4.3). The parked call is claimed only when the password is right, so others may still
/// retrieve it meanwhile (4.8). What he presses is never logged.
/// </summary>
internal sealed class PasswordEntry : ILegOwner
{
    /// <summary>Without a key for so long, the caller is turned away.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>The prompt is shorter than this; if its end is never reported, the silence begins here.</summary>
    private static readonly TimeSpan LongestPrompt = TimeSpan.FromSeconds(15);

    private readonly Timers _timers;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly Leg _leg;
    private readonly byte[] _password;
    private readonly Action<PasswordEntry, PasswordEnd> _over;
    private readonly StringBuilder _keys = new();
    private CodeDigits _presses = new([]);
    private TimerId _timer;
    private bool _done;

    /// <param name="over">Told of each complete entry, and once when there will be none.</param>
    public PasswordEntry(
        SignalLoop loop,
        Leg leg,
        string password,
        ParkTicket ticket,
        Action<PasswordEntry, PasswordEnd> over
    )
    {
        _timers = loop.Timers;
        _clock = loop.Clock;
        _began = _clock.GetTimestamp();
        _leg = leg;
        _password = Encoding.ASCII.GetBytes(password);
        Ticket = ticket;
        _over = over;
    }

    /// <summary>Which parking the password counts for; void when somebody else has ended that.</summary>
    public ParkTicket Ticket { get; set; }

    public Leg Leg => _leg;

    /// <summary>Complete entries so far.</summary>
    public int Tries { get; private set; }

    /// <summary>Asks, the first time or once more.</summary>
    public void Ask(in Source prompt)
    {
        _leg.Owner = this;
        _keys.Clear();
        _leg.Hear(prompt);
        Await(LongestPrompt);
    }

    /// <summary>The entry is over, whoever ended it; the leg is the caller's to deal with.</summary>
    public void Close()
    {
        _done = true;
        _timers.Cancel(ref _timer);
    }

    void ILegOwner.KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way)
    {
        DigitStep step = _presses.Pressed(
            new KeyPress(digit, way, _clock.GetElapsedTime(_began), milliseconds)
        );
        _presses = step.Next;
        foreach (KeyPress press in step.Forward)
        {
            if (!_done)
            {
                Take(press.Digit);
            }
        }
    }

    void ILegOwner.Said(Leg leg) => Await(Silence);

    void ILegOwner.Left(Leg leg) => Finish(PasswordEnd.HungUp);

    void ILegOwner.Failed(Leg leg, in LegFailure failure) => Finish(PasswordEnd.HungUp);

    void ILegOwner.TransferAsked(Leg leg, TransferRequest request) => request.Refuse(403);

    void ILegOwner.Ringing(Leg leg) { }

    void ILegOwner.EarlySoundStarted(Leg leg) { }

    void ILegOwner.Answered(Leg leg) { }

    void ILegOwner.HoldChanged(Leg leg) { }

    private void Take(char key)
    {
        if (_keys.Length == 0)
        {
            _leg.Hear(Source.Silence);
        }

        Await(Silence);
        if (key == '#' && _keys.Length == 0)
        {
            // Nothing has been entered: the # that some press behind a password that was complete by its length.
            return;
        }

        if (key != '#')
        {
            _keys.Append(key);
        }

        if (key == '#' || _keys.Length == _password.Length)
        {
            Tries++;
            byte[] entered = Encoding.ASCII.GetBytes(_keys.ToString());
            _keys.Clear();
            _over(
                this,
                CryptographicOperations.FixedTimeEquals(entered, _password)
                    ? PasswordEnd.Right
                    : PasswordEnd.Wrong
            );
        }
    }

    private void Await(TimeSpan time)
    {
        _timers.Cancel(ref _timer);
        if (!_done)
        {
            _timer = _timers.Schedule(
                time,
                static e => ((PasswordEntry)e!).Finish(PasswordEnd.Silent),
                this
            );
        }
    }

    private void Finish(PasswordEnd end)
    {
        if (!_done)
        {
            Close();
            _over(this, end);
        }
    }
}

/// <summary>What came of asking for a password.</summary>
internal enum PasswordEnd : byte
{
    Right,
    Wrong,

    /// <summary>No key for 10 s.</summary>
    Silent,

    /// <summary>The caller hung up before his entry was complete.</summary>
    HungUp,
}
