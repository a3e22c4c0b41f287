namespace QX200.Sip.Dialogs;

/// <summary>Where the INVITE usage of a dialog stands, seen from our side (RFC 3261 13, 14, 15).</summary>
internal enum SessionState : byte
{
    /// <summary>Our INVITE has gone and nothing has come back.</summary>
    Calling,

    /// <summary>Hung up before any provisional response: the CANCEL has to wait for one (RFC 3261 9.1).</summary>
    Abandoning,

    /// <summary>A provisional response to our INVITE has come.</summary>
    Proceeding,

    /// <summary>Our CANCEL has gone; the final response to the INVITE is still due.</summary>
    Cancelling,

    /// <summary>The 2xx to our offerless INVITE brought the offer; the ACK waits for our answer.</summary>
    AnswerOwed,

    /// <summary>An INVITE of the peer that we have not answered finally.</summary>
    Arrived,

    /// <summary>Our 2xx has gone, its ACK has not come.</summary>
    Answered,

    /// <summary>Hung up after our 2xx: the BYE waits for the ACK or its time-out (RFC 3261 15).</summary>
    AnsweredLeaving,

    Confirmed,
    Ended,
}

/// <summary>What can happen to a session.</summary>
internal enum SessionInput : byte
{
    /// <summary>1xx other than 100 to our INVITE, or 100.</summary>
    Provisional,

    /// <summary>2xx to our INVITE, with the answer or without any SDP.</summary>
    Accepted,

    /// <summary>2xx to our offerless INVITE, with the peer's offer.</summary>
    AcceptedWithOffer,

    /// <summary>3xx to 6xx to our INVITE.</summary>
    Rejected,

    /// <summary>
    /// 401 or 407 to our INVITE, and we have credentials that were not refused yet; or 422, and we have not asked for
    /// an interval that long yet. It goes again.
    /// </summary>
    Challenged,

    /// <summary>
    /// The INVITE transaction died: the transport failed, or no final response came in time, be it after the
    /// INVITE or after our CANCEL (RFC 3261 9.1).
    /// </summary>
    InviteLost,

    /// <summary>Our side answers the offer that came in the 2xx.</summary>
    AnswerOffer,

    /// <summary>Our side accepts the peer's INVITE.</summary>
    Answer,

    /// <summary>Our side refuses the peer's INVITE.</summary>
    Refuse,

    /// <summary>Our side has had enough, in whatever state.</summary>
    HangUp,

    CancelArrived,
    AckArrived,

    /// <summary>64*T1 after our 2xx no ACK has come.</summary>
    AckLost,

    ByeArrived,

    /// <summary>
    /// 481 or 408 to a request of ours in the dialog (RFC 3261 12.2.1.2), or nobody refreshed the session (RFC 4028 10).
    /// </summary>
    DialogLost,
}

/// <summary>What a step of the machine asks for, to be carried out in the order in which the flags stand.</summary>
[Flags]
internal enum SessionActions : ushort
{
    None = 0,

    /// <summary>The INVITE again, with what was asked for.</summary>
    SendInvite = 1,
    SendCancel = 2,
    SendAnswer = 4,
    SendRejection = 8,

    /// <summary>487 to the peer's INVITE.</summary>
    SendTerminated = 16,
    SendAck = 32,

    /// <summary>No more repeats of a 2xx of ours.</summary>
    StopResending = 64,

    /// <summary>The BYE's end frees the dialog.</summary>
    SendBye = 128,

    /// <summary>Nothing more is owed to the peer: the INVITE usage is over.</summary>
    Free = 256,
    TellRinging = 512,
    TellAnswered = 1024,
    TellEstablished = 2048,
    TellFailed = 4096,
    TellEnded = 8192,
}

/// <summary>Next state and what to do on the way.</summary>
internal readonly record struct SessionStep(SessionState Next, SessionActions Do);

/// <summary>
/// The session as a pure function of state and input: no clock, no socket. An input that means nothing in a state
/// leaves it and asks for nothing.
/// </summary>
internal static class SessionMachine
{
    public static SessionStep Step(SessionState state, SessionInput input) =>
        state switch
        {
            SessionState.Calling => Calling(input),
            SessionState.Abandoning => Abandoning(input),
            SessionState.Proceeding => Proceeding(input),
            SessionState.Cancelling => Leaving(SessionState.Cancelling, input),
            SessionState.AnswerOwed => AnswerOwed(input),
            SessionState.Arrived => Arrived(input),
            SessionState.Answered => Answered(input),
            SessionState.AnsweredLeaving => AnsweredLeaving(input),
            SessionState.Confirmed => Confirmed(input),
            _ => Stay(SessionState.Ended),
        };

    private static SessionStep Calling(SessionInput input) =>
        input switch
        {
            SessionInput.HangUp => Stay(SessionState.Abandoning),
            _ => Unanswered(SessionState.Calling, input),
        };

    private static SessionStep Proceeding(SessionInput input) =>
        input switch
        {
            SessionInput.HangUp => new(SessionState.Cancelling, SessionActions.SendCancel),
            _ => Unanswered(SessionState.Proceeding, input),
        };

    private static SessionStep Unanswered(SessionState state, SessionInput input) =>
        input switch
        {
            SessionInput.Provisional => new(SessionState.Proceeding, SessionActions.TellRinging),
            SessionInput.Accepted => new(
                SessionState.Confirmed,
                SessionActions.SendAck | SessionActions.TellAnswered
            ),
            SessionInput.AcceptedWithOffer => new(
                SessionState.AnswerOwed,
                SessionActions.TellAnswered
            ),
            SessionInput.Challenged => new(SessionState.Calling, SessionActions.SendInvite),
            SessionInput.Rejected or SessionInput.InviteLost => End(
                SessionActions.Free | SessionActions.TellFailed
            ),
            _ => Stay(state),
        };

    private static SessionStep Abandoning(SessionInput input) =>
        input switch
        {
            SessionInput.Provisional => new(SessionState.Cancelling, SessionActions.SendCancel),
            _ => Leaving(SessionState.Abandoning, input),
        };

    /// <summary>A 2xx that crossed our CANCEL made a dialog all the same: it gets its ACK and then BYE.</summary>
    private static SessionStep Leaving(SessionState state, SessionInput input) =>
        input switch
        {
            SessionInput.Accepted or SessionInput.AcceptedWithOffer => End(
                SessionActions.SendAck | SessionActions.SendBye
            ),
            SessionInput.Rejected or SessionInput.Challenged or SessionInput.InviteLost => End(
                SessionActions.Free
            ),
            _ => Stay(state),
        };

    private static SessionStep AnswerOwed(SessionInput input) =>
        input switch
        {
            SessionInput.AnswerOffer => new(SessionState.Confirmed, SessionActions.SendAck),
            SessionInput.HangUp => End(SessionActions.SendAck | SessionActions.SendBye),
            SessionInput.ByeArrived => End(
                SessionActions.SendAck | SessionActions.Free | SessionActions.TellEnded
            ),
            SessionInput.DialogLost => End(
                SessionActions.SendAck | SessionActions.SendBye | SessionActions.TellEnded
            ),
            _ => Stay(SessionState.AnswerOwed),
        };

    private static SessionStep Arrived(SessionInput input) =>
        input switch
        {
            SessionInput.Answer => new(SessionState.Answered, SessionActions.SendAnswer),
            SessionInput.Refuse or SessionInput.HangUp => End(
                SessionActions.SendRejection | SessionActions.Free
            ),
            SessionInput.CancelArrived or SessionInput.ByeArrived => End(
                SessionActions.SendTerminated | SessionActions.Free | SessionActions.TellEnded
            ),
            SessionInput.InviteLost => End(SessionActions.Free | SessionActions.TellEnded),
            _ => Stay(SessionState.Arrived),
        };

    private static SessionStep Answered(SessionInput input) =>
        input switch
        {
            SessionInput.AckArrived => new(
                SessionState.Confirmed,
                SessionActions.StopResending | SessionActions.TellEstablished
            ),
            SessionInput.HangUp => Stay(SessionState.AnsweredLeaving),
            SessionInput.AckLost or SessionInput.DialogLost => End(
                SessionActions.StopResending | SessionActions.SendBye | SessionActions.TellEnded
            ),
            SessionInput.ByeArrived => End(
                SessionActions.StopResending | SessionActions.Free | SessionActions.TellEnded
            ),
            _ => Stay(SessionState.Answered),
        };

    private static SessionStep AnsweredLeaving(SessionInput input) =>
        input switch
        {
            SessionInput.AckArrived or SessionInput.AckLost or SessionInput.DialogLost => End(
                SessionActions.StopResending | SessionActions.SendBye
            ),
            SessionInput.ByeArrived => End(SessionActions.StopResending | SessionActions.Free),
            _ => Stay(SessionState.AnsweredLeaving),
        };

    private static SessionStep Confirmed(SessionInput input) =>
        input switch
        {
            SessionInput.HangUp => End(SessionActions.StopResending | SessionActions.SendBye),
            SessionInput.ByeArrived => End(
                SessionActions.StopResending | SessionActions.Free | SessionActions.TellEnded
            ),
            SessionInput.AckLost or SessionInput.DialogLost => End(
                SessionActions.StopResending | SessionActions.SendBye | SessionActions.TellEnded
            ),
            _ => Stay(SessionState.Confirmed),
        };

    private static SessionStep Stay(SessionState state) => new(state, SessionActions.None);

    private static SessionStep End(SessionActions actions) => new(SessionState.Ended, actions);
}
