using QX200.Sip.Dialogs;
using Xunit;
using static QX200.Sip.Dialogs.SessionActions;
using static QX200.Sip.Dialogs.SessionInput;
using static QX200.Sip.Dialogs.SessionState;

namespace QX200.Tests.Sip.Dialogs;

public sealed class SessionMachineTests
{
    /// <summary>Every pair of state and input that means something. All others stay and do nothing.</summary>
    private static readonly Dictionary<(SessionState, SessionInput), SessionStep> Table = new()
    {
        [(Calling, Provisional)] = new(Proceeding, TellRinging),
        [(Calling, Accepted)] = new(Confirmed, SendAck | TellAnswered),
        [(Calling, AcceptedWithOffer)] = new(AnswerOwed, TellAnswered),
        [(Calling, Rejected)] = new(SessionState.Ended, Free | TellFailed),
        [(Calling, InviteLost)] = new(SessionState.Ended, Free | TellFailed),
        [(Calling, Challenged)] = new(Calling, SendInvite),
        [(Calling, HangUp)] = new(Abandoning, None),

        [(Abandoning, Provisional)] = new(Cancelling, SendCancel),
        [(Abandoning, Accepted)] = new(SessionState.Ended, SendAck | SendBye),
        [(Abandoning, AcceptedWithOffer)] = new(SessionState.Ended, SendAck | SendBye),
        [(Abandoning, Rejected)] = new(SessionState.Ended, Free),
        [(Abandoning, Challenged)] = new(SessionState.Ended, Free),
        [(Abandoning, InviteLost)] = new(SessionState.Ended, Free),

        [(Proceeding, Provisional)] = new(Proceeding, TellRinging),
        [(Proceeding, Accepted)] = new(Confirmed, SendAck | TellAnswered),
        [(Proceeding, AcceptedWithOffer)] = new(AnswerOwed, TellAnswered),
        [(Proceeding, Rejected)] = new(SessionState.Ended, Free | TellFailed),
        [(Proceeding, InviteLost)] = new(SessionState.Ended, Free | TellFailed),
        [(Proceeding, Challenged)] = new(Calling, SendInvite),
        [(Proceeding, HangUp)] = new(Cancelling, SendCancel),

        [(Cancelling, Accepted)] = new(SessionState.Ended, SendAck | SendBye),
        [(Cancelling, AcceptedWithOffer)] = new(SessionState.Ended, SendAck | SendBye),
        [(Cancelling, Rejected)] = new(SessionState.Ended, Free),
        [(Cancelling, Challenged)] = new(SessionState.Ended, Free),
        [(Cancelling, InviteLost)] = new(SessionState.Ended, Free),

        [(AnswerOwed, AnswerOffer)] = new(Confirmed, SendAck),
        [(AnswerOwed, HangUp)] = new(SessionState.Ended, SendAck | SendBye),
        [(AnswerOwed, ByeArrived)] = new(SessionState.Ended, SendAck | Free | TellEnded),
        [(AnswerOwed, DialogLost)] = new(SessionState.Ended, SendAck | SendBye | TellEnded),

        [(Arrived, Answer)] = new(Answered, SendAnswer),
        [(Arrived, Refuse)] = new(SessionState.Ended, SendRejection | Free),
        [(Arrived, HangUp)] = new(SessionState.Ended, SendRejection | Free),
        [(Arrived, CancelArrived)] = new(SessionState.Ended, SendTerminated | Free | TellEnded),
        [(Arrived, ByeArrived)] = new(SessionState.Ended, SendTerminated | Free | TellEnded),
        [(Arrived, InviteLost)] = new(SessionState.Ended, Free | TellEnded),

        [(Answered, AckArrived)] = new(Confirmed, StopResending | TellEstablished),
        [(Answered, HangUp)] = new(AnsweredLeaving, None),
        [(Answered, AckLost)] = new(SessionState.Ended, StopResending | SendBye | TellEnded),
        [(Answered, DialogLost)] = new(SessionState.Ended, StopResending | SendBye | TellEnded),
        [(Answered, ByeArrived)] = new(SessionState.Ended, StopResending | Free | TellEnded),

        [(AnsweredLeaving, AckArrived)] = new(SessionState.Ended, StopResending | SendBye),
        [(AnsweredLeaving, AckLost)] = new(SessionState.Ended, StopResending | SendBye),
        [(AnsweredLeaving, DialogLost)] = new(SessionState.Ended, StopResending | SendBye),
        [(AnsweredLeaving, ByeArrived)] = new(SessionState.Ended, StopResending | Free),

        [(Confirmed, HangUp)] = new(SessionState.Ended, StopResending | SendBye),
        [(Confirmed, ByeArrived)] = new(SessionState.Ended, StopResending | Free | TellEnded),
        [(Confirmed, AckLost)] = new(SessionState.Ended, StopResending | SendBye | TellEnded),
        [(Confirmed, DialogLost)] = new(SessionState.Ended, StopResending | SendBye | TellEnded),
    };

    [Fact]
    public void Every_state_and_input_does_what_the_table_says()
    {
        foreach (SessionState state in Enum.GetValues<SessionState>())
        {
            foreach (SessionInput input in Enum.GetValues<SessionInput>())
            {
                SessionStep expected = Table.GetValueOrDefault((state, input), new(state, None));
                Assert.Equal(
                    (state, input, expected),
                    (state, input, SessionMachine.Step(state, input))
                );
            }
        }
    }

    /// <summary>Whatever comes, in whatever order: exactly one end, and then silence.</summary>
    [Fact]
    public void Every_way_to_the_end_frees_the_dialog_once_and_nothing_follows()
    {
        foreach (SessionState state in Enum.GetValues<SessionState>())
        {
            foreach (SessionInput input in Enum.GetValues<SessionInput>())
            {
                SessionStep step = SessionMachine.Step(state, input);
                bool ends = state != SessionState.Ended && step.Next == SessionState.Ended;
                bool frees = (step.Do & (Free | SendBye)) != None;
                Assert.True(ends == frees, $"{state} {input}");
                Assert.False(
                    (step.Do & Free) != None && (step.Do & SendBye) != None,
                    $"{state} {input}"
                );
            }
        }
    }

    /// <summary>After our own hang-up the user hears nothing more, by any path.</summary>
    [Fact]
    public void Nothing_is_told_after_hanging_up()
    {
        const SessionActions Tell =
            TellRinging | TellAnswered | TellEstablished | TellFailed | TellEnded;
        foreach (SessionState state in Enum.GetValues<SessionState>())
        {
            var seen = new HashSet<SessionState>();
            var left = new Stack<SessionState>();
            SessionStep step = SessionMachine.Step(state, HangUp);
            Assert.Equal(None, step.Do & Tell);
            left.Push(step.Next);
            while (left.TryPop(out SessionState next))
            {
                if (!seen.Add(next))
                {
                    continue;
                }

                foreach (SessionInput input in Enum.GetValues<SessionInput>())
                {
                    SessionStep then = SessionMachine.Step(next, input);
                    Assert.Equal((state, next, input, None), (state, next, input, then.Do & Tell));
                    left.Push(then.Next);
                }
            }
        }
    }
}
