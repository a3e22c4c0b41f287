using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>
/// The dialog that a Replaces names (RFC 3891 6.1): seen from the one who receives it, To-tag is his own tag and
/// From-tag the other side's. Telephones that send the Call-ID alone leave both empty.
/// </summary>
internal sealed record ReplacedDialog(string CallId, string ToTag, string FromTag, bool EarlyOnly)
{
    /// <summary>Reads a header value, escapes already undone. Null where it names nothing.</summary>
    public static ReplacedDialog? Parse(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)';');
        ReadOnlySpan<byte> callId = Grammar.Trim(end < 0 ? value : value[..end]);
        ReadOnlySpan<byte> parameters = end < 0 ? default : value[end..];
        return callId.IsEmpty
            ? null
            : new ReplacedDialog(
                Encoding.UTF8.GetString(callId),
                Parameter(parameters, "to-tag"u8),
                Parameter(parameters, "from-tag"u8),
                ParameterList.TryFind(parameters, "early-only"u8, out _)
            );
    }

    private static string Parameter(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name) =>
        ParameterList.TryFind(parameters, name, out ReadOnlySpan<byte> value)
            ? Encoding.UTF8.GetString(value)
            : "";
}

/// <summary>Whom a REFER asks us to call (RFC 3515 2.1).</summary>
/// <param name="Uri">Without headers and method parameter: fit for a request line.</param>
/// <param name="User">Escapes undone; the number of a tel URI.</param>
/// <param name="Host">With the port where one is written; empty in a tel URI.</param>
/// <param name="Replaces">The dialog that the new call takes the place of: an attended transfer.</param>
internal sealed record ReferTarget(string Uri, string User, string Host, ReplacedDialog? Replaces)
{
    /// <summary>Reads Refer-To.</summary>
    /// <returns>0, or the status to refuse with.</returns>
    public static int Read(SipMessage refer, out ReferTarget? target)
    {
        target = null;
        HeaderValueEnumerator values = refer.Values(HeaderName.ReferTo);
        if (!values.MoveNext() || !NameAddress.TryParse(values.Current, out NameAddress referTo))
        {
            return 400;
        }

        if (values.MoveNext() || !referTo.TryUri(out SipUri uri))
        {
            return 400;
        }

        if (!uri.IsSip && uri.Scheme != UriScheme.Tel)
        {
            return 416;
        }

        if (
            uri.TryParam("method"u8, out ReadOnlySpan<byte> method)
            && !method.SequenceEqual("INVITE"u8)
        )
        {
            return 501;
        }

        target = new ReferTarget(
            Bare(uri),
            uri.UnescapedUser(),
            Encoding.ASCII.GetString(uri.Host) + (uri.Port == 0 ? "" : $":{uri.Port}"),
            ReplacesIn(uri)
        );
        return 0;
    }

    private static ReplacedDialog? ReplacesIn(SipUri uri) =>
        uri.TryHeader("Replaces"u8, out ReadOnlySpan<byte> escaped)
            ? ReplacedDialog.Parse(Encoding.UTF8.GetBytes(Escapes.Unescape(escaped)))
            : null;

    private static string Bare(SipUri uri)
    {
        if (!uri.IsSip)
        {
            return Encoding.UTF8.GetString(uri.Text);
        }

        ReadOnlySpan<byte> text = uri.Text;
        int upTo = text.Length - uri.Headers.Length;
        upTo -= text[..upTo].EndsWith("?"u8) ? 1 : 0;
        upTo -= uri.Params.Length;
        upTo -= text[..upTo].EndsWith(";"u8) ? 1 : 0;
        var bare = new StringBuilder(Encoding.UTF8.GetString(text[..upTo]));
        foreach (Parameter parameter in new ParameterList(uri.Params))
        {
            if (Ascii.EqualsIgnoreCase(parameter.Name, "method"u8))
            {
                continue;
            }

            bare.Append(';').Append(Encoding.UTF8.GetString(parameter.Name));
            if (!parameter.Value.IsEmpty)
            {
                bare.Append('=').Append(Encoding.UTF8.GetString(parameter.Value));
            }
        }

        return bare.ToString();
    }
}
