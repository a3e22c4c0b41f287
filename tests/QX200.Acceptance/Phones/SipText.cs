using System.Globalization;
using System.Text;

namespace QX200.Acceptance.Phones;

/// <summary>A SIP message as plain text, for scripted telephones that say exactly what a test wants said.</summary>
internal sealed class SipText
{
    private readonly List<(string Name, string Value)> _headers = [];

    public SipText(string startLine)
    {
        StartLine = startLine;
    }

    public string StartLine { get; }

    public string Body { get; set; } = "";

    public bool IsRequest => !StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal);

    public string Method => IsRequest ? StartLine.Split(' ')[0] : this["CSeq"].Split(' ')[^1];

    public string RequestUri => IsRequest ? StartLine.Split(' ')[1] : "";

    /// <summary>The status of a response; 0 for a request.</summary>
    public int Status =>
        IsRequest ? 0 : int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>A header's first value, empty where there is none.</summary>
    public string this[string name] =>
        _headers.Find(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase)).Value
        ?? "";

    public string CallId => this["Call-ID"];

    public IEnumerable<string> Values(string name) =>
        _headers
            .Where(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(h => h.Value);

    public SipText With(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    public SipText WithBody(string type, string body)
    {
        Body = body;
        return With("Content-Type", type);
    }

    /// <summary>The tag of a From or To value, empty where there is none.</summary>
    public static string TagOf(string address) => ParameterOf(address, "tag");

    /// <summary>A parameter behind an address or a Via, empty where there is none.</summary>
    public static string ParameterOf(string value, string name)
    {
        int at = value.IndexOf($";{name}=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : value[(at + name.Length + 2)..].Split(';', '>', ',')[0].Trim();
    }

    /// <summary>The URI within the brackets of an address, or the bare address.</summary>
    public static string UriOf(string address)
    {
        int open = address.IndexOf('<', StringComparison.Ordinal);
        return open < 0
            ? address.Split(';')[0].Trim()
            : address[(open + 1)..address.IndexOf('>', StringComparison.Ordinal)];
    }

    public static SipText Parse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = text[..end].Split("\r\n");
        var message = new SipText(lines[0]) { Body = text[(end + 4)..] };
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            message.With(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }

        return message;
    }

    public override string ToString()
    {
        var text = new StringBuilder(StartLine).Append("\r\n");
        foreach ((string name, string value) in _headers)
        {
            if (!string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return text.Append("Content-Length: ")
            .Append(Encoding.UTF8.GetByteCount(Body))
            .Append("\r\n\r\n")
            .Append(Body)
            .ToString();
    }
}
