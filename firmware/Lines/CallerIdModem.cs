namespace QX200.Lines;

/// <summary>
/// How caller ID is put on the line. Tones and bits are as libspandsp and the drivers of line circuits send them; BT's are
/// those of its SIN 227.
/// </summary>
/// <param name="Mark">Hz of a one.</param>
/// <param name="Space">Hz of a zero.</param>
/// <param name="Alert">An alerting tone of 2130 and 2750 Hz goes before it.</param>
/// <param name="Seizure">Bits of ones and zeros by turns.</param>
/// <param name="Marks">Bits of ones before the message.</param>
/// <param name="LongestName">Letters.</param>
internal sealed record CallerIdStandard(
    string Name,
    CallerIdMoment Moment,
    int Mark,
    int Space,
    bool Alert,
    int Seizure,
    int Marks,
    int LongestName
)
{
    /// <summary>Bell 202 (Telcordia GR-30-CORE).</summary>
    public static CallerIdStandard Bellcore { get; } =
        new("Bellcore", CallerIdMoment.AfterFirstRing, 1200, 2200, false, 300, 180, 15);

    /// <summary>ITU-T V.23 during ringing (ETSI EN 300 659-1).</summary>
    public static CallerIdStandard Etsi { get; } =
        new("ETSI", CallerIdMoment.AfterFirstRing, 1300, 2100, false, 300, 180, 20);

    /// <summary>ITU-T V.23 behind a line reversal and an alerting tone: seizure of 96 to 315 bits, 55 to 90 marks (BT SIN 227).</summary>
    public static CallerIdStandard British { get; } =
        new("SIN 227", CallerIdMoment.BeforeRinging, 1300, 2100, true, 300, 75, 20);
}

/// <summary>
/// Caller ID as sound: 1200 bits a second by frequency shift keying without a break of phase, each octet with a start
/// and a stop bit, the lowest bit first.
/// </summary>
internal static class CallerIdModem
{
    public const int Rate = 8000;

    private const int BitsPerSecond = 1200;

    // -13.5 dBm0, where a full-scale sine is 3.14 dBm0: what exchanges send.
    private const double Level = 0.147;

    // 88 to 110 ms, and at least 45 ms of silence behind it (SIN 227). Its two tones share the level.
    private const int AlertMs = 100;
    private const int AfterAlertMs = 60;

    // Within a talk: 80 ms, which a telephone answers.
    private const int TalkAlertMs = 80;
    private const int TalkMarks = 80;
    private const int TailBits = 10;

    /// <summary>For a telephone on the hook: the whole, at 8 kHz.</summary>
    public static short[] Modulate(CallerIdStandard standard, ReadOnlySpan<byte> message)
    {
        short[] alert = standard.Alert
            ? [.. Alert(AlertMs), .. new short[AfterAlertMs * Rate / 1000]]
            : [];
        return [.. alert, .. Keying(standard, message)];
    }

    /// <summary>
    /// For a telephone within a talk (type II): once it has answered <see cref="TalkAlert"/> there is no seizure, and 80
    /// marks are enough.
    /// </summary>
    public static short[] ModulateForTalk(CallerIdStandard standard, ReadOnlySpan<byte> message) =>
        Keying(standard with { Seizure = 0, Marks = TalkMarks }, message);

    /// <summary>Asks a telephone within a talk whether it shows who else calls: one that does mutes itself and presses D.</summary>
    public static short[] TalkAlert() => Alert(TalkAlertMs);

    private static short[] Alert(int milliseconds)
    {
        var samples = new short[milliseconds * Rate / 1000];
        for (int i = 0; i < samples.Length; i++)
        {
            double t = 2 * Math.PI * i / Rate;
            samples[i] = (short)(32767 * Level * 0.7 * (Math.Sin(2130 * t) + Math.Sin(2750 * t)));
        }

        return samples;
    }

    private static short[] Keying(CallerIdStandard standard, ReadOnlySpan<byte> message)
    {
        var samples = new List<short>();
        var line = new Keyed(standard, samples);
        for (int i = 0; i < standard.Seizure; i++)
        {
            line.Send(i % 2 != 0);
        }

        for (int i = 0; i < standard.Marks; i++)
        {
            line.Send(true);
        }

        foreach (byte octet in message)
        {
            line.Send(false);
            for (int bit = 0; bit < 8; bit++)
            {
                line.Send((octet >> bit & 1) != 0);
            }

            line.Send(true);
        }

        for (int i = 0; i < TailBits; i++)
        {
            line.Send(true);
        }

        return [.. samples];
    }

    private sealed class Keyed(CallerIdStandard standard, List<short> samples)
    {
        private double _phase;
        private int _bits;
        private int _made;

        public void Send(bool one)
        {
            _bits++;
            double step = 2 * Math.PI * (one ? standard.Mark : standard.Space) / Rate;
            for (; _made < _bits * Rate / BitsPerSecond; _made++)
            {
                samples.Add((short)Math.Round(32767 * Level * Math.Sin(_phase)));
                _phase += step;
            }
        }
    }
}
