using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Runtime;

public sealed class DiskQueueTests
{
    [Fact]
    public void A_full_queue_refuses_and_counts_and_never_waits()
    {
        using DiskQueue disk = Make();
        int done = 0;
        int taken = 0;
        while (disk.Post(_ => done++, null))
        {
            taken++;
        }

        Assert.Equal(1, disk.Refused);
        Assert.Equal(taken, disk.RunPending());
        Assert.Equal(taken, done);
    }

    [Fact]
    public void Work_that_throws_is_counted_and_the_next_is_done()
    {
        using DiskQueue disk = Make();
        bool done = false;
        disk.Post(_ => throw new IOException("the disk is gone"), null);
        disk.Post(_ => done = true, null);
        disk.RunPending();
        Assert.Equal((1L, true), (disk.Faults, done));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_clean_stop_does_what_was_posted_and_then_what_is_last(bool onItsThread)
    {
        using DiskQueue disk = Make();
        var done = new List<string>();
        disk.AtStop(_ => done.Add("last"), null);
        if (onItsThread)
        {
            disk.Start();
        }

        for (int i = 0; i < 100; i++)
        {
            disk.Post(_ => done.Add("posted"), null);
        }

        Assert.True(disk.Stop(TimeSpan.FromSeconds(30)));
        Assert.Equal([.. Enumerable.Repeat("posted", 100), "last"], done);
    }

    private static DiskQueue Make() => new(new FakeTimeProvider(), NullLogger<DiskQueue>.Instance);
}
