using System.Text;
using QX200.Lines;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Lines;

public sealed class CallerIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 9, 12, 5, 30, TimeSpan.Zero);

    [Fact]
    public void A_message_has_time_number_and_name_and_sums_up_to_nothing()
    {
        byte[] message = CallerIdMessage.Make(new CallerIdentity("101", "Ann"), Noon, 15);
        byte[] expected =
        [
            0x80,
            20,
            0x01,
            8,
            .. "03091205"u8,
            0x02,
            3,
            .. "101"u8,
            0x07,
            3,
            .. "Ann"u8,
        ];
        Assert.Equal(expected, message[..^1]);
        Assert.Equal(0, message.Sum(b => b) % 256);
    }

    [Fact]
    public void Who_withholds_his_number_is_private_and_who_has_no_name_is_out_of_area()
    {
        byte[] nobody = CallerIdMessage.Make(new CallerIdentity("", ""), Noon, 15);
        Assert.Equal([0x04, 1, (byte)'P', 0x08, 1, (byte)'P'], nobody[12..^1]);
        byte[] nameless = CallerIdMessage.Make(new CallerIdentity("102", ""), Noon, 15);
        Assert.Equal([0x08, 1, (byte)'O'], nameless[^4..^1]);
    }

    /// <summary>Number, name; what is sent of the number, what of the name.</summary>
    [Theory]
    [InlineData("alice", "", "O", "alice")]
    [InlineData("bob77", "", "O", "bob77")]
    [InlineData("bob77", "Bob", "O", "Bob")]
    [InlineData("+4930123", "", "+4930123", "O")]
    [InlineData("*101#", "Ann", "*101#", "Ann")]
    public void Letters_are_no_number(string user, string name, string number, string shown)
    {
        byte[] message = CallerIdMessage.Make(new CallerIdentity(user, name), Noon, 15);
        byte[] parts =
        [
            (byte)(number.Length == 1 ? 0x04 : 0x02),
            (byte)number.Length,
            .. Encoding.ASCII.GetBytes(number),
            (byte)(shown.Length == 1 ? 0x08 : 0x07),
            (byte)shown.Length,
            .. Encoding.ASCII.GetBytes(shown),
        ];
        Assert.Equal(parts, message[12..^1]);
    }

    [Theory]
    [InlineData("Park 77: Reception", 15, "Park 77: Recept")]
    [InlineData("Park 77: Reception", 20, "Park 77: Reception")]
    [InlineData("Jürgen Größe", 20, "Jurgen Grosse")]
    public void A_name_is_cut_and_written_in_plain_letters(string name, int longest, string shown)
    {
        byte[] message = CallerIdMessage.Make(new CallerIdentity("102", name), Noon, longest);
        Assert.Equal(shown, Encoding.ASCII.GetString(message[^(shown.Length + 1)..^1]));
        Assert.Equal(shown.Length, message[^(shown.Length + 2)]);
    }

    [Fact]
    public void Bellcore_sends_300_bits_of_seizure_and_180_of_marks_first() =>
        Assert.Equal(
            (300 + 180 + 10) * 8000 / 1200,
            CallerIdModem.Modulate(CallerIdStandard.Bellcore, []).Length
        );

    [Theory]
    [InlineData("ETSI", 1300)]
    [InlineData("Bellcore", 1200)]
    public void Marks_have_the_pitch_and_the_level_of_the_standard(string name, int hertz)
    {
        short[] sound = CallerIdModem.Modulate(Named(name), []);
        Assert.True(Waves.Purity(sound.AsSpan(2100, 1000), hertz, 8000) > 0.99);

        // 13.5 dB below 0 dBm0, where a full-scale sine is at 3.14 dBm0 and 3.01 dB below full scale.
        Assert.InRange(Waves.Dbfs(sound) + 3.01 + 3.14, -14, -13);
    }

    [Fact]
    public void The_British_alerting_tone_lasts_100_ms_and_60_ms_of_silence_follow()
    {
        short[] sound = CallerIdModem.Modulate(CallerIdStandard.British, []);
        ReadOnlySpan<short> alert = sound.AsSpan(0, 800);
        Assert.InRange(Waves.Purity(alert, 2130, 8000), 0.45, 0.55);
        Assert.InRange(Waves.Purity(alert, 2750, 8000), 0.45, 0.55);
        Assert.Equal(0, Waves.Rms(sound.AsSpan(800, 480)));
        Assert.NotEqual(0, Waves.Rms(sound.AsSpan(1280, 100)));
    }

    [Theory]
    [InlineData("Bellcore")]
    [InlineData("ETSI")]
    [InlineData("SIN 227")]
    public void What_is_sent_can_be_read_again(string name)
    {
        byte[] message = CallerIdMessage.Make(
            new CallerIdentity("74950001122", "Park 77: 102"),
            Noon,
            15
        );
        Assert.Equal(
            message,
            FskReading.Read(CallerIdModem.Modulate(Named(name), message), Named(name))
        );
    }

    private static CallerIdStandard Named(string name) =>
        Country.All.Select(c => c.CallerId).First(s => s.Name == name);
}

/// <summary>A reader of frequency shift keying that knows nothing of the modem: it compares the two tones bit by bit.</summary>
internal static class FskReading
{
    private const double BitLength = 8000.0 / 1200;

    /// <param name="sound">From the first bit of the seizure, or of the alerting tone, on.</param>
    public static byte[] Read(ReadOnlySpan<short> sound, CallerIdStandard standard)
    {
        var octets = new List<byte>();
        double at = (standard.Alert ? 1280 : 0) + ((standard.Seizure + standard.Marks) * BitLength);
        while (at + (10 * BitLength) < sound.Length && !Bit(sound, at, standard))
        {
            int octet = 0;
            for (int i = 0; i < 8; i++)
            {
                octet |= Bit(sound, at + ((1 + i) * BitLength), standard) ? 1 << i : 0;
            }

            octets.Add((byte)octet);
            at += 10 * BitLength;
        }

        return [.. octets];
    }

    private static bool Bit(ReadOnlySpan<short> sound, double at, CallerIdStandard standard)
    {
        ReadOnlySpan<short> bit = sound.Slice((int)Math.Round(at), 6);
        return Energy(bit, standard.Mark) > Energy(bit, standard.Space);
    }

    private static double Energy(ReadOnlySpan<short> samples, int hertz)
    {
        double re = 0;
        double im = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            re += samples[i] * Math.Cos(2 * Math.PI * hertz * i / 8000);
            im += samples[i] * Math.Sin(2 * Math.PI * hertz * i / 8000);
        }

        return (re * re) + (im * im);
    }
}
