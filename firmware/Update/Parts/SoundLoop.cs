using QX200.Board;

namespace QX200.Update.Parts;

/// <param name="Flow">Samples that moved the slower way for each that should have; 1 is right.</param>
/// <param name="Noise">dBm0, of the line while nothing is sent.</param>
/// <param name="Before">dBm0 at the tone's frequency, while nothing is sent.</param>
/// <param name="Back">dBm0 of the tone as it comes back.</param>
internal readonly record struct LoopFigures(double Flow, double Noise, double Before, double Back)
{
    /// <summary>Above what is there without it by so much that it can't be chance.</summary>
    public bool ComesBack => Back > Math.Max(Before, -65) + 6;

    /// <summary>In dB, across the hybrid.</summary>
    public double ReturnLoss => TestTone.Level - Back;
}

/// <summary>Sends silence and then a tone into a line, and measures what comes back over its hybrid.</summary>
internal sealed class SoundLoop(IVoiceDevice voice, Patience patience)
{
    /// <summary>So long until a line that has just been lifted is quiet, and until the tone has come round.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>A meter that is not full by then never will be.</summary>
    private static readonly TimeSpan LongestMeasure = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    // 60 ms: less than the device's buffer, more than a turn that comes late.
    private const int Ahead = 480;
    private const int Block = IVoiceDevice.Rate / 100;

    private readonly TestTone _tone = new();
    private readonly short[] _block = new short[Block];
    private readonly short[] _heard = new short[Ahead];
    private long _written;
    private long _read;

    /// <param name="sounds">Called over and over while the tone sounds, until it says that this is enough.</param>
    public LoopFigures Measure(Func<bool> sounds)
    {
        long began = patience.Now;
        voice.Start();
        try
        {
            LevelMeter silence = Pass(tone: false, static () => true);
            LevelMeter back = Pass(tone: true, sounds);
            double due = patience.Since(began).TotalSeconds * IVoiceDevice.Rate;
            return new LoopFigures(
                Math.Min(_read, _written) / due,
                silence.Quietest,
                silence.Tone,
                back.Tone
            );
        }
        finally
        {
            voice.Stop();
        }
    }

    private LevelMeter Pass(bool tone, Func<bool> enough)
    {
        var meter = new LevelMeter();
        long began = patience.Now;
        TimeSpan passed = TimeSpan.Zero;
        bool isEnough = false;
        while (passed < Settling + LongestMeasure && !meter.IsFull || !isEnough)
        {
            Send(tone);
            int count = voice.Read(_heard);
            _read += count;
            if (passed >= Settling)
            {
                meter.Take(_heard.AsSpan(0, count));
            }

            patience.Wait(Turn);
            passed = patience.Since(began);
            isEnough = isEnough || enough();
        }

        return meter;
    }

    private void Send(bool tone)
    {
        int taken = Block;
        while (taken == Block && voice.Queued < Ahead)
        {
            if (tone)
            {
                _tone.Fill(_block);
            }
            else
            {
                _block.AsSpan().Clear();
            }

            taken = voice.Write(_block);
            _written += taken;
        }
    }
}
