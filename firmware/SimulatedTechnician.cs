using QX200.Board;
using QX200.Board.Simulated;
using QX200.Update.Parts;

namespace QX200;

/// <summary>
/// A pair of hands, eyes and ears at the simulated board, for trying the self-test without a box: does what it is told
/// after a moment, and answers by what it has seen and heard.
/// </summary>
internal sealed class SimulatedTechnician : ITechnician, IDisposable
{
    /// <summary>Part of the sound that comes back over a hybrid with an ordinary telephone at it: -14 dB.</summary>
    public const double OrdinaryEcho = 0.2;

    private const int Audible = 300;
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longLook = TimeSpan.FromSeconds(6);

    private readonly SimulatedBoard _board;
    private readonly TextWriter _screen;
    private readonly ITimer _hand;
    private readonly IDisposable[] _ears;
    private readonly bool[] _seen = new bool[Wiring.Lamps.Length];
    private (Errand Errand, int Line) _told;
    private bool _heard;
    private volatile Reply _reply;

    public SimulatedTechnician(SimulatedBoard board, TimeProvider clock, TextWriter screen)
    {
        _board = board;
        _screen = screen;
        _hand = clock.CreateTimer(
            static t => ((SimulatedTechnician)t!).Act(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        _ears = [.. board.Telephones.Select(phone => phone.Listen(s => Hear(phone.Number, s)))];
        board.Changed = Look;
        foreach (AnalogTelephone phone in board.Telephones)
        {
            phone.Echo = OrdinaryEcho;
        }
    }

    /// <summary>Errands that are left undone.</summary>
    public Func<Errand, bool> Ignores { get; set; } = static _ => false;

    public void Tell(Errand errand, int line, string sentence)
    {
        _screen.WriteLine($"    >>> {sentence}");
        _reply = Update.Parts.Reply.None;
        _told = (errand, line);
        Volatile.Write(ref _heard, false);
        Array.Clear(_seen);
        if (!Ignores(errand))
        {
            _hand.Change(
                errand == Errand.WatchLamps ? s_longLook : s_moment,
                Timeout.InfiniteTimeSpan
            );
        }
    }

    public Reply Reply()
    {
        Reply reply = _reply;
        _reply = Update.Parts.Reply.None;
        return reply;
    }

    public void Dispose()
    {
        _hand.Dispose();
        foreach (IDisposable ear in _ears)
        {
            ear.Dispose();
        }
    }

    private void Act()
    {
        switch (_told.Errand)
        {
            case Errand.LiftReceiver:
            case Errand.AnswerRing when _board.Telephones[_told.Line - 1].IsRinging:
                _board.Telephones[_told.Line - 1].Lift();
                break;
            case Errand.HangUp:
                _board.Telephones[_told.Line - 1].HangUp();
                break;
            case Errand.PressButton:
                _board.HoldButton(TimeSpan.FromMilliseconds(200));
                break;
            case Errand.HearTone:
                _reply = Volatile.Read(ref _heard) ? Update.Parts.Reply.Yes : Update.Parts.Reply.No;
                break;
            case Errand.WatchLamps:
                _reply = _seen.All(static seen => seen)
                    ? Update.Parts.Reply.Yes
                    : Update.Parts.Reply.No;
                break;
            default:
                break;
        }
    }

    // The codec's thread.
    private void Hear(int line, ReadOnlySpan<short> samples)
    {
        if (line == _told.Line && samples.ContainsAnyExceptInRange((short)-Audible, (short)Audible))
        {
            Volatile.Write(ref _heard, true);
        }
    }

    private void Look()
    {
        for (int lamp = 0; lamp < _seen.Length; lamp++)
        {
            _seen[lamp] |= _board.IsLit((Lamp)lamp);
        }
    }
}
