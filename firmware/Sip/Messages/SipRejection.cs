namespace QX200.Sip.Messages;

/// <summary>Why a message was not taken: the first thing found wrong with it.</summary>
internal enum SipRejection : byte
{
    /// <summary>The message is good.</summary>
    None,

    /// <summary>Nothing but line ends: a keep-alive (RFC 5626 3.5.1, RFC 3261 7.5).</summary>
    Empty,
    TooLarge,
    BadRequestLine,
    BadRequestUri,
    BadVersion,
    BadStatusLine,
    BadHeaderLine,
    StrayCarriageReturn,
    TooManyHeaders,
    HeadersNotEnded,
    MissingVia,
    MissingFrom,
    MissingTo,
    MissingCallId,
    MissingCSeq,
    RepeatedFrom,
    RepeatedTo,
    RepeatedCallId,
    RepeatedCSeq,
    RepeatedMaxForwards,
    RepeatedContentLength,
    BadVia,
    BadFrom,
    BadTo,
    BadCallId,
    BadCSeq,
    BadMaxForwards,
    BadContentLength,
    CSeqMethodMismatch,
    BodyTooShort,
}

/// <summary>The one place that says how each rejection is answered.</summary>
internal static class SipRejections
{
    /// <summary>How many kinds there are, <see cref="SipRejection.None"/> included: the size of a table of counters.</summary>
    public const int Count = (int)SipRejection.BodyTooShort + 1;

    /// <summary>The status to answer a rejected request with, where it can be answered at all.</summary>
    public static int Status(this SipRejection rejection) =>
        rejection switch
        {
            SipRejection.None => 0,
            SipRejection.TooLarge => 513,
            SipRejection.BadVersion => 505,
            _ => 400,
        };

    /// <summary>The reason phrase: names what is wrong.</summary>
    public static string Text(this SipRejection rejection) =>
        rejection switch
        {
            SipRejection.None => "",
            SipRejection.Empty => "Empty Message",
            SipRejection.TooLarge => "Message Too Large",
            SipRejection.BadRequestLine => "Bad Request Line",
            SipRejection.BadRequestUri => "Bad Request-URI",
            SipRejection.BadVersion => "Version Not Supported",
            SipRejection.BadStatusLine => "Bad Status Line",
            SipRejection.BadHeaderLine => "Bad Header Line",
            SipRejection.StrayCarriageReturn => "Carriage Return Within a Line",
            SipRejection.TooManyHeaders => "Too Many Headers",
            SipRejection.HeadersNotEnded => "Headers Not Ended by an Empty Line",
            SipRejection.MissingVia => "Missing Via",
            SipRejection.MissingFrom => "Missing From",
            SipRejection.MissingTo => "Missing To",
            SipRejection.MissingCallId => "Missing Call-ID",
            SipRejection.MissingCSeq => "Missing CSeq",
            SipRejection.RepeatedFrom => "Repeated From",
            SipRejection.RepeatedTo => "Repeated To",
            SipRejection.RepeatedCallId => "Repeated Call-ID",
            SipRejection.RepeatedCSeq => "Repeated CSeq",
            SipRejection.RepeatedMaxForwards => "Repeated Max-Forwards",
            SipRejection.RepeatedContentLength => "Repeated Content-Length",
            SipRejection.BadVia => "Bad Via",
            SipRejection.BadFrom => "Bad From",
            SipRejection.BadTo => "Bad To",
            SipRejection.BadCallId => "Bad Call-ID",
            SipRejection.BadCSeq => "Bad CSeq",
            SipRejection.BadMaxForwards => "Bad Max-Forwards",
            SipRejection.BadContentLength => "Bad Content-Length",
            SipRejection.CSeqMethodMismatch => "CSeq Method Differs From Request",
            SipRejection.BodyTooShort => "Body Shorter Than Content-Length",
            _ => "Bad Request",
        };
}
