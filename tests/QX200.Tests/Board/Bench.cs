using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using QX200.Board;
using QX200.Board.Simulated;

namespace QX200.Tests.Board;

/// <summary>A simulated board on a clock turned by hand, with a note of every edge at every pin.</summary>
internal sealed class Bench : IDisposable
{
    private readonly Dictionary<int, List<(double At, bool High)>> _pins = [];
    private readonly long _begun;

    public Bench(bool start = true)
    {
        Clock = new FakeTimeProvider(
            DateTimeOffset.Parse("2026-11-26T08:00:00Z", CultureInfo.InvariantCulture)
        );
        Board = new SimulatedBoard(Clock);
        _begun = Clock.GetTimestamp();
        Action<int, bool> parts = Board.Chip.OutputChanged!;
        Board.Chip.OutputChanged = (line, high) =>
        {
            Edges(line).Add((Now, high));
            parts(line, high);
        };
        foreach (IFxsPort port in Board.Ports)
        {
            int number = port.Number;
            port.LoopChanged = edge => Loops.Add((number, edge));
            port.FaultChanged = fault => Faults.Add((number, fault));
        }

        if (start)
        {
            Board.Start();
        }
    }

    public FakeTimeProvider Clock { get; }

    public SimulatedBoard Board { get; }

    public IFxsPort Port => Board.Ports[0];

    public AnalogTelephone Telephone => Board.Telephones[0];

    public SimulatedVoice Voice => Board.Voices[0];

    public List<(int Port, LoopEdge Edge)> Loops { get; } = [];

    public List<(int Port, PortFault? Fault)> Faults { get; } = [];

    /// <summary>Milliseconds since the bench was made.</summary>
    public double Now => Clock.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>Edges at the far end of an output, with the time in milliseconds.</summary>
    public List<(double At, bool High)> Edges(int line)
    {
        if (!_pins.TryGetValue(line, out List<(double, bool)>? edges))
        {
            _pins[line] = edges = [];
        }

        return edges;
    }

    public double Time(long timestamp) => Clock.GetElapsedTime(_begun, timestamp).TotalMilliseconds;

    /// <summary>
    /// Turns the clock in small steps: a timer that is due sees the end of the step that it falls into as its time.
    /// </summary>
    public void Wait(double milliseconds, double step = 0.5)
    {
        for (double left = milliseconds; left > 0; left -= step)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(Math.Min(left, step)));
        }
    }

    public void Dispose() => Board.Dispose();
}
