using QX200.Calls;
using Xunit;
using static QX200.Calls.CallActions;
using static QX200.Calls.CallInput;

namespace QX200.Tests.Calls;

public sealed class CallMachineTests
{
    [Theory]
    [InlineData(nameof(CallState.Dialling), nameof(TargetAnswered), nameof(CallState.Talking))]
    [InlineData(nameof(CallState.Dialling), nameof(TargetsFailed), nameof(CallState.Ended))]
    [InlineData(nameof(CallState.Talking), nameof(PeerLeft), nameof(CallState.Ended))]
    [InlineData(nameof(CallState.Talking), nameof(TransferStarted), nameof(CallState.Transferring))]
    [InlineData(nameof(CallState.Talking), nameof(CallInput.Parked), nameof(CallState.Parked))]
    [InlineData(
        nameof(CallState.Transferring),
        nameof(PeerLeft),
        nameof(CallState.TransferringAlone)
    )]
    [InlineData(
        nameof(CallState.Transferring),
        nameof(TargetsFailed),
        nameof(CallState.TransferFailed)
    )]
    [InlineData(
        nameof(CallState.TransferringAlone),
        nameof(TargetsFailed),
        nameof(CallState.Recalling)
    )]
    [InlineData(nameof(CallState.TransferFailed), nameof(PeerLeft), nameof(CallState.Recalling))]
    [InlineData(nameof(CallState.TransferFailed), nameof(GraceOver), nameof(CallState.Talking))]
    [InlineData(nameof(CallState.Recalling), nameof(TargetsFailed), nameof(CallState.Ended))]
    [InlineData(nameof(CallState.Parked), nameof(Retrieved), nameof(CallState.Talking))]
    [InlineData(nameof(CallState.Parked), nameof(ReturnStarted), nameof(CallState.Returning))]
    [InlineData(nameof(CallState.Returning), nameof(Retrieved), nameof(CallState.Talking))]
    [InlineData(nameof(CallState.Returning), nameof(ReturnStopped), nameof(CallState.Parked))]
    public void The_call_goes_where_the_table_says(string state, string input, string next)
    {
        Assert.Equal(
            next,
            CallMachine
                .Step(Enum.Parse<CallState>(state), Enum.Parse<CallInput>(input))
                .Next.ToString()
        );
    }

    [Fact]
    public void A_party_who_hangs_up_ends_the_call_in_every_state_and_leaves_nothing_ringing()
    {
        foreach (CallState state in Enum.GetValues<CallState>().Where(s => s != CallState.Ended))
        {
            (CallState next, CallActions actions) = CallMachine.Step(state, PartyLeft);
            Assert.Equal(CallState.Ended, next);
            Assert.Equal(Rings(state), actions.HasFlag(CancelTargets));
        }
    }

    [Fact]
    public void Whatever_happens_to_a_peer_a_party_who_waits_is_never_forgotten()
    {
        foreach (CallState state in Enum.GetValues<CallState>().Where(s => s != CallState.Ended))
        {
            foreach (CallInput input in Enum.GetValues<CallInput>().Where(i => i != PartyLeft))
            {
                (CallState next, CallActions actions) = CallMachine.Step(state, input);
                if (next == CallState.Ended)
                {
                    Assert.True(
                        actions.HasFlag(ReleaseParty) || actions.HasFlag(RefuseParty),
                        $"{state} + {input} ends the call and leaves the party without an outcome"
                    );
                }
            }
        }
    }

    [Fact]
    public void A_transferor_hears_the_outcome_exactly_where_a_transfer_ends()
    {
        foreach (CallState state in new[] { CallState.Transferring, CallState.TransferringAlone })
        {
            foreach (CallInput input in Enum.GetValues<CallInput>().Where(i => i != Dismissed))
            {
                (CallState next, CallActions actions) = CallMachine.Step(state, input);
                bool over = next is not (CallState.Transferring or CallState.TransferringAlone);
                Assert.Equal(over, (actions & (ReportSuccess | ReportFailure)) != None);
            }
        }
    }

    [Fact]
    public void No_state_but_those_that_ring_cancels_or_joins_telephones()
    {
        foreach (CallState state in Enum.GetValues<CallState>().Where(s => !Rings(s)))
        {
            foreach (CallInput input in Enum.GetValues<CallInput>())
            {
                Assert.Equal(
                    None,
                    CallMachine.Step(state, input).Actions & (CancelTargets | JoinTarget)
                );
            }
        }
    }

    [Fact]
    public void An_ended_call_stays_ended_and_does_nothing()
    {
        foreach (CallInput input in Enum.GetValues<CallInput>())
        {
            Assert.Equal((CallState.Ended, None), CallMachine.Step(CallState.Ended, input));
        }
    }

    private static bool Rings(CallState state) =>
        state
            is CallState.Dialling
                or CallState.Transferring
                or CallState.TransferringAlone
                or CallState.Recalling
                or CallState.Returning;
}
