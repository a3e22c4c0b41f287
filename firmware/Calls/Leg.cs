using QX200.Media;
using QX200.Parking;
using QX200.Runtime;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>
/// One telephone's connection with the exchange, of whatever kind of telephone. Commands go down in the imperative;
/// what the telephone does comes up to the <see cref="Owner"/>. A leg that was released is deaf and dumb.
/// Signal thread only.
/// </summary>
internal abstract class Leg
{
    private PartyIdentity _identity;
    private PartyIdentity _shown = PartyIdentity.Nobody;
    private Source _hears;
    private ReplacedCall? _name;

    /// <summary>Who is at this telephone, as the other side is shown.</summary>
    public required PartyIdentity Identity
    {
        get => _identity;
        init => _identity = value;
    }

    /// <summary>The PBX extension that this telephone has proved to be; empty for a caller from outside.</summary>
    public required string Extension { get; init; }

    /// <summary>Who he is that calls from outside; null for a telephone of this box, and where we called.</summary>
    public OutsideCaller? Outside { get; init; }

    /// <summary>Which telephone of the extension (CALL-PARK 3.1).</summary>
    public required DeviceIdentity Device { get; init; }

    /// <summary>Whether the telephone called us; else we called it.</summary>
    public required bool Inbound { get; init; }

    /// <summary>What the telephone dialled; empty where we called it.</summary>
    public string Dialled { get; init; } = "";

    /// <summary>The leg as a dialog. Without a SIP dialog behind it, a name of its own.</summary>
    public virtual ReplacedCall Name => _name ??= ReplacedCall.Make();

    /// <summary>
    /// Begun from within another call of the same telephone, by hook flash: what is dialled here is about the call that
    /// it holds, however long ago that was (CALL-PARK 3.2).
    /// </summary>
    public bool IsConsultation { get; init; }

    /// <summary>Who answers for this leg at the moment.</summary>
    public required ILegOwner Owner { get; set; }

    /// <summary>The keys pressed so far that may become a feature code; see <see cref="Keypad"/>.</summary>
    public CodeDigits? Keys { get; set; }

    /// <summary>When the keys withheld are given up.</summary>
    public TimerId KeysTimer;

    /// <summary>Whether both sides have agreed on the call.</summary>
    public bool IsAnswered { get; protected set; }

    /// <summary>Whether nothing more can come of the leg.</summary>
    public bool IsReleased { get; protected set; }

    /// <summary>When the telephone put us on hold (timestamp of the exchange's clock); null while it does not.</summary>
    public long? HeldSince { get; protected set; }

    /// <summary>What the telephone speaks, once it is agreed.</summary>
    public abstract Codec? Codec { get; }

    /// <summary>What the telephone can speak as far as it has said, the agreed one first.</summary>
    public abstract IReadOnlyList<Codec> Speaks { get; }

    /// <summary>The leg's sound: what others hear when they hear this telephone.</summary>
    public abstract StreamId Stream { get; }

    /// <summary>Whether the telephone can hear already: answered, or early sound is agreed.</summary>
    public abstract bool CanHear { get; }

    /// <summary>Tells a telephone that called us that the other one rings.</summary>
    public abstract void Ring();

    /// <summary>
    /// Opens the sound towards a telephone that called us, before the call is answered. False where it cannot
    /// (it made no offer): the caller has to do without.
    /// </summary>
    public abstract bool OpenEarlySound(Codec? prefer);

    /// <summary>Answers a telephone that called us.</summary>
    /// <param name="prefer">What the other side speaks: chosen where this telephone speaks it too, so that sound is relayed as it is.</param>
    public abstract void Answer(Codec? prefer);

    /// <summary>Refuses a telephone that called us and has not been answered; the leg is released.</summary>
    public abstract void Reject(int status, string reason);

    /// <summary>Ends the leg in whatever state it is: cancels, refuses or hangs up. Its owner hears nothing more.</summary>
    public abstract void Release();

    /// <summary>What the telephone hears from now on. Music that it hears already does not begin anew.</summary>
    public void Hear(in Source source)
    {
        if (source != _hears)
        {
            _hears = source;
            SetSource(source);
        }
    }

    /// <summary>The token of the announcement that the telephone hears; 0 while it hears none.</summary>
    public int Saying => _hears.Kind == SourceKind.Say ? _hears.Number : 0;

    /// <summary>A key was pressed at the telephone.</summary>
    public virtual void Pressed(char digit, int milliseconds, DigitWay way) =>
        Owner.KeyPressed(this, digit, milliseconds, way);

    /// <summary>Asks the telephone whether it still has this call; one that has not is reported as having left.</summary>
    public abstract void Probe();

    /// <summary>Sends a key press on to the telephone, in the way it understands.</summary>
    public abstract void SendDigit(char digit, int milliseconds);

    /// <summary>Shows the telephone whom it is connected with; nothing is sent where it shows that already.</summary>
    public void Show(PartyIdentity other)
    {
        PartyIdentity seen = other.Presented;
        if (_shown != seen)
        {
            _shown = seen;
            ShowIdentity(seen);
        }
    }

    /// <summary>Who is at this telephone has turned out only now.</summary>
    protected void Reveal(PartyIdentity identity) => _identity = identity;

    /// <summary>Whom the telephone was told it is connected with.</summary>
    public PartyIdentity Shown
    {
        get => _shown;
        protected init => _shown = value;
    }

    protected abstract void SetSource(in Source source);

    protected abstract void ShowIdentity(PartyIdentity other);
}
