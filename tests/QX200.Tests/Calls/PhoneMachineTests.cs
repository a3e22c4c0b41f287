using QX200.Calls;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>What receiver and hook of an analog telephone mean.</summary>
public sealed class PhoneMachineTests
{
    [Theory]
    [InlineData("OnHook Lifted None", "Single: OpenDialTone")]
    [InlineData("OnHook Offered None", "Ringing: TakeOffer, RingBell")]
    [InlineData("Ringing Lifted None", "Single: StopBell, AnswerWaiting")]
    [InlineData("Ringing WaitingEnded None", "OnHook: StopBell")]
    [InlineData("Ringing Offered None", "Ringing: None")]
    [InlineData("Single Flashed Talking", "Consulting: HoldActive, OpenDialTone")]
    [InlineData("Single Flashed Calling", "Single: None")]
    [InlineData("Single Flashed Dialling", "Single: DropActive, OpenDialTone")]
    [InlineData("Single Flashed Tone", "Single: DropActive, OpenDialTone")]
    [InlineData("Single HungUp Talking", "OnHook: DropActive")]
    [InlineData("Single Offered Talking", "SingleWaiting: TakeOffer")]
    [InlineData("Single Offered Dialling", "Single: None")]
    [InlineData("Single ActiveEnded Talking", "Single: OpenTone")]
    [InlineData(
        "SingleWaiting Flashed Talking",
        "Alternating: HoldActive, AnswerWaiting, StopBeep"
    )]
    [InlineData("SingleWaiting Flashed Tone", "Single: DropActive, AnswerWaiting, StopBeep")]
    [InlineData("SingleWaiting HungUp Talking", "Ringing: DropActive, RingBell, StopBeep")]
    [InlineData("SingleWaiting WaitingEnded Talking", "Single: StopBeep")]
    [InlineData("SingleWaiting Offered Talking", "SingleWaiting: None")]
    [InlineData("Consulting Flashed Talking", "Consulting: Swap")]
    [InlineData("Consulting Flashed Dialling", "Single: DropActive, ResumeHeld")]
    [InlineData("Consulting Flashed Calling", "Single: DropActive, ResumeHeld")]
    [InlineData("Consulting Flashed Told", "Single: DropActive, ResumeHeld")]
    [InlineData("Consulting HungUp Talking", "OnHook: Transfer")]
    [InlineData("Consulting HungUp Dialling", "OnHook: Transfer")]
    [InlineData("Consulting HeldEnded Talking", "Single: None")]
    [InlineData("Consulting ActiveEnded Talking", "Consulting: OpenTone")]
    [InlineData("Consulting Offered Talking", "Consulting: None")]
    [InlineData("Alternating Flashed Talking", "Alternating: Swap")]
    [InlineData("Alternating Flashed Tone", "Single: DropActive, ResumeHeld")]
    [InlineData("Alternating HungUp Talking", "OnHook: DropActive, Recall")]
    [InlineData("Alternating HungUp Tone", "OnHook: DropActive, Recall")]
    [InlineData("Alternating HeldEnded Talking", "Single: None")]
    [InlineData("Alternating ActiveEnded Talking", "Alternating: OpenTone")]
    public void Step(string from, string to)
    {
        string[] words = from.Split(' ');
        (PhoneState next, PhoneActions actions) = PhoneMachine.Step(
            Enum.Parse<PhoneState>(words[0]),
            Enum.Parse<PhoneInput>(words[1]),
            Enum.Parse<ActiveKind>(words[2])
        );
        Assert.Equal(to, $"{next}: {actions}");
    }

    public static TheoryData<string, string, string> All()
    {
        var all = new TheoryData<string, string, string>();
        foreach (string state in Enum.GetNames<PhoneState>())
        {
            foreach (string input in Enum.GetNames<PhoneInput>())
            {
                foreach (string active in Enum.GetNames<ActiveKind>())
                {
                    all.Add(state, input, active);
                }
            }
        }

        return all;
    }

    /// <summary>Legs are never more than the state has room for, and none is forgotten on the way.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void No_leg_is_lost_in_any_step(string from, string input, string kind)
    {
        PhoneState state = Enum.Parse<PhoneState>(from);
        PhoneInput happened = Enum.Parse<PhoneInput>(input);
        (PhoneState next, PhoneActions actions) = PhoneMachine.Step(
            state,
            happened,
            Enum.Parse<ActiveKind>(kind)
        );
        (bool Active, bool Held, bool Waiting) legs = Legs(state);
        switch (happened)
        {
            case PhoneInput.ActiveEnded:
                legs.Active = false;
                break;
            case PhoneInput.HeldEnded:
                legs.Held = false;
                break;
            case PhoneInput.WaitingEnded:
                legs.Waiting = false;
                break;
            default:
                break;
        }

        Do(PhoneActions.DropActive, () => legs.Active = false);
        Do(PhoneActions.DropHeld, () => legs.Held = false);
        Do(PhoneActions.DropWaiting, () => legs.Waiting = false);
        Do(PhoneActions.HoldActive, () => (legs.Held, legs.Active) = (legs.Active, false));
        Do(PhoneActions.ResumeHeld, () => (legs.Active, legs.Held) = (legs.Held, false));
        Do(PhoneActions.AnswerWaiting, () => (legs.Active, legs.Waiting) = (legs.Waiting, false));
        Do(PhoneActions.Transfer, () => (legs.Active, legs.Held) = (false, false));
        Do(PhoneActions.Recall, () => legs.Held = false);
        Do(PhoneActions.OpenDialTone | PhoneActions.OpenTone, () => legs.Active = true);
        Do(PhoneActions.TakeOffer, () => legs.Waiting = true);

        // What cannot happen in a state need not make sense in it: a leg that is not there does not end.
        bool makesSense =
            (happened != PhoneInput.ActiveEnded || Legs(state).Active)
            && (happened != PhoneInput.HeldEnded || Legs(state).Held)
            && (happened != PhoneInput.WaitingEnded || Legs(state).Waiting);
        if (makesSense)
        {
            Assert.Equal(Legs(next), legs);
        }

        void Do(PhoneActions action, Action deed)
        {
            if ((actions & action) != PhoneActions.None)
            {
                deed();
            }
        }
    }

    private static (bool Active, bool Held, bool Waiting) Legs(PhoneState state) =>
        state switch
        {
            PhoneState.OnHook => (false, false, false),
            PhoneState.Ringing => (false, false, true),
            PhoneState.Single => (true, false, false),
            PhoneState.SingleWaiting => (true, false, true),
            _ => (true, true, false),
        };
}
