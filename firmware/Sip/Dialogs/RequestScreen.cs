using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>
/// What every request has to pass before anybody looks at what it wants (RFC 3261 8.2), and the refusals that say
/// what would be welcome instead.
/// </summary>
internal static class RequestScreen
{
    /// <summary>Methods that user agents may send us. REGISTER is the owner's to allow.</summary>
    public static ReadOnlySpan<byte> Allow =>
        "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY, SUBSCRIBE"u8;

    /// <summary>The event packages that there are.</summary>
    public static ReadOnlySpan<byte> AllowEvents => "dialog, refer"u8;

    public static ReadOnlySpan<byte> Supported => "replaces, norefersub, timer"u8;

    /// <summary>Refuses what requires an extension that we do not have (8.2.2.3). True: refused.</summary>
    public static bool RefuseExtensions(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        bool refuse = false;
        foreach (ReadOnlySpan<byte> option in request.Values(HeaderName.Require))
        {
            refuse |= !IsSupported(option);
        }

        if (!refuse)
        {
            return false;
        }

        SipWriter response = transaction.Begin(420);
        foreach (ReadOnlySpan<byte> option in request.Values(HeaderName.Require))
        {
            if (!IsSupported(option))
            {
                response.Header(HeaderName.Unsupported, option);
            }
        }

        response.End();
        transaction.Send(ref response);
        return true;
    }

    /// <summary>Refuses a session interval that is too short, with the one that we take (RFC 4028 9). True: refused.</summary>
    public static bool RefuseInterval(ServerTransaction transaction)
    {
        if (!SessionTerms.IsTooBrief(TimerWords.In(transaction.Request)))
        {
            return false;
        }

        SipWriter response = transaction.Begin(422);
        response.Header(HeaderName.MinSe, SessionTerms.Shortest);
        response.End();
        transaction.Send(ref response);
        return true;
    }

    /// <summary>The SDP of a request that may carry one; refuses a body that is none (8.2.3). False: refused.</summary>
    public static bool TryTakeSdp(ServerTransaction transaction, out byte[]? sdp)
    {
        BodyKind kind = FindSdp(transaction.Request, out ReadOnlySpan<byte> found);
        sdp = kind == BodyKind.Sdp ? found.ToArray() : null;
        if (kind != BodyKind.Unknown)
        {
            return true;
        }

        RefuseBody(transaction, "application/sdp"u8);
        return false;
    }

    /// <summary>The SDP of a message, null where it has none.</summary>
    public static byte[]? SdpOf(SipMessage message) =>
        FindSdp(message, out ReadOnlySpan<byte> sdp) == BodyKind.Sdp ? sdp.ToArray() : null;

    public static void RefuseBody(ServerTransaction transaction, ReadOnlySpan<byte> accept)
    {
        SipWriter response = transaction.Begin(415);
        response.Header(HeaderName.Accept, accept);
        response.Header(HeaderName.AcceptEncoding, "identity"u8);
        response.End();
        transaction.Send(ref response);
    }

    /// <summary>405 for a method that we know, 501 for one that nobody told us of (8.2.1, 21.5.2).</summary>
    public static void RefuseMethod(ServerTransaction transaction)
    {
        SipWriter response = transaction.Begin(
            transaction.Request.Method == SipMethod.Other ? 501 : 405
        );
        response.Header(HeaderName.Allow, Allow);
        response.End();
        transaction.Send(ref response);
    }

    /// <summary>489 names the packages that there are (RFC 6665 8.3.2).</summary>
    public static void RefuseEvent(ServerTransaction transaction)
    {
        SipWriter response = transaction.Begin(489);
        response.Header(HeaderName.AllowEvents, AllowEvents);
        response.End();
        transaction.Send(ref response);
    }

    /// <summary>Says why a SUBSCRIBE is refused, and what would be welcome (see <see cref="SubscribeTerms.TryRead"/>).</summary>
    public static void RefuseSubscribe(
        ServerTransaction transaction,
        int status,
        EventPackage package
    )
    {
        SipWriter response = transaction.Begin(status);
        switch (status)
        {
            case 489:
                response.Header(HeaderName.AllowEvents, AllowEvents);
                break;
            case 406:
                response.Header(HeaderName.Accept, package.BodyType);
                break;
            case 423:
                response.Header(HeaderName.MinExpires, package.Shortest);
                break;
            default:
                break;
        }

        response.End();
        transaction.Send(ref response);
    }

    /// <summary>500 with a random Retry-After below 10 s: an earlier request is still open (14.2).</summary>
    public static void RefuseOverlap(ServerTransaction transaction)
    {
        SipWriter response = transaction.Begin(500);
        response.Header(HeaderName.RetryAfter, Random.Shared.Next(1, 10));
        response.End();
        transaction.Send(ref response);
    }

    /// <summary>What we can do (RFC 3261 11.2).</summary>
    public static void AnswerOptions(ServerTransaction transaction, SipUserAgent agent)
    {
        SipWriter response = transaction.Begin(200);
        DialogText.WriteAbilities(ref response, agent);
        response.Header(
            HeaderName.Accept,
            "application/sdp, application/dtmf-relay, application/dtmf"u8
        );
        response.Header(HeaderName.AllowEvents, AllowEvents);
        response.End();
        transaction.Send(ref response);
    }

    private static BodyKind FindSdp(SipMessage message, out ReadOnlySpan<byte> sdp) =>
        SessionBody.Find(
            message[HeaderName.ContentType],
            message[HeaderName.ContentEncoding],
            message.Body,
            out sdp
        );

    private static bool IsSupported(ReadOnlySpan<byte> option) =>
        System.Text.Ascii.EqualsIgnoreCase(option, "replaces"u8)
        || System.Text.Ascii.EqualsIgnoreCase(option, "norefersub"u8)
        || System.Text.Ascii.EqualsIgnoreCase(option, "timer"u8);
}
