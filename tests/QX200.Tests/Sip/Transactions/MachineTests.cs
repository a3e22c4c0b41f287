using QX200.Sip.Transactions;
using Xunit;
using static QX200.Sip.Transactions.TransactionActions;
using static QX200.Sip.Transactions.TransactionState;

namespace QX200.Tests.Sip.Transactions;

/// <summary>The four machines against RFC 3261 figures 5 to 8 with RFC 6026, over every state and input.</summary>
public sealed class MachineTests
{
    [Fact]
    public void Invite_client_is_figure_5_with_Accepted() =>
        MachineTable.AssertDraws<InviteClientInput>(
            InviteClient.Next,
            [
                new(Calling, InviteClientInput.Request, Calling, Send | StartA | StartB),
                new(Calling, InviteClientInput.TimerA, Calling, Send | StartA),
                new(Calling, InviteClientInput.TimerB, Terminated, ReportTimeout),
                new(Calling, InviteClientInput.TransportError, Terminated, ReportTransportError),
                new(
                    Calling,
                    InviteClientInput.Provisional,
                    Proceeding,
                    StopRepeat | StopLimit | PassUp
                ),
                new(Calling, InviteClientInput.Success, Accepted, StopRepeat | StartM | PassUp),
                new(
                    Calling,
                    InviteClientInput.Failure,
                    Completed,
                    StopRepeat | SendAck | StartD | PassUp
                ),
                new(Proceeding, InviteClientInput.Provisional, Proceeding, PassUp),
                new(Proceeding, InviteClientInput.Success, Accepted, StartM | PassUp),
                new(Proceeding, InviteClientInput.Failure, Completed, SendAck | StartD | PassUp),
                new(Proceeding, InviteClientInput.CancelExpired, Terminated, ReportTimeout),
                new(Completed, InviteClientInput.Failure, Completed, SendAck),
                new(Completed, InviteClientInput.TimerD, Terminated),
                new(Completed, InviteClientInput.TransportError, Terminated),
                new(Accepted, InviteClientInput.Success, Accepted, PassUp),
                new(Accepted, InviteClientInput.TimerM, Terminated),
            ]
        );

    [Fact]
    public void Non_invite_client_is_figure_6() =>
        MachineTable.AssertDraws<NonInviteClientInput>(
            NonInviteClient.Next,
            [
                new(Trying, NonInviteClientInput.Request, Trying, Send | StartE | StartF),
                new(Trying, NonInviteClientInput.TimerE, Trying, Send | StartE),
                new(Trying, NonInviteClientInput.TimerF, Terminated, ReportTimeout),
                new(Trying, NonInviteClientInput.TransportError, Terminated, ReportTransportError),
                new(Trying, NonInviteClientInput.Provisional, Proceeding, PassUp),
                new(Trying, NonInviteClientInput.Final, Completed, StopRepeat | StartK | PassUp),
                new(Proceeding, NonInviteClientInput.TimerE, Proceeding, Send | StartE),
                new(Proceeding, NonInviteClientInput.TimerF, Terminated, ReportTimeout),
                new(
                    Proceeding,
                    NonInviteClientInput.TransportError,
                    Terminated,
                    ReportTransportError
                ),
                new(Proceeding, NonInviteClientInput.Provisional, Proceeding, PassUp),
                new(
                    Proceeding,
                    NonInviteClientInput.Final,
                    Completed,
                    StopRepeat | StartK | PassUp
                ),
                new(Completed, NonInviteClientInput.TimerK, Terminated),
            ]
        );

    [Fact]
    public void Invite_server_is_figure_7_with_Accepted() =>
        MachineTable.AssertDraws<InviteServerInput>(
            InviteServer.Next,
            [
                new(Proceeding, InviteServerInput.Request, Proceeding, StartTrying | PassUp),
                new(Proceeding, InviteServerInput.TryingDue, Proceeding, SendTrying),
                new(Proceeding, InviteServerInput.Repeated, Proceeding, Send),
                new(Proceeding, InviteServerInput.Provisional, Proceeding, StopRepeat | Send),
                new(Proceeding, InviteServerInput.Success, Accepted, StopRepeat | Send | StartL),
                new(
                    Proceeding,
                    InviteServerInput.Failure,
                    Completed,
                    StopRepeat | Send | StartG | StartH
                ),
                new(Completed, InviteServerInput.Repeated, Completed, Send),
                new(Completed, InviteServerInput.TimerG, Completed, Send | StartG),
                new(Completed, InviteServerInput.TimerH, Terminated, ReportTimeout),
                new(Completed, InviteServerInput.Ack, Confirmed, StopRepeat | StartI),
                new(Confirmed, InviteServerInput.TimerI, Terminated),
                new(Accepted, InviteServerInput.Success, Accepted, Send),
                new(Accepted, InviteServerInput.Ack, Accepted, PassUp),
                new(Accepted, InviteServerInput.TimerL, Terminated),
            ]
        );

    [Fact]
    public void Non_invite_server_is_figure_8() =>
        MachineTable.AssertDraws<NonInviteServerInput>(
            NonInviteServer.Next,
            [
                new(Trying, NonInviteServerInput.Request, Trying, StartUnanswered | PassUp),
                new(Trying, NonInviteServerInput.Provisional, Proceeding, Send),
                new(Trying, NonInviteServerInput.Final, Completed, Send | StartJ),
                new(Trying, NonInviteServerInput.Unanswered, Terminated, ReportTimeout),
                new(Proceeding, NonInviteServerInput.Repeated, Proceeding, Send),
                new(Proceeding, NonInviteServerInput.Provisional, Proceeding, Send),
                new(Proceeding, NonInviteServerInput.Final, Completed, Send | StartJ),
                new(Proceeding, NonInviteServerInput.Unanswered, Terminated, ReportTimeout),
                new(
                    Proceeding,
                    NonInviteServerInput.TransportError,
                    Terminated,
                    ReportTransportError
                ),
                new(Completed, NonInviteServerInput.Repeated, Completed, Send),
                new(Completed, NonInviteServerInput.TimerJ, Terminated),
                new(
                    Completed,
                    NonInviteServerInput.TransportError,
                    Terminated,
                    ReportTransportError
                ),
            ]
        );
}
