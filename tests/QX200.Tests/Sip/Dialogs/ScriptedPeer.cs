using System.Globalization;
using QX200.Sip.Transport;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>
/// The other end of a dialog, written by hand: it can send what no decent user agent would, and in any order.
/// </summary>
internal sealed class ScriptedPeer(MemoryNetwork network, string endPoint, SipPeer to)
{
    private int _branches;

    public RawHost Raw { get; } = new(network, endPoint);

    public string Address { get; } = endPoint;

    public string CallId { get; set; } = "script-1";

    public string OwnTag { get; set; } = "peer";

    /// <summary>Tag of the agent under test; read from its messages before the next request.</summary>
    public string TheirTag { get; private set; } = "";

    public int CSeq { get; set; } = 100;

    /// <summary>All that came, each short: <c>200 INVITE answer</c>, <c>BYE</c>.</summary>
    public string[] Peek() => [.. Raw.Got.Select(Short)];

    /// <summary>What came since the last look.</summary>
    public string[] Take()
    {
        TakeTag();
        string[] all = Peek();
        Raw.Got.Clear();
        return all;
    }

    public string Last(string startsWith) =>
        Raw.Got.Last(text => text.StartsWith(startsWith, StringComparison.Ordinal));

    /// <summary>The next request begins a dialog anew.</summary>
    public void Forget() => TheirTag = "";

    /// <summary>Sends a request of the dialog, or one that begins it while <see cref="TheirTag"/> is empty.</summary>
    /// <param name="more">Further header lines.</param>
    /// <returns>The branch, for a CANCEL.</returns>
    public string Request(
        string method,
        string? sdp = null,
        string more = "",
        int? cseq = null,
        string? branch = null,
        string contentType = "application/sdp"
    )
    {
        TakeTag();
        branch ??= string.Create(CultureInfo.InvariantCulture, $"z9hG4bKscript{++_branches}");
        int number = cseq ?? (method is "ACK" or "CANCEL" ? CSeq : ++CSeq);
        string tag = TheirTag.Length > 0 && method != "CANCEL" ? $";tag={TheirTag}" : "";
        List<string> lines =
        [
            $"{method} sip:102@192.0.2.9 SIP/2.0",
            $"Via: SIP/2.0/UDP {Address};branch={branch};rport",
            $"From: <sip:201@192.0.2.1>;tag={OwnTag}",
            $"To: <sip:102@192.0.2.9>{tag}",
            $"Call-ID: {CallId}",
            $"CSeq: {number} {method}",
            "Max-Forwards: 70",
        ];
        Finish(lines, more, sdp, contentType);
        Raw.Send(to, string.Join("\n", lines) + "\n\n" + sdp);
        return branch;
    }

    /// <summary>Responds to the agent's latest request of that method.</summary>
    public void Reply(
        string method,
        int status,
        string? tag = null,
        string? sdp = null,
        string more = "",
        string contentType = "application/sdp"
    )
    {
        string request = Last(method + " ");
        CallId = RawHost.Header(request, "Call-ID");
        string itsTo = RawHost.Header(request, "To");
        string answered = itsTo.Contains(";tag=") ? itsTo : $"{itsTo};tag={tag ?? OwnTag}";
        List<string> lines =
        [
            $"SIP/2.0 {status} Scripted",
            $"Via: {RawHost.Header(request, "Via")}",
            $"From: {RawHost.Header(request, "From")}",
            $"To: {(status == 100 ? itsTo : answered)}",
            $"Call-ID: {CallId}",
            $"CSeq: {RawHost.Header(request, "CSeq")}",
        ];
        string from = RawHost.Header(request, "From");
        TheirTag = from[(from.IndexOf(";tag=", StringComparison.Ordinal) + 5)..];
        Finish(lines, more, sdp, contentType);
        Raw.Send(to, string.Join("\n", lines) + "\n\n" + sdp);
    }

    private void Finish(List<string> lines, string more, string? sdp, string contentType)
    {
        if (!more.Contains("Contact: "))
        {
            lines.Add($"Contact: <sip:201@{Address}>");
        }

        if (more.Length > 0)
        {
            lines.Add(more);
        }

        if (sdp is not null)
        {
            lines.Add($"Content-Type: {contentType}");
        }

        lines.Add($"Content-Length: {(sdp ?? "").ReplaceLineEndings("\r\n").Length}");
    }

    private void TakeTag()
    {
        string? response = Raw.Got.LastOrDefault(text =>
            text.StartsWith("SIP/2.0", StringComparison.Ordinal)
            && !text.StartsWith("SIP/2.0 100", StringComparison.Ordinal)
            && RawHost.Header(text, "Call-ID") == CallId
        );
        string itsTo = response is null ? "" : RawHost.Header(response, "To");
        int at = itsTo.IndexOf(";tag=", StringComparison.Ordinal);
        TheirTag = at < 0 || TheirTag.Length > 0 ? TheirTag : itsTo[(at + 5)..];
    }

    private static string Short(string text)
    {
        string line = text[..text.IndexOf('\r')];
        string body = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        string[] words = line.Split(' ');
        string head =
            words[0] == "SIP/2.0"
                ? $"{words[1]} {RawHost.Header(text, "CSeq").Split(' ')[^1]}"
                : words[0];
        return body.Length == 0 ? head : $"{head} {body.TrimEnd()}";
    }
}
