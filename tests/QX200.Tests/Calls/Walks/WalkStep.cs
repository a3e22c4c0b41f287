using System.Globalization;

namespace QX200.Tests.Calls.Walks;

/// <summary>Something that one telephone does: <c>a call 77</c>, <c>b answer 0</c>.</summary>
/// <param name="Who">A letter of the <see cref="Cast"/>; <c>-</c> is the exchange itself.</param>
internal sealed record Deed(char Who, string Verb, params string[] What)
{
    public static Deed Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Deed(words[0][0], words[1], words[2..]);
    }

    public override string ToString() => string.Join(' ', [$"{Who}", Verb, .. What]);
}

/// <summary>
/// One line of a walk's script: what is done at the same moment, what the network does to the datagrams that follow,
/// and how much time passes then: <c>a call 77 &amp; b hangup 0 / .x2~ + 0.5</c>. A deed that is not possible when its
/// line is played is left out, so that any line can be struck out of a script.
/// </summary>
/// <param name="Weather">
/// A sign for each datagram in turn: <c>.</c> delivered, <c>x</c> lost, <c>2</c> twice, <c>~</c> late, <c>L</c> very
/// late; all that come after are delivered.
/// </param>
internal sealed record WalkStep(IReadOnlyList<Deed> Deeds, string Weather, double Seconds)
{
    public static IReadOnlyList<WalkStep> Script(string text) =>
        [
            .. text.Split('\n')
                .Select(static line => line.Trim())
                .Where(static line => line.Length > 0)
                .Select(Parse),
        ];

    public static WalkStep Parse(string line)
    {
        string[] time = line.Split(" + ");
        string[] weather = time[0].Split(" / ");
        return new WalkStep(
            [.. weather[0].Split(" & ").Select(Deed.Parse)],
            weather.Length > 1 ? weather[1].Trim() : "",
            time.Length > 1 ? double.Parse(time[1], CultureInfo.InvariantCulture) : 0
        );
    }

    public override string ToString() =>
        string.Join(" & ", Deeds)
        + (Weather.Length > 0 ? $" / {Weather}" : "")
        + (Seconds > 0 ? $" + {Seconds}" : "");
}
