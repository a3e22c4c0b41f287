using System.Text;

namespace QX200.Board.Simulated;

/// <summary>
/// A telephone's display for caller ID: hears FSK at 1200 bit/s, Bell 202 (1200 and 2200 Hz) or V.23 (1300 and 2100 Hz),
/// and reads the single and multiple data messages of Telcordia GR-30 and ETSI EN 300 659-3.
/// </summary>
internal sealed class CallerIdDisplay
{
    private const byte SingleMessage = 0x04;
    private const byte MultipleMessage = 0x80;
    private const byte Number = 0x02;
    private const byte Name = 0x07;

    private readonly FskReceiver _receiver = new();
    private readonly byte[] _message = new byte[2 + 255 + 1];
    private int _length;

    /// <summary>The codec's thread.</summary>
    /// <returns>What there is to show; null unless a message has just been read to its end.</returns>
    public string? Hear(ReadOnlySpan<short> samples)
    {
        string? shown = null;
        foreach (short sample in samples)
        {
            if (_receiver.Hear(sample) is { } octet)
            {
                shown = Take(octet) ?? shown;
            }
            else if (!_receiver.HasCarrier)
            {
                _length = 0;
            }
        }

        return shown;
    }

    private string? Take(byte octet)
    {
        if (_length == 0 && octet is not (SingleMessage or MultipleMessage))
        {
            return null;
        }

        _message[_length++] = octet;
        if (_length < 3 || _length < _message[1] + 3)
        {
            return null;
        }

        ReadOnlySpan<byte> whole = _message.AsSpan(0, _length);
        _length = 0;
        return SumsUp(whole) ? Read(whole[0], whole[2..^1]) : null;
    }

    private static bool SumsUp(ReadOnlySpan<byte> message)
    {
        int sum = 0;
        foreach (byte octet in message)
        {
            sum += octet;
        }

        return (sum & 0xFF) == 0;
    }

    private static string? Read(byte kind, ReadOnlySpan<byte> body)
    {
        if (kind == SingleMessage)
        {
            // Eight digits of date and time, then the number.
            return body.Length > 8 ? Encoding.Latin1.GetString(body[8..]) : null;
        }

        string number = "";
        string name = "";
        while (body.Length >= 2 && body.Length >= body[1] + 2)
        {
            string text = Encoding.Latin1.GetString(body.Slice(2, body[1]));
            number = body[0] == Number ? text : number;
            name = body[0] == Name ? text : name;
            body = body[(body[1] + 2)..];
        }

        return name.Length == 0 ? number
            : number.Length == 0 ? name
            : $"{name} <{number}>";
    }
}
