using QX200.Board;
using QX200.Board.Simulated;
using Xunit;

namespace QX200.Tests.Board;

/// <summary>The board on the machine's own clock, with its threads: the same as by hand, whenever it comes.</summary>
public sealed class OwnThreadsTests
{
    [Fact]
    public void It_rings_trips_and_speaks_on_threads_of_its_own()
    {
        using var board = new SimulatedBoard(TimeProvider.System);
        using var lifted = new ManualResetEventSlim();
        using var heard = new ManualResetEventSlim();
        IFxsPort port = board.Ports[1];
        port.LoopChanged = edge => Set(lifted, edge.Closed);
        board.Start();
        Assert.True(SpinWait.SpinUntil(() => port.StartRinging(25), Patience));
        Assert.True(SpinWait.SpinUntil(() => board.Telephones[1].IsRinging, Patience));
        board.Telephones[1].Lift();
        Assert.True(lifted.Wait(Patience));
        Assert.True(SpinWait.SpinUntil(() => !port.Ringing, Patience));
        Assert.False(board.Chip.FarLevel(Wiring.Ports[1].RingMode.Offset));

        using IDisposable ear = board
            .Telephones[1]
            .Listen(samples => Set(heard, samples.Contains((short)4711)));
        port.Voice.Start();
        port.Voice.Write([.. Enumerable.Repeat((short)4711, 800)]);
        Assert.True(heard.Wait(Patience));
    }

    /// <summary>Far more than it takes: a test that fails should end.</summary>
    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private static void Set(ManualResetEventSlim signal, bool when)
    {
        if (when)
        {
            signal.Set();
        }
    }
}
