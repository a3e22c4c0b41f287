using QX200.Lines;
using QX200.Media;
using QX200.Parking;
using QX200.Runtime;
using QX200.Settings;
using QX200.Status;

namespace QX200.Calls;

/// <summary>
/// The telephone at an analog line: joins what its line tells and the legs that it has in calls. Signal thread only.
/// </summary>
internal sealed class AnalogPhone : IStation, ILineUser
{
    private readonly Switchboard _board;
    private readonly AnalogLine _line;
    private readonly CallAlert _alert;
    private PhoneState _state;
    private FxsLeg? _active;
    private FxsLeg? _held;
    private FxsLeg? _waiting;
    private RingTerms _offer;
    private ToneId _endTone;
    private bool _wasUp;
    private LineSettings _settings = new();

    public AnalogPhone(Switchboard board, AnalogLine line)
    {
        _board = board;
        _line = line;
        _alert = new CallAlert(
            board,
            line,
            () => Kind(_active) == ActiveKind.Talking ? _active : null
        );
        Index = line.Number - 1;
        Device = new DeviceIdentity($"fxs{line.Number}");
        line.User = this;
    }

    /// <summary>Of its line among the media engine's, from 0.</summary>
    public int Index { get; }

    public DeviceIdentity Device { get; }

    /// <summary>Whose telephone it is; null where no extension has the line.</summary>
    public UserExtensionSettings? Extension { get; private set; }

    private PartyIdentity Identity => new(Extension?.Number ?? "", Extension?.Name ?? "");

    /// <summary>New settings; a call goes on as it was.</summary>
    public void Use(UserExtensionSettings? extension, LineSettings settings, Country country)
    {
        Extension = extension;
        _settings = settings;
        _alert.Country = country;
        _alert.ShowsInTalk = settings.CallWaitingId;
        _line.Figures = country.Flash(settings.FlashMin, settings.FlashMax);
        _board.Equipment.Media.SetVoice(
            Index,
            new Media.Analog.VoiceSettings(
                settings.HearGain,
                settings.SpeakGain,
                settings.EchoCancel
            )
        );
    }

    public LineStatus Status() =>
        new(
            _line.Number,
            Extension?.Number ?? "",
            _line.Fault is not null ? LinePhase.OutOfService
                : Extension is null ? LinePhase.Unused
                : _state == PhoneState.OnHook ? LinePhase.Ready
                : _state == PhoneState.Ringing ? LinePhase.Ringing
                : Kind(_active) is ActiveKind.Calling or ActiveKind.Talking || _held is not null
                    ? LinePhase.InUse
                : LinePhase.OffHook,
            _line.Fault ?? ""
        );

    /// <summary>Says something to whoever has lifted the receiver and is in no call. False where nobody has.</summary>
    public bool TrySay(in Source words)
    {
        if (_active is not { } leg || Kind(leg) is not (ActiveKind.Dialling or ActiveKind.Tone))
        {
            return false;
        }

        leg.Owner.Left(leg);
        Notice.SayAndHangUp(_board.Timers, leg, words);
        _board.Changed();
        return true;
    }

    /// <summary>Whether a key that was heard is the telephone's own answer to us.</summary>
    public bool TakesKey(FxsLeg leg, char key) => _alert.TakesKey(leg, key);

    /// <summary>A leg has been ended by the exchange.</summary>
    /// <param name="tone">What says so to a receiver that is lifted.</param>
    /// <param name="wasUp">A call has been answered and is over.</param>
    public void Released(FxsLeg leg, ToneId tone, bool wasUp)
    {
        if (ReferenceEquals(leg, _active))
        {
            _active = null;
            (_endTone, _wasUp) = (tone, wasUp);
            Take(PhoneInput.ActiveEnded, Kind(leg));
        }
        else if (ReferenceEquals(leg, _held))
        {
            _held = null;
            Take(PhoneInput.HeldEnded);
        }
        else if (ReferenceEquals(leg, _waiting))
        {
            _waiting = null;
            Take(PhoneInput.WaitingEnded);
        }
    }

    Leg? IStation.Place(ILegOwner owner, in RingTerms terms)
    {
        FxsLeg? leg = FxsLeg.Open(
            _board.Equipment,
            this,
            terms.Called,
            owner,
            inbound: false,
            isConsultation: false,
            terms.Shown,
            terms.Speaks
        );
        if (leg is null)
        {
            return null;
        }

        (PhoneState next, PhoneActions actions) = PhoneMachine.Step(
            _state,
            PhoneInput.Offered,
            Kind(_active)
        );
        bool waits = next == PhoneState.SingleWaiting;
        if (_line.Fault is not null)
        {
            Later(leg, static l => l.Refuse(480));
        }
        else if (
            !actions.HasFlag(PhoneActions.TakeOffer)
            || (waits && (!_settings.CallWaiting || terms.Style != RingStyle.Ordinary))
        )
        {
            // A parked call that comes back does not wait for who talks (CALL-PARK 5.2: off hook).
            Later(leg, static l => l.Refuse(486));
        }
        else
        {
            _waiting = leg;
            _offer = terms;
            _state = next;
            Perform(actions);
            Later(leg, static l => l.Owner.Ringing(l));
            if (waits)
            {
                _alert.Beep(terms.Shown);
            }

            _board.Changed();
        }

        return leg;
    }

    void ILineUser.Lifted() => Take(PhoneInput.Lifted);

    void ILineUser.HungUp() => Take(PhoneInput.HungUp);

    void ILineUser.Flashed() => Take(PhoneInput.Flashed);

    bool ILineUser.ExpectsDigits => Kind(_active) is ActiveKind.Dialling or ActiveKind.Told;

    void ILineUser.DialTurned() => (_active?.Owner as DialTone)?.DialTurned();

    void ILineUser.PulsesDialled(char digit) => _active?.Pressed(digit, 100, DigitWay.Event);

    void ILineUser.ServiceChanged()
    {
        Take(PhoneInput.Lost);
        _board.Changed();
    }

    private static ActiveKind Kind(FxsLeg? leg) =>
        leg?.Owner switch
        {
            null => ActiveKind.None,
            DialTone => ActiveKind.Dialling,
            EndTone => ActiveKind.Tone,
            Call when leg.IsAnswered => ActiveKind.Talking,
            Call or RingGroup => ActiveKind.Calling,
            _ => ActiveKind.Told,
        };

    private void Take(PhoneInput input) => Take(input, Kind(_active));

    private void Take(PhoneInput input, ActiveKind active)
    {
        (_state, PhoneActions actions) = PhoneMachine.Step(_state, input, active);
        Perform(actions);
        _board.Changed();
    }

    private void Perform(PhoneActions actions)
    {
        if (actions.HasFlag(PhoneActions.StopBell))
        {
            _alert.StopRinging();
        }

        if (actions.HasFlag(PhoneActions.StopBeep))
        {
            _alert.StopBeeping();
        }

        Drop(actions);
        if (actions.HasFlag(PhoneActions.HoldActive))
        {
            (_held, _active) = (_active, null);
            _held?.Hold();
        }

        if (actions.HasFlag(PhoneActions.Swap))
        {
            (_held, _active) = (_active, _held);
            _held?.Hold();
            Resume();
        }

        if (actions.HasFlag(PhoneActions.ResumeHeld))
        {
            (_active, _held) = (_held, null);
            Resume();
        }

        if (actions.HasFlag(PhoneActions.AnswerWaiting))
        {
            (_active, _waiting) = (_waiting, null);
            _active?.Connect();
            _active?.Lift();
        }

        if (actions.HasFlag(PhoneActions.Transfer))
        {
            Transfer();
        }

        if (actions.HasFlag(PhoneActions.Recall))
        {
            Recall();
        }

        if (actions.HasFlag(PhoneActions.OpenDialTone))
        {
            OpenDialTone();
        }

        if (actions.HasFlag(PhoneActions.OpenTone))
        {
            OpenTone();
        }

        if (actions.HasFlag(PhoneActions.RingBell) && _waiting is { } waiting)
        {
            _alert.Ring(waiting, _offer.Shown, comesBack: _offer.Style != RingStyle.Ordinary);
        }
    }

    private void Drop(PhoneActions actions)
    {
        if (actions.HasFlag(PhoneActions.DropActive))
        {
            (FxsLeg? leg, _active) = (_active, null);
            leg?.Leave();
        }

        if (actions.HasFlag(PhoneActions.DropHeld))
        {
            (FxsLeg? leg, _held) = (_held, null);
            leg?.Leave();
        }

        if (actions.HasFlag(PhoneActions.DropWaiting))
        {
            _alert.StopBeeping();
            (FxsLeg? leg, _waiting) = (_waiting, null);
            leg?.Refuse(480);
        }
    }

    private void Resume()
    {
        _active?.Connect();
        _active?.Resume();
    }

    private void Transfer()
    {
        (FxsLeg? active, _active) = (_active, null);
        bool called = Kind(active) is ActiveKind.Calling or ActiveKind.Talking;
        string digits = (active?.Owner as DialTone)?.Digits ?? "";
        GiveHeld(new FlashTransfer(digits, called ? active : null), active);
    }

    /// <summary>A transfer to nobody fails, and who has hung up is called back for whom he held.</summary>
    private void Recall() => GiveHeld(new FlashTransfer("", second: null), active: null);

    private void GiveHeld(FlashTransfer transfer, FxsLeg? active)
    {
        (FxsLeg? held, _held) = (_held, null);
        held?.Owner.TransferAsked(held, transfer);

        // Whoever is left by now was not transferred: the one who was called is let go, and who was held is called back for.
        active?.Leave();
        held?.Leave();
    }

    private void OpenDialTone()
    {
        if (OpenLeg() is not { } leg)
        {
            return;
        }

        if (Extension is null)
        {
            EndTone.Begin(_board.Timers, leg, ToneId.Congestion);
        }
        else
        {
            DialTone.Begin(_board, leg, new DigitTimes(_settings.FirstDigit, _settings.InterDigit));
        }
    }

    private void OpenTone()
    {
        if (_board.IsStopping || OpenLeg() is not { } leg)
        {
            return;
        }

        EndTone.Begin(_board.Timers, leg, _endTone);
        if (_wasUp && _held is null && _waiting is null)
        {
            _line.BreakLoop(_settings.LoopBreak);
        }
    }

    private FxsLeg? OpenLeg()
    {
        _active = FxsLeg.Open(
            _board.Equipment,
            this,
            Identity,
            NoOwner.Instance,
            inbound: true,
            isConsultation: _held is not null,
            shown: new PartyIdentity("", ""),
            speaks: null
        );
        _active?.Connect();
        return _active;
    }

    private void Later(FxsLeg leg, Action<FxsLeg> what) =>
        _board.Timers.Schedule(
            TimeSpan.Zero,
            static state =>
            {
                (FxsLeg told, Action<FxsLeg> deed) = ((FxsLeg, Action<FxsLeg>))state!;
                if (!told.IsReleased)
                {
                    deed(told);
                }
            },
            (leg, what)
        );
}
