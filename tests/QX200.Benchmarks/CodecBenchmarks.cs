using BenchmarkDotNet.Attributes;
using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.HoldMusic;
using QX200.Media.Tones;

namespace QX200.Benchmarks;

/// <summary>
/// 20 ms of sound through each codec, and one packet in and one out of a transcoder. The floor is copying the octets.
/// </summary>
[MemoryDiagnoser]
public class CodecBenchmarks : IDisposable
{
    private readonly short[] _samples = new short[160];
    private readonly byte[] _octets = new byte[160];
    private readonly byte[] _copy = new byte[160];
    private readonly G722Encoder _encoder = new(G722Options.Narrow);
    private readonly G722Decoder _decoder = new(G722Options.Narrow);
    private readonly Transcoder _transcoder = new();
    private long _packet;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (int i = 0; i < _samples.Length; i++)
        {
            _samples[i] = (short)((8000 * Math.Sin(i * 0.4)) + random.Next(-500, 500));
        }

        _encoder.Encode(_samples, _octets);
        _transcoder.Start(Codec.Pcmu);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _transcoder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "floor: copy 160 octets")]
    public void Floor() => _octets.CopyTo(_copy, 0);

    [Benchmark(Description = "G.711 encode")]
    public void EncodeUlaw() => G711.EncodeUlaw(_samples, _copy);

    [Benchmark(Description = "G.711 decode")]
    public void DecodeUlaw() => G711.DecodeUlaw(_octets, _samples);

    [Benchmark(Description = "G.722 encode")]
    public void EncodeG722() => _encoder.Encode(_samples, _copy);

    [Benchmark(Description = "G.722 decode")]
    public void DecodeG722() => _decoder.Decode(_octets, _samples);

    [Benchmark(Description = "transcode a packet, G.722 to µ-law")]
    public void Transcode() => Transcode(everyPacket: true);

    [Benchmark(Description = "the same, every other packet lost")]
    public void TranscodeWithLoss() => Transcode(everyPacket: false);

    private void Transcode(bool everyPacket)
    {
        long now = _packet * 20_000;
        if (everyPacket || _packet % 2 == 0)
        {
            _transcoder.Put(_octets, Codec.G722, (ushort)_packet, (uint)(_packet * 160), 1, now);
        }

        _transcoder.Take(_copy, now);
        _packet++;
    }
}

/// <summary>What is encoded at start: the box answers calls meanwhile.</summary>
[MemoryDiagnoser]
public class SoundLoadingBenchmarks
{
    [Benchmark(Description = "encode all tones")]
    public int Tones() => Enum.GetValues<ToneId>().Sum(t => ToneGenerator.Make(t).Length);

    [Benchmark(Description = "read and encode the hold tune (90 s)")]
    public int Tune() => DefaultTune.Load().Length;

    [Benchmark(Description = "read and encode a prompt")]
    public int Prompt() => new QX200.Media.Prompts.Voice().Clip("enter-password").Length;
}
