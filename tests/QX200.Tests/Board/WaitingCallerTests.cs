using QX200.Board.Simulated;
using QX200.Lines;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Board;

/// <summary>A telephone in a talk that can show who else calls, against what our modem sends.</summary>
public sealed class WaitingCallerTests
{
    private static readonly short[] Alert = CallerIdModem.TalkAlert();

    private static readonly byte[] Message = CallerIdMessage.Make(
        new CallerIdentity("102", "Bob"),
        new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero),
        15
    );

    private readonly KeyTones _keys = new();
    private readonly WaitingCaller _telephone;

    public WaitingCallerTests() => _telephone = new WaitingCaller(_keys);

    [Theory]
    [InlineData("Bellcore")]
    [InlineData("ETSI")]
    public void It_answers_the_alert_with_D_is_mute_and_shows_who_calls(string standard)
    {
        Assert.Null(Hear(Alert));
        Assert.Null(Hear(new short[160]));
        Assert.True(_telephone.IsMuted);
        var said = new short[1600];
        _keys.AddTo(said);
        Assert.True(Waves.Purity(said.AsSpan(0, 496), 941, 8000) > 0.3);
        Assert.True(Waves.Purity(said.AsSpan(0, 496), 1633, 8000) > 0.4);
        Assert.All(said[496..], static s => Assert.Equal(0, s));

        Assert.Null(Hear(new short[800]));
        CallerIdStandard sent = Country
            .All.Select(static c => c.CallerId)
            .First(s => s.Name == standard);
        Assert.Equal(
            "Bob <102>",
            Hear([.. CallerIdModem.ModulateForTalk(sent, Message), .. new short[80]])
        );
        Hear(new short[400]);
        Assert.False(_telephone.IsMuted);
        Assert.Equal(1, _telephone.Answers);
    }

    [Fact]
    public void Where_nothing_follows_its_user_goes_on_within_1200_ms()
    {
        Hear([.. Alert, .. new short[160]]);
        Hear(new short[9000]);
        Assert.True(_telephone.IsMuted);
        Hear(new short[800]);
        Assert.False(_telephone.IsMuted);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(140)]
    public void A_tone_of_another_length_is_no_alert(int milliseconds)
    {
        Hear([.. Tones(milliseconds, 2130, 2750), .. new short[160]]);
        Assert.Equal(0, _telephone.Answers);
    }

    [Fact]
    public void One_of_the_two_tones_alone_speech_and_keys_are_no_alert()
    {
        var random = new Random(6);
        Hear([.. Tones(80, 2130), .. new short[160], .. Tones(80, 2750), .. new short[160]]);
        Hear([.. Tones(80, 941, 1633), .. new short[160]]);
        Hear([.. Enumerable.Range(0, 80_000).Select(_ => (short)random.Next(-9000, 9000))]);
        Assert.Equal(0, _telephone.Answers);
    }

    [Fact]
    public void At_the_port_the_alert_is_answered_and_nothing_else_is_said_until_the_caller_is_shown()
    {
        using var bench = new Bench();
        bench.Telephone.Lift();
        bench.Wait(600);
        bench.Port.Voice.Start();
        bench.Telephone.Say([.. Enumerable.Repeat((short)7, 12_000)]);
        var heard = new List<short>();
        using IDisposable ear = bench.Telephone.Listen(samples => heard.AddRange(samples));
        Assert.Contains((short)7, Play(bench, new short[800]));
        Play(bench, Alert);
        short[] answer = Play(bench, new short[960]);
        Assert.True(Waves.Rms(answer) > 1000);
        Assert.DoesNotContain((short)7, answer[^160..]);

        heard.Clear();
        Play(bench, CallerIdModem.ModulateForTalk(CallerIdStandard.Bellcore, Message));
        Play(bench, new short[800]);
        Assert.Equal(0, Waves.Rms(heard.ToArray()));
        bench.Telephone.Say([.. Enumerable.Repeat((short)7, 800)]);
        Assert.Contains((short)7, Play(bench, new short[800]));
        Assert.Equal("Bob <102>", bench.Telephone.CallerId);
    }

    /// <summary>Plays to the telephone what it is to hear; gives what it says meanwhile.</summary>
    private static short[] Play(Bench bench, short[] samples)
    {
        var said = new List<short>();
        var block = new short[160];
        foreach (short[] part in samples.Chunk(80))
        {
            bench.Port.Voice.Write(part);
            bench.Wait(10);
            said.AddRange(block[..bench.Port.Voice.Read(block)]);
        }

        return [.. said];
    }

    private string? Hear(short[] samples)
    {
        string? shown = null;
        foreach (short[] block in samples.Chunk(80))
        {
            shown = _telephone.Hear(block) ?? shown;
        }

        return shown;
    }

    private static short[] Tones(int milliseconds, params int[] hertz) =>
        [
            .. Enumerable
                .Range(0, 8 * milliseconds)
                .Select(i => (short)hertz.Sum(h => 4000 * Math.Sin(2 * Math.PI * h * i / 8000))),
        ];
}
