using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace QX200.Media.Sdp;

/// <summary>Goes through a description line by line and gathers its media lines; tolerant, never throws.</summary>
internal sealed class SdpReader
{
    private readonly List<MediaDescription> _media = [];
    private readonly List<MediaDirection?> _directions = [];
    private IPAddress? _address;
    private MediaDirection? _direction;
    private int _ptime;
    private bool _looksRight;

    private MediaDescription? Current => _media.Count == 0 ? null : _media[^1];

    public SdpRejection ReadAll(ReadOnlySpan<char> text)
    {
        foreach (ReadOnlySpan<char> raw in text.EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.Length < 2 || line[1] != '=')
            {
                continue;
            }

            SdpRejection rejection = ReadLine(line[0], line[2..].Trim());
            if (rejection != SdpRejection.None)
            {
                return rejection;
            }
        }

        return _looksRight ? SdpRejection.None : SdpRejection.NotSdp;
    }

    public List<MediaDescription> Finish()
    {
        for (int i = 0; i < _media.Count; i++)
        {
            MediaDescription media = _media[i];
            media.Address ??= _address;
            media.Direction = _directions[i] ?? _direction ?? MediaDirection.SendRecv;
            media.Ptime = media.Ptime == 0 ? _ptime : media.Ptime;
        }

        return _media;
    }

    private SdpRejection ReadLine(char type, ReadOnlySpan<char> value)
    {
        switch (type)
        {
            case 'v':
                _looksRight = true;
                return SdpRejection.None;
            case 'm':
                _looksRight = true;
                return ReadMedia(value);
            case 'c':
                ReadConnection(value);
                return SdpRejection.None;
            case 'a':
                ReadAttribute(value);
                return SdpRejection.None;
            default:
                return SdpRejection.None;
        }
    }

    private SdpRejection ReadMedia(ReadOnlySpan<char> value)
    {
        if (_media.Count == SessionDescription.MaxMedia)
        {
            return SdpRejection.TooManyMedia;
        }

        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> kind = NextWord(ref rest);
        ReadOnlySpan<char> port = NextWord(ref rest);
        ReadOnlySpan<char> protocol = NextWord(ref rest);
        int slash = port.IndexOf('/');
        if (
            protocol.IsEmpty
            || !TryNumber(slash < 0 ? port : port[..slash], ushort.MaxValue, out int number)
        )
        {
            return SdpRejection.BadMediaLine;
        }

        var media = new MediaDescription
        {
            Kind = kind.ToString(),
            Port = number,
            Protocol = protocol.ToString(),
            Formats = rest.ToString(),
        };
        while (media.IsAudio && !rest.IsEmpty)
        {
            if (TryNumber(NextWord(ref rest), 127, out int payload))
            {
                media.Payloads.Add(StaticMeaning((byte)payload));
            }
        }

        _media.Add(media);
        _directions.Add(null);
        return SdpRejection.None;
    }

    // RFC 3551 6: these need no rtpmap, and several telephones write none.
    private static RtpMap StaticMeaning(byte payload) =>
        payload switch
        {
            0 => new RtpMap(payload, "PCMU", 8000),
            8 => new RtpMap(payload, "PCMA", 8000),
            9 => new RtpMap(payload, "G722", 8000),
            _ => new RtpMap(payload, "", 0),
        };

    private void ReadConnection(ReadOnlySpan<char> value)
    {
        NextWord(ref value);
        NextWord(ref value);
        if (!TryAddress(value, out IPAddress? address))
        {
            return;
        }

        if (Current is { } media)
        {
            media.Address ??= address;
        }
        else
        {
            _address ??= address;
        }
    }

    private void ReadAttribute(ReadOnlySpan<char> value)
    {
        int colon = value.IndexOf(':');
        ReadOnlySpan<char> name = colon < 0 ? value : value[..colon].TrimEnd();
        ReadOnlySpan<char> rest = colon < 0 ? default : value[(colon + 1)..].Trim();
        if (MediaDirections.TryParse(name, out MediaDirection direction))
        {
            ReadDirection(direction);
        }
        else if (name is "ptime" && TryMilliseconds(rest, out int ptime))
        {
            ReadPtime(ptime);
        }
        else if (Current is { } media)
        {
            ReadMediaAttribute(media, name, rest);
        }
    }

    private void ReadDirection(MediaDirection direction)
    {
        if (_media.Count == 0)
        {
            _direction = direction;
        }
        else
        {
            _directions[^1] = direction;
        }
    }

    private void ReadPtime(int ptime)
    {
        if (Current is { } media)
        {
            media.Ptime = ptime;
        }
        else
        {
            _ptime = ptime;
        }
    }

    private static void ReadMediaAttribute(
        MediaDescription media,
        ReadOnlySpan<char> name,
        ReadOnlySpan<char> rest
    )
    {
        if (name is "rtpmap")
        {
            ReadMap(media, rest);
        }
        else if (name is "maxptime" && TryMilliseconds(rest, out int most))
        {
            media.MaxPtime = most;
        }
        else if (name is "rtcp" && TryNumber(NextWord(ref rest), ushort.MaxValue, out int port))
        {
            media.RtcpPort = port;
            NextWord(ref rest);
            NextWord(ref rest);
            media.RtcpAddress = TryAddress(rest, out IPAddress? address) ? address : null;
        }
    }

    private static void ReadMap(MediaDescription media, ReadOnlySpan<char> rest)
    {
        if (!TryNumber(NextWord(ref rest), 127, out int payload))
        {
            return;
        }

        int index = media.Payloads.FindIndex(p => p.Payload == payload);
        int slash = rest.IndexOf('/');
        if (index < 0 || slash <= 0)
        {
            return;
        }

        ReadOnlySpan<char> rate = rest[(slash + 1)..];
        int channels = rate.IndexOf('/');
        bool mono = channels < 0 || rate[(channels + 1)..].Trim() is "1";
        rate = channels < 0 ? rate : rate[..channels];
        // Two channels are no codec of ours, whatever the name says.
        string encoding = mono ? rest[..slash].Trim().ToString() : "";
        media.Payloads[index] = new RtpMap(
            (byte)payload,
            encoding,
            TryNumber(rate.Trim(), 1_000_000, out int hertz) ? hertz : 0
        );
    }

    private static ReadOnlySpan<char> NextWord(scoped ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..].TrimStart();
        return word;
    }

    // An address may carry a multicast TTL after a slash.
    private static bool TryAddress(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out IPAddress? address
    )
    {
        ReadOnlySpan<char> word = NextWord(ref text);
        int slash = word.IndexOf('/');
        return IPAddress.TryParse(slash < 0 ? word : word[..slash], out address);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number <= most;

    // Some telephones write "20.0".
    private static bool TryMilliseconds(ReadOnlySpan<char> text, out int milliseconds)
    {
        int point = text.IndexOf('.');
        return TryNumber(point < 0 ? text : text[..point], 1000, out milliseconds)
            && milliseconds > 0;
    }
}
