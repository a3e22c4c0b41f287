using QX200.Board;
using QX200.Board.Alsa;
using Xunit;

namespace QX200.Tests.Board;

/// <summary>The real libasound on its device that is always there: it takes all and gives as much.</summary>
public sealed class AlsaVoiceTests
{
    [Fact]
    public void Voice_goes_both_ways_without_allocating()
    {
        using var voice = new AlsaVoice("null");
        Assert.Null(voice.Open());
        Assert.False(voice.IsRunning);
        voice.Start();
        Assert.True(voice.IsRunning);
        short[] block = [.. Enumerable.Repeat((short)7, 160)];
        Assert.Equal(160, voice.Write(block));
        Assert.Equal(160, voice.Read(block));
        Assert.Equal((0, 1024), (voice.Queued, voice.Waiting));

        long allocated = Allocated.AtLeast(() =>
        {
            voice.Write(block);
            voice.Read(block);
            _ = voice.Queued + voice.Waiting;
        });
        Assert.Equal(0, allocated);
        voice.Stop();
        Assert.Equal(0, voice.Write(block));
        Assert.Null(voice.Failure);
    }

    [Fact]
    public void A_device_that_is_not_there_is_named()
    {
        using var voice = new AlsaVoice("qx200_fxs9");
        Assert.Equal(
            "can't play to the ALSA device qx200_fxs9: No such file or directory; see board/linux/asound.conf",
            voice.Open()
        );
        voice.Start();
        Assert.False(voice.IsRunning);
        Assert.Equal(0, voice.Write(new short[160]));
        Assert.Equal(0, voice.Read(new short[160]));
        Assert.Equal(0, voice.Queued);
    }

    [Fact]
    public void It_may_be_closed_at_any_moment_and_opened_again()
    {
        using var voice = new AlsaVoice("null");
        using var over = new CancellationTokenSource();
        var media = new Thread(() =>
        {
            var block = new short[160];
            while (!over.IsCancellationRequested)
            {
                voice.Start();
                voice.Write(block);
                voice.Read(block);
                voice.Stop();
            }
        });
        media.Start();
        for (int i = 0; i < 100; i++)
        {
            Assert.Null(voice.Open());
            Thread.Yield();
            voice.Close();
        }

        over.Cancel();
        media.Join();
        Assert.Null(voice.Failure);
    }

    [Fact]
    public void A_machine_without_the_chip_says_so()
    {
        if (Qx200Board.IsHere)
        {
            return;
        }

        Assert.Equal(
            "no GPIO chip with the label qx200 is here; load the overlay of board/linux, or use --board simulated",
            Qx200Board.Missing
        );
    }
}
