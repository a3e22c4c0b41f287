namespace QX200.Tests.House;

/// <summary>Which rooms a room may use. A namespace below the root is a room; deeper ones belong to it.</summary>
internal sealed class RoomRules
{
    /// <summary>The namespace itself, where the program is put together: it sees every room and no room sees it.</summary>
    public const string Entrance = "";

    /// <summary>The house as it is meant to be: what each room may use besides itself.</summary>
    public static readonly RoomRules OfTheFirmware = new(
        """
        Runtime
        Board
        Settings  Runtime
        Sip       Runtime
        Rtp       Runtime
        Media     Rtp Runtime
        Parking   Runtime
        Lines     Board Media Runtime
        Stations  Sip Settings Runtime
        Status    Runtime
        Watchers  Sip Status Runtime
        Records   Runtime
        Calls     Runtime Settings Sip Rtp Media Parking Lines Stations Status Watchers Records
        Panel     Board Status Runtime
        Update    Board Runtime
        Web       Settings Status Records Media Update Runtime
        Box       Board Web Runtime
        """
    );

    private readonly Dictionary<string, string[]> _mayUse;

    /// <summary>Reads a table: a line for each room, its name and then those that it may use.</summary>
    public RoomRules(string table)
    {
        _mayUse = table
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => words[1..], StringComparer.Ordinal);
    }

    /// <summary>A sentence for every pair of types that breaks the rules.</summary>
    public IReadOnlyList<string> Broken(CompiledTypes types, string root) =>
        [
            .. types
                .Uses()
                .Select(use => Judge(use.User, use.Used, root))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private string? Judge(CompiledType user, CompiledType used, string root)
    {
        string? from = RoomOf(user, root);
        string? to = RoomOf(used, root);
        if (
            from is null or Entrance
            || to is null
            || string.Equals(from, to, StringComparison.Ordinal)
        )
        {
            return null;
        }

        if (!_mayUse.TryGetValue(from, out string[]? allowed))
        {
            return $"{user} is in {from}, which is no room of the house";
        }

        return allowed.Contains(to, StringComparer.Ordinal)
            ? null
            : $"{user} uses {used}: {from} may not use {(to == Entrance ? root : to)}";
    }

    // Null for what lies outside the root: code that the compiler adds in namespaces of its own.
    private static string? RoomOf(CompiledType type, string root)
    {
        if (string.Equals(type.Namespace, root, StringComparison.Ordinal))
        {
            return Entrance;
        }

        return type.Namespace.StartsWith(root + ".", StringComparison.Ordinal)
            ? type.Namespace[(root.Length + 1)..].Split('.')[0]
            : null;
    }
}
