using System.Collections.Concurrent;

namespace QX200.Tests.Calls.Walks;

/// <summary>Many random walks, on all processors. One that fails is told as the shortest script that still does.</summary>
internal static class RandomWalks
{
    public const int Steps = 1000;

    private const int PlaysToShrink = 300;

    /// <summary>Takes walks; the last step of every fifth is that the exchange stops.</summary>
    public static WalksTaken Run(int firstSeed, int count, CancellationToken stop = default)
    {
        var failures = new ConcurrentBag<string>();
        var parked = new ConcurrentBag<string>();
        try
        {
            Parallel.For(
                firstSeed,
                firstSeed + count,
                new ParallelOptions
                {
                    CancellationToken = stop,
                    MaxDegreeOfParallelism = Environment.ProcessorCount,
                },
                (seed, loop) =>
                {
                    if (Run(seed, parked) is { Length: > 0 } failure)
                    {
                        failures.Add(failure);
                        loop.Stop();
                    }
                }
            );
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        return new WalksTaken(failures.FirstOrDefault() ?? "", [.. parked]);
    }

    /// <summary>Walks and says how it went. The exit code: 1 where one failed.</summary>
    public static int Print(int firstSeed, int count, TextWriter to)
    {
        WalksTaken taken = Run(firstSeed, count);
        to.WriteLine(taken.Failure.Length == 0 ? $"{count} walks passed, {taken}" : taken.Failure);
        return taken.Failure.Length == 0 ? 0 : 1;
    }

    /// <summary>Walks that nobody has taken before, until the time is over or one fails.</summary>
    public static int Soak(TimeSpan time, TextWriter to)
    {
        int seed = Random.Shared.Next(1_000_000, 1_000_000_000);
        to.WriteLine($"walks of {Steps} steps from seed {seed} on");
        using var stop = new CancellationTokenSource(time);
        const int Together = 100;
        int walks = 0;
        for (; !stop.IsCancellationRequested; walks += Together)
        {
            WalksTaken taken = Run(seed + walks, Together, stop.Token);
            if (taken.Failure.Length > 0)
            {
                to.WriteLine(taken.Failure);
                return 1;
            }

            to.WriteLine($"{DateTime.Now:HH:mm:ss} {walks + Together} walks begun, {taken}");
        }

        return 0;
    }

    /// <summary>Plays a script and says how it went. The exit code: 1 where it failed.</summary>
    public static int Replay(string script, TextWriter to)
    {
        Exception? fault = Walk.Play(WalkStep.Script(script), to);
        to.WriteLine(fault?.ToString() ?? "passed");
        return fault is null ? 0 : 1;
    }

    /// <summary>What is wrong with one walk, without looking for a shorter one; empty where all is well.</summary>
    public static string Fault(int seed) =>
        Make(seed, [], [])?.Message.ReplaceLineEndings(" ") ?? "";

    private static string Run(int seed, ConcurrentBag<string> parked)
    {
        var script = new List<WalkStep>();
        Exception? fault = Make(seed, script, parked);
        if (fault is null)
        {
            return "";
        }

        // Where it failed only because of some chance outside the script, the script as it was is the best there is.
        IReadOnlyList<WalkStep> shortest = Walk.Play(script) is null
            ? script
            : Shrinker.Shrink(script, s => Walk.Play(s) is not null, PlaysToShrink);
        fault = Walk.Play(shortest) ?? fault;
        return $"walk {seed} fails; this script replays it:\n{string.Join('\n', shortest)}\n\n{fault}";
    }

    private static Exception? Make(int seed, List<WalkStep> script, ConcurrentBag<string> parked)
    {
        using var walk = new Walk(hasLines: WalkMaker.HasLines(seed));
        var maker = new WalkMaker(walk, seed);
        return Xunit.Record.Exception(() =>
        {
            for (int i = 0; i < Steps; i++)
            {
                bool stops = i == Steps - 1 && seed % 5 == 0;
                WalkStep step = stops ? WalkStep.Parse("- stops") : maker.Next();
                script.Add(step);
                walk.Do(step);
            }

            walk.End();
            foreach (string record in walk.Parked)
            {
                parked.Add(record);
            }
        });
    }
}

/// <summary>What came of some walks.</summary>
/// <param name="Failure">What is wrong with the first one that failed; empty where all went well.</param>
/// <param name="Parked">The records of parked calls.</param>
internal sealed record WalksTaken(string Failure, IReadOnlyList<string> Parked)
{
    /// <summary>How each parked call ended.</summary>
    public IEnumerable<string> Outcomes =>
        Parked.Select(static r => r.Split(", ")[1].Split(' ')[0]);

    /// <summary>How many calls were parked by an analog telephone, held one, or were taken back by one.</summary>
    public (int By, int Held, int TakenBack) Desks =>
        (
            Parked.Count(static r => Cast.DeskNumbers.Any(d => r.Contains($" by {d},"))),
            Parked.Count(static r => Cast.DeskNumbers.Any(d => r.Contains($": {d} by"))),
            Parked.Count(static r => Cast.DeskNumbers.Any(d => r.EndsWith($" by {d}")))
        );

    public override string ToString()
    {
        IEnumerable<string> counts = Outcomes
            .CountBy(static o => o)
            .OrderBy(static o => o.Key)
            .Select(static o => $"{o.Key} {o.Value}");
        return $"{Parked.Count} calls parked: {string.Join(", ", counts)}; analog telephones: {Desks}";
    }
}
