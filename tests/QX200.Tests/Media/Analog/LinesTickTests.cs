using QX200.Calls;
using QX200.Lines;
using QX200.Media;
using QX200.Media.Analog;
using QX200.Media.Tones;
using QX200.Tests.Media.Engine;
using QX200.Tests.Media.Tones;
using Xunit;
using EngineLeg = QX200.Tests.Media.Engine.Leg;

namespace QX200.Tests.Media.Analog;

/// <summary>
/// The media tick with both analog lines at work allocates nothing: in each round of two seconds there is all that lines
/// have (echo to be cancelled, two clocks to be joined, keys in the sound, the beep of a second caller, caller ID,
/// another codec at the other end), and after it a proof that it was there.
/// </summary>
public sealed class LinesTickTests : IDisposable
{
    private const int Round = 200;
    private const int SamplesOfRound = Round * 80;

    private readonly DriftingDevice[] _devices = [new(100), new(-100)];
    private readonly EngineBench _bench;
    private readonly StreamId[] _lines;

    public LinesTickTests()
    {
        _bench = new EngineBench(_devices);
        _lines = [Open(0), Open(1)];
        short[] keys = new short[SamplesOfRound];
        Keys.Press("5").CopyTo(keys.AsSpan(SamplesOfRound / 2));
        for (int i = 0; i < 2; i++)
        {
            int hertz = 300 + (150 * i);
            _devices[i].Echo = (0.3, 20);
            _devices[i].Says = at =>
                keys[at % SamplesOfRound] + (400 * Math.Sin(2 * Math.PI * hertz * at / 8000));
        }
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_media_tick_with_both_lines_in_a_call_allocates_nothing()
    {
        HearEachOther();
        AssertNothingAllocated(static _ => { });
        AssertKeysHeard(0, 1);
    }

    [Fact]
    public void The_beep_of_a_second_caller_in_the_call_allocates_nothing()
    {
        var words = new Announcement([
            new(ToneGenerator.MakeClip(ToneSet.NorthAmerican.CallWaiting), 0),
        ]);
        HearEachOther();
        AssertNothingAllocated(tick =>
        {
            if (tick % Round == 20)
            {
                _bench.Engine.Hear(_lines[0], Source.Say(words, 17));
            }
            else if (tick % Round == 60)
            {
                _bench.Engine.Hear(_lines[0], Source.Peer(_lines[1]));
            }
        });
        Assert.Contains("0: said 17", _bench.Told);
        AssertKeysHeard(0, 1);
    }

    [Fact]
    public void Caller_ID_beside_a_call_allocates_nothing()
    {
        CallerIdClip clip = CallerIdClip.Make(
            CallerIdStandard.British,
            new PartyIdentity("101", "Ann"),
            DateTimeOffset.UnixEpoch
        );
        Assert.InRange(clip.Length.TotalMilliseconds, 300, 1500);
        _bench.Engine.Hear(_lines[0], Source.Music(0));
        AssertNothingAllocated(tick =>
        {
            if (tick % Round == 20)
            {
                _bench.Engine.Hear(_lines[1], Source.Say(clip.Words, 18));
            }
        });
        Assert.Contains("1: said 18", _bench.Told);
    }

    [Fact]
    public void A_call_with_a_telephone_of_another_codec_allocates_nothing()
    {
        EngineLeg[] far = [_bench.Open(Codec.G722), _bench.Open(Codec.G722)];
        for (int i = 0; i < 2; i++)
        {
            _bench.Engine.Hear(_lines[i], Source.Peer(far[i].Id));
            far[i].Hear(Source.Peer(_lines[i]));
        }

        AssertNothingAllocated(tick =>
        {
            if (tick % 2 == 0)
            {
                far[0].Talk((byte)(tick * 7));
                far[1].Talk((byte)(tick * 5));
            }
        });
        AssertKeysHeard(0, 1);

        // What came from the lines was made G.722, and what came from the telephones G.711.
        far[0].Heard.Clear();
        _bench.Ports.CountOnly = false;
        short[] heard = new short[2];
        _devices[0].Hears = s => heard[0] = Math.Max(heard[0], s);
        for (int i = 0; i < 50; i++)
        {
            far[0].Talk((byte)(i * 7));
            Turn();
            Tick();
            Turn();
            Tick();
        }

        Assert.NotEmpty(far[0].Sound);
        Assert.InRange(heard[0], 100, short.MaxValue);
    }

    private void HearEachOther()
    {
        _bench.Engine.Hear(_lines[0], Source.Peer(_lines[1]));
        _bench.Engine.Hear(_lines[1], Source.Peer(_lines[0]));
    }

    /// <param name="order">What the signal thread orders before a tick, and what arrives.</param>
    private void AssertNothingAllocated(Action<int> order)
    {
        _bench.Ports.CountOnly = true;
        int tick = 0;
        Assert.Equal(
            0,
            Allocated.AtLeast(
                () =>
                {
                    order(tick++);
                    Turn();
                },
                Tick
            )
        );

        // A tick that allocated would be found: the same ticks, with one octet each.
        Assert.InRange(
            Allocated.AtLeast(Turn, () => GC.KeepAlive(TickAndAllocate())),
            Round,
            long.MaxValue
        );
        _bench.Run(1);
        Assert.Equal((0L, 0L), (_devices[0].Slips, _devices[1].Slips));
    }

    private void AssertKeysHeard(params int[] rows)
    {
        foreach (int row in rows)
        {
            Assert.Contains($"{row}: 5 ", string.Join('\n', _bench.Told));
        }
    }

    private void Turn()
    {
        _bench.Turn();
        _devices[0].Turn();
        _devices[1].Turn();
    }

    // The commands are carried out by the media thread too.
    private void Tick()
    {
        _bench.Engine.Pump.RunCommands();
        _bench.Engine.Pump.RunTicks(_bench.Engine.Pump.Now);
    }

    private byte[] TickAndAllocate()
    {
        Tick();
        return new byte[1];
    }

    private StreamId Open(int line)
    {
        Assert.True(_bench.Engine.TryOpenVoice(line, out StreamId id));
        _bench.Engine.ConfigureVoice(id, Codec.Pcma, listenForTones: true);
        _bench.Engine.Connect(line, id);
        _bench.Engine.SetVoice(line, VoiceSettings.Standard);
        return id;
    }
}
