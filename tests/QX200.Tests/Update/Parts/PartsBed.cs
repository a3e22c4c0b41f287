using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using QX200.Board;
using QX200.Board.Simulated;
using QX200.Update.Parts;

namespace QX200.Tests.Update.Parts;

/// <summary>The board's self-test on a simulated board, on a clock turned by its own waits, with or without somebody there.</summary>
internal sealed class PartsBed : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new(
        DateTimeOffset.Parse("2026-11-26T08:00:00Z", CultureInfo.InvariantCulture)
    );
    private readonly BoardParts _parts;

    public PartsBed(bool attended = true)
    {
        Board = new SimulatedBoard(_clock);
        Person = new SimulatedTechnician(Board, _clock, Screen);
        _parts = new BoardParts(
            Board,
            new RingTerms(25, [1000, 400]),
            attended ? Person : null,
            new Patience(_clock, Turn, Stop.Token)
        );
    }

    public SimulatedBoard Board { get; }

    public SimulatedTechnician Person { get; }

    public AnalogTelephone Telephone => Board.Telephones[0];

    public StringWriter Screen { get; } = new();

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Called with every millisecond.</summary>
    public Action? Turned { get; set; }

    public void Break(string net, Wire how) =>
        Board.Chip.Break(Wiring.All.Single(pin => pin.Net == net).Offset, how);

    public void Turn(TimeSpan length)
    {
        for (TimeSpan left = length; left > TimeSpan.Zero; left -= s_step)
        {
            _clock.Advance(left < s_step ? left : s_step);
            Turned?.Invoke();
        }
    }

    /// <summary>Tries all parts; what was found of each, in order.</summary>
    public Dictionary<string, Finding> Run() =>
        _parts.Checks().ToDictionary(static check => check.Part, static check => check.Try());

    public void Dispose()
    {
        Person.Dispose();
        Board.Dispose();
        Stop.Dispose();
        Screen.Dispose();
    }
}
