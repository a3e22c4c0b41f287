using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>Writes what the requests and responses of a dialog have in common.</summary>
internal static class DialogText
{
    /// <summary>
    /// A request from Route to its end. Via and Max-Forwards stand in it already.
    /// </summary>
    /// <param name="credentials">Lines of <see cref="Credentials"/>, or null.</param>
    /// <param name="timer">The timer of the session, where the request may refresh it.</param>
    public static void WriteRequest(
        ref SipWriter request,
        SipUserAgent agent,
        Dialog dialog,
        SipMethod method,
        uint cseq,
        in SipPeer peer,
        byte[]? credentials,
        in Content content,
        SessionTimer? timer = null
    )
    {
        dialog.WriteNames(ref request, method, cseq);
        WriteCredentials(ref request, credentials);
        if (method is SipMethod.Invite or SipMethod.Update or SipMethod.Notify)
        {
            agent.WriteContact(ref request, dialog, peer);
        }

        if (method is SipMethod.Invite or SipMethod.Update)
        {
            request.Header(HeaderName.UserAgent, agent.Stack.Options.ServerName);
            WriteMethods(ref request);
            timer?.WriteRequest(ref request, method);
        }

        WriteContent(ref request, content);
    }

    /// <summary>Server, Allow and Supported of a response.</summary>
    public static void WriteAbilities(ref SipWriter response, SipUserAgent agent)
    {
        response.Header(HeaderName.Server, agent.Stack.Options.ServerName);
        WriteMethods(ref response);
    }

    private static void WriteMethods(ref SipWriter message)
    {
        message.Header(HeaderName.Allow, RequestScreen.Allow);
        message.Header(HeaderName.Supported, RequestScreen.Supported);
    }

    /// <summary>Extra headers and the body; the message is whole then.</summary>
    public static void WriteContent(ref SipWriter message, in Content content)
    {
        if (content.Headers is not null)
        {
            foreach ((string name, string value) in content.Headers)
            {
                message.Header(name, value);
            }
        }

        if (content.Body is null)
        {
            message.End();
        }
        else
        {
            message.Body(content.Type ?? "application/sdp", content.Body);
        }
    }

    /// <summary>
    /// The credential headers of one request as lines, so that the ACK of an INVITE can carry the very same ones
    /// (RFC 3261 22.1). Null where nobody has challenged us.
    /// </summary>
    public static byte[]? Credentials(
        DigestClient? digest,
        SipMethod method,
        ReadOnlySpan<byte> requestUri
    )
    {
        if (digest is not { HasChallenge: true })
        {
            return null;
        }

        var lines = new SipWriter(new byte[4096]);
        digest.WriteCredentials(ref lines, method.Text(), requestUri);
        return lines.Overflowed ? null : lines.Written.ToArray();
    }

    public static void WriteCredentials(ref SipWriter request, ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf("\r\n"u8);
            int colon = lines.IndexOf((byte)':');
            request.Header(lines[..colon], Grammar.Trim(lines[(colon + 1)..end]));
            lines = lines[(end + 2)..];
        }
    }
}

/// <summary>What the caller adds to a message: headers, and a body with its type (null: SDP).</summary>
internal readonly record struct Content(
    SipHeaders? Headers,
    byte[]? Body = null,
    string? Type = null
);
