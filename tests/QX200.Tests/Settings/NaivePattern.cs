namespace QX200.Tests.Settings;

/// <summary>A random pattern that is matched the obvious way: each part lists what it takes, and all splits are tried.</summary>
internal sealed class NaivePattern
{
    private const string Letters = "0123ab*?{,-";

    private readonly List<(string Written, Func<string, bool> Takes)> _parts = [];

    public string Written => string.Concat(_parts.Select(static p => p.Written));

    public bool Matches(string text) => From(0, text);

    public static NaivePattern Make(Random random)
    {
        var pattern = new NaivePattern();
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            pattern._parts.Add(
                random.Next(5) switch
                {
                    0 => ("*", static _ => true),
                    1 => ("?", static t => t.Length == 1),
                    2 => Literal(random),
                    3 => Characters(random),
                    _ => List(random),
                }
            );
        }

        return pattern;
    }

    public static string Text(Random random) =>
        string.Concat(
            Enumerable.Range(0, random.Next(6)).Select(_ => Letters[random.Next(Letters.Length)])
        );

    private bool From(int part, string text) =>
        part == _parts.Count
            ? text.Length == 0
            : Enumerable
                .Range(0, text.Length + 1)
                .Any(cut => _parts[part].Takes(text[..cut]) && From(part + 1, text[cut..]));

    private static (string, Func<string, bool>) Literal(Random random)
    {
        string letter = Letters[random.Next(Letters.Length)].ToString();
        return (char.IsAsciiLetterOrDigit(letter[0]) ? letter : "\\" + letter, t => t == letter);
    }

    private static (string, Func<string, bool>) Characters(Random random)
    {
        int low = random.Next(4);
        int high = random.Next(low, 4);
        var set = Enumerable
            .Range(low, high - low + 1)
            .Select(static n => n.ToString())
            .Append("a")
            .ToHashSet();
        return ($"[{low}-{high}a]", set.Contains);
    }

    private static (string, Func<string, bool>) List(Random random)
    {
        int low = random.Next(1, 30);
        int high = random.Next(low, 40);
        int except = random.Next(low, 40);
        string more = random.Next(2) == 0 ? "ab" : "0";
        var set = Enumerable
            .Range(low, high - low + 1)
            .Select(static n => n.ToString())
            .Append(more)
            .ToHashSet();
        set.Remove(except.ToString());
        return ($"{{{more},{low}-{high},!{except}}}", set.Contains);
    }
}
