using System.Globalization;
using QX200.Tests.Sip;

namespace QX200.Tests.Calls;

/// <summary>What telephones read out of messages, and how they answer.</summary>
internal static class SipTexts
{
    public static int Status(string response) =>
        int.Parse(response.AsSpan(8, 3), NumberStyles.None, CultureInfo.InvariantCulture);

    public static string Method(string request) => request[..request.IndexOf(' ')];

    public static string Body(string text) =>
        text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    /// <summary>Number and method of the CSeq.</summary>
    public static (int Number, string Method) CSeq(string text)
    {
        string[] words = RawHost.Header(text, "CSeq").Split(' ');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }

    public static string Tag(string party)
    {
        int at = party.IndexOf(";tag=", StringComparison.Ordinal);
        return at < 0 ? "" : party[(at + 5)..].Split(';')[0];
    }

    /// <summary>The URI between the angle brackets.</summary>
    public static string Uri(string party) =>
        party[(party.LastIndexOf('<') + 1)..party.LastIndexOf('>')];

    /// <summary>A name-address as people read it: <c>Bob 102</c>.</summary>
    public static string Person(string party)
    {
        if (party.Length == 0)
        {
            return "";
        }

        string name = party[..party.LastIndexOf('<')].Trim().Trim('"');
        return $"{name} {Uri(party)[4..].Split('@')[0]}".Trim();
    }

    public static string Response(
        string request,
        int status,
        string tag = "",
        string more = "",
        string? sdp = null
    )
    {
        string to = RawHost.Header(request, "To");
        List<string> lines =
        [
            $"SIP/2.0 {status} Whatever",
            .. request.Split("\r\n").Where(l => l.StartsWith("Via: ", StringComparison.Ordinal)),
            $"From: {RawHost.Header(request, "From")}",
            $"To: {(Tag(to).Length > 0 || tag.Length == 0 ? to : $"{to};tag={tag}")}",
            $"Call-ID: {RawHost.Header(request, "Call-ID")}",
            $"CSeq: {RawHost.Header(request, "CSeq")}",
        ];
        return Finish(lines, more, sdp, "application/sdp");
    }

    public static string Finish(List<string> lines, string more, string? body, string contentType)
    {
        lines.AddRange(
            more.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        if (body is not null)
        {
            lines.Add($"Content-Type: {contentType}");
        }

        lines.Add($"Content-Length: {body?.Length ?? 0}");
        return string.Join("\r\n", lines) + "\r\n\r\n" + body;
    }
}
