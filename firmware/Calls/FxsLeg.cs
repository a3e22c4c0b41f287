using QX200.Media;
using QX200.Parking;

namespace QX200.Calls;

/// <summary>
/// An analog telephone's leg: a stream of sound that its line is connected to, or was, while the telephone holds the
/// call. What the receiver and the hook do is the <see cref="AnalogPhone"/>'s to say.
/// </summary>
internal sealed class FxsLeg : Leg
{
    private readonly Equipment _equipment;
    private readonly AnalogPhone _phone;
    private readonly StreamId _stream;
    private Codec _codec;

    private FxsLeg(Equipment equipment, AnalogPhone phone, StreamId stream, Codec codec)
    {
        _equipment = equipment;
        _phone = phone;
        _stream = stream;
        Encode(codec);
    }

    public override Codec? Codec => IsAnswered ? _codec : null;

    public override IReadOnlyList<Codec> Speaks =>
        [_codec, _codec == Media.Codec.Pcmu ? Media.Codec.Pcma : Media.Codec.Pcmu];

    public override StreamId Stream => _stream;

    public override bool CanHear => Inbound || IsAnswered;

    /// <summary>Null where no stream is free.</summary>
    /// <param name="shown">Whom the telephone is told it is connected with; nobody where it calls.</param>
    /// <param name="speaks">What the other side can speak.</param>
    public static FxsLeg? Open(
        Equipment equipment,
        AnalogPhone phone,
        PartyIdentity identity,
        ILegOwner owner,
        bool inbound,
        bool isConsultation,
        PartyIdentity shown,
        IReadOnlyList<Codec>? speaks
    )
    {
        if (!equipment.Media.TryOpenVoice(phone.Index, out StreamId stream))
        {
            CallLog.NoPort(equipment.Log);
            return null;
        }

        Codec codec = (speaks ?? []).Concat(equipment.Codecs()).FirstOrDefault(IsG711);
        var leg = new FxsLeg(equipment, phone, stream, codec)
        {
            Identity = identity,
            Extension = identity.Number,
            Device = phone.Device,
            Inbound = inbound,
            IsConsultation = isConsultation,
            Owner = owner,
            Shown = shown,
        };
        equipment.Legs.Add(leg);
        return leg;
    }

    /// <summary>The line is connected to this leg, and to no other.</summary>
    public void Connect() => _equipment.Media.Connect(_phone.Index, _stream);

    public override void Ring() => Hear(Source.Tone(ToneId.Ringback));

    public override bool OpenEarlySound(Codec? prefer)
    {
        Prefer(prefer);
        return true;
    }

    public override void Answer(Codec? prefer)
    {
        Prefer(prefer);
        IsAnswered = true;
    }

    /// <summary>The receiver was lifted, or the hook was flashed, to take this call.</summary>
    public void Lift()
    {
        IsAnswered = true;
        Owner.Answered(this);
    }

    public void Hold()
    {
        HeldSince = _equipment.Loop.Clock.GetTimestamp();
        Owner.HoldChanged(this);
    }

    public void Resume()
    {
        HeldSince = null;
        Owner.HoldChanged(this);
    }

    public override void Reject(int status, string reason)
    {
        if (!IsReleased)
        {
            Close();
            _phone.Released(
                this,
                status is 486 or 600 or 603 ? ToneId.Busy : ToneId.Congestion,
                wasUp: false
            );
        }
    }

    public override void Release()
    {
        if (!IsReleased)
        {
            Close();
            _phone.Released(this, ToneId.Busy, wasUp: IsAnswered);
        }
    }

    /// <summary>The telephone leaves the call.</summary>
    public void Leave()
    {
        if (!IsReleased)
        {
            Close();
            Owner.Left(this);
        }
    }

    /// <summary>The telephone does not take the call that it was rung for.</summary>
    public void Refuse(int status)
    {
        if (!IsReleased)
        {
            Close();
            Owner.Failed(this, new LegFailure(status, "", []));
        }
    }

    public override void Pressed(char digit, int milliseconds, DigitWay way)
    {
        if (!_phone.TakesKey(this, digit))
        {
            base.Pressed(digit, milliseconds, way);
        }
    }

    /// <summary>A wire is always there.</summary>
    public override void Probe() { }

    public override void SendDigit(char digit, int milliseconds) =>
        _equipment.Media.SendDigit(_stream, digit, milliseconds);

    protected override void SetSource(in Source source)
    {
        if (!IsReleased)
        {
            _equipment.Media.Hear(_stream, source);
        }
    }

    /// <summary>Its display shows who called, and nothing after that.</summary>
    protected override void ShowIdentity(PartyIdentity other) { }

    private static bool IsG711(Codec codec) => codec != Media.Codec.G722;

    private void Prefer(Codec? codec)
    {
        if (codec is { } wanted && IsG711(wanted) && wanted != _codec)
        {
            Encode(wanted);
        }
    }

    private void Encode(Codec codec)
    {
        _codec = codec;
        _equipment.Media.ConfigureVoice(_stream, codec, listenForTones: true);
    }

    private void Close()
    {
        IsReleased = true;
        _equipment.Loop.Timers.Cancel(ref KeysTimer);
        _equipment.Legs.Remove(this);
        _equipment.Media.Close(_stream);
    }
}
