using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Runtime;

public sealed class TimersTests
{
    [Fact]
    public void Timers_fire_in_order_of_due_time_and_then_of_arming()
    {
        var clock = new FakeTimeProvider();
        var timers = new Timers(clock);
        var fired = new List<string>();
        Arm(timers, fired, 20, "late");
        Arm(timers, fired, 10, "first");
        Arm(timers, fired, 10, "second");

        clock.Advance(TimeSpan.FromMilliseconds(30));
        RunDue(timers);

        Assert.Equal(["first", "second", "late"], fired);
        Assert.Equal(0, timers.Count);
    }

    [Fact]
    public void A_cancelled_timer_never_fires_and_its_old_name_cannot_cancel_the_next_one()
    {
        var clock = new FakeTimeProvider();
        var timers = new Timers(clock);
        var fired = new List<string>();
        TimerId first = Arm(timers, fired, 10, "first");
        TimerId stale = first;
        timers.Cancel(ref first);
        Arm(timers, fired, 10, "second");
        timers.Cancel(ref stale);

        clock.Advance(TimeSpan.FromMilliseconds(10));
        RunDue(timers);

        Assert.Equal(["second"], fired);
    }

    [Property]
    public void Any_mix_of_arming_and_cancelling_fires_what_a_sorted_list_would(
        byte[] delays,
        byte[] cancelled
    )
    {
        var clock = new FakeTimeProvider();
        var timers = new Timers(clock);
        var fired = new List<string>();
        TimerId[] ids = [.. delays.Select((delay, i) => Arm(timers, fired, delay, $"{i}"))];
        var expected = delays.Select((delay, i) => (delay, i)).ToList();
        foreach (byte c in cancelled.Where(c => c < ids.Length))
        {
            timers.Cancel(ref ids[c]);
            expected.RemoveAll(e => e.i == c);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        RunDue(timers);

        Assert.Equal(expected.OrderBy(e => e.delay).ThenBy(e => e.i).Select(e => $"{e.i}"), fired);
    }

    private static TimerId Arm(Timers timers, List<string> fired, int milliseconds, string name) =>
        timers.Schedule(TimeSpan.FromMilliseconds(milliseconds), _ => fired.Add(name), null);

    private static void RunDue(Timers timers)
    {
        while (timers.TryTakeDue(out Action<object?> callback, out object? state))
        {
            callback(state);
        }
    }
}
