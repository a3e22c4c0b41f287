using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QX200.Media.Sdp;

/// <summary>What our audio line says.</summary>
internal readonly record struct AudioLine(
    IReadOnlyList<(Codec Codec, byte Payload)> Codecs,
    IReadOnlyList<EventPayload> Events,
    int Ptime,
    MediaDirection Direction
);

/// <summary>
/// Writes our descriptions of one session. The version in <c>o=</c> goes up by one where the content differs from the
/// description before, and only there (RFC 3264 8).
/// </summary>
internal sealed class SdpWriter(IPAddress local, int port, long id)
{
    private readonly string _address =
        (local.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6 " : "IP4 ") + Plain(local);
    private string _content = "";
    private long _version;

    /// <param name="lines">The m-lines of the peer, whose order is kept; none at a first offer.</param>
    /// <param name="audioLine">Which of them is ours; the others are refused.</param>
    public byte[] Write(IReadOnlyList<MediaDescription> lines, int audioLine, in AudioLine audio)
    {
        var content = new StringBuilder(400);
        content.Append($"s=-\r\nc=IN {_address}\r\nt=0 0\r\n");
        for (int i = 0; i < Math.Max(1, lines.Count); i++)
        {
            if (i == audioLine)
            {
                AppendAudio(content, i < lines.Count ? lines[i].Protocol : "RTP/AVP", audio);
            }
            else
            {
                AppendRefused(content, lines[i]);
            }
        }

        string text = content.ToString();
        _version = text == _content ? _version : _version + 1;
        _content = text;
        return Encoding.UTF8.GetBytes($"v=0\r\no=- {id} {_version} IN {_address}\r\n{text}");
    }

    private static void AppendRefused(StringBuilder content, MediaDescription line)
    {
        string formats = line.Formats.Length == 0 ? "0" : line.Formats;
        content.Append($"m={line.Kind} 0 {line.Protocol} {formats}\r\n");
    }

    private void AppendAudio(StringBuilder content, string protocol, in AudioLine audio)
    {
        content.Append($"m=audio {port} {protocol}");
        foreach ((_, byte payload) in audio.Codecs)
        {
            content.Append($" {payload}");
        }

        foreach (EventPayload e in audio.Events)
        {
            content.Append($" {e.Payload}");
        }

        content.Append("\r\n");
        foreach ((Codec codec, byte payload) in audio.Codecs)
        {
            content.Append($"a=rtpmap:{payload} {AudioFormats.NameOf(codec)}/8000\r\n");
        }

        foreach (EventPayload e in audio.Events)
        {
            content.Append($"a=rtpmap:{e.Payload} telephone-event/{e.ClockRate}\r\n");
            content.Append($"a=fmtp:{e.Payload} 0-15\r\n");
        }

        content.Append($"a=ptime:{audio.Ptime}\r\na={audio.Direction.AttributeName()}\r\n");
    }

    // A scope id has no meaning outside this box.
    private static string Plain(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress(address.GetAddressBytes()).ToString()
            : address.ToString();
}
