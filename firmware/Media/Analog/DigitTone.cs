using QX200.Rtp;

namespace QX200.Media.Analog;

/// <summary>
/// A telephone-event (RFC 4733) as the two tones that an analog telephone hears of it (ITU-T Q.23). Allocates nothing.
/// Owned by one thread.
/// </summary>
internal sealed class DigitTone
{
    private const int Rate = 8000;

    // Each tone; together 9 dB below full scale.
    private const double Level = 0.25 * 32767;

    /// <summary>Packets of an event follow each other faster than this.</summary>
    private const long LostAfterUs = 100_000;

    private static readonly int[] Rows = [697, 770, 852, 941];
    private static readonly int[] Columns = [1209, 1336, 1477, 1633];

    // By event code: 0 to 9, *, #, A to D as row and column.
    private const string Places = "123A456B789C*0#D";
    private const string Codes = "0123456789*#ABCD";

    private uint _timestamp;
    private bool _sounds;
    private long _heardAt;
    private double _low;
    private double _high;
    private int _made;

    public void Reset() => _sounds = false;

    public void Arrived(in TelephoneEvent packet, uint timestamp, long now)
    {
        _heardAt = now;
        if (timestamp != _timestamp && packet.Code < Codes.Length)
        {
            int place = Places.IndexOf(Codes[packet.Code]);
            _low = 2 * Math.PI * Rows[place / 4] / Rate;
            _high = 2 * Math.PI * Columns[place % 4] / Rate;
            _timestamp = timestamp;
            _made = 0;
            _sounds = true;
        }

        _sounds &= !packet.End;
    }

    /// <summary>Puts the tone in the place of <paramref name="samples"/> while there is one.</summary>
    public void Sound(Span<short> samples, long now)
    {
        if (!_sounds || now - _heardAt > LostAfterUs)
        {
            _sounds = false;
            return;
        }

        for (int i = 0; i < samples.Length; i++, _made++)
        {
            samples[i] = (short)(Level * (Math.Sin(_low * _made) + Math.Sin(_high * _made)));
        }
    }
}
