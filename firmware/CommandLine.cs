namespace QX200;

internal enum Verb : byte
{
    Run,
    Check,
    Reset,
    Token,
    Version,
    Help,
}

internal enum BoardChoice : byte
{
    /// <summary>The real board where its GPIO chip is found, else the simulated one.</summary>
    Found,
    Simulated,
    Qx200,
}

/// <summary>What the arguments ask for.</summary>
/// <param name="Problem">One sentence on what is wrong with the arguments; null when they are good.</param>
internal sealed record CommandLine(
    Verb Verb,
    string DataFolder = CommandLine.ApplianceFolder,
    BoardChoice Board = BoardChoice.Found,
    bool Yes = false,
    string? Problem = null
)
{
    public const string ApplianceFolder = "/var/lib/qx200";

    public const string Usage = """
        qx200 run [--data DIR] [--board simulated|qx200]   run with the settings in DIR
        qx200 check [--data DIR]                           list what is wrong in the settings
        qx200 reset [--data DIR] [--yes]                   back to factory settings
        qx200 token [--data DIR]                           print a new API token
        qx200 --version
        DIR is /var/lib/qx200 unless it is named.
        """;

    /// <summary>Never throws; what can't be understood is said in <see cref="Problem"/>.</summary>
    public static CommandLine Parse(ReadOnlySpan<string> args)
    {
        if (args.IsEmpty)
        {
            return Wrong("say what to do: run, check, reset, token or --version");
        }

        Verb? verb = args[0] switch
        {
            "run" => Verb.Run,
            "check" => Verb.Check,
            "reset" => Verb.Reset,
            "token" => Verb.Token,
            "--version" or "version" => Verb.Version,
            "--help" or "-h" or "help" => Verb.Help,
            _ => null,
        };
        return verb is { } known
            ? Options(new CommandLine(known), args[1..])
            : Wrong($"\"{args[0]}\" is not known: use run, check, reset, token or --version");
    }

    private static CommandLine Options(CommandLine line, ReadOnlySpan<string> args)
    {
        for (int i = 0; i < args.Length && line.Problem is null; i++)
        {
            string[] parts = args[i].Split('=', 2);
            string name = parts[0];
            string? value = parts.Length > 1 ? parts[1] : null;
            if (name is "--data" or "--board" && value is null && i + 1 < args.Length)
            {
                value = args[++i];
            }

            line = Option(line, name, value);
        }

        return line;
    }

    private static CommandLine Option(CommandLine line, string name, string? value) =>
        (name, value) switch
        {
            _ when !Takes(line.Verb, name) => Wrong(
                $"\"{name}\" does not belong here: see qx200 --help"
            ),
            ("--yes", null) => line with { Yes = true },
            ("--data", { Length: > 0 }) => line with { DataFolder = value },
            ("--data", _) => Wrong("--data needs a folder: --data DIR"),
            ("--board", "simulated") => line with { Board = BoardChoice.Simulated },
            ("--board", "qx200") => line with { Board = BoardChoice.Qx200 },
            ("--board", _) => Wrong("--board needs one of simulated and qx200"),
            _ => Wrong($"{name} takes no value"),
        };

    private static bool Takes(Verb verb, string option) =>
        option switch
        {
            "--data" => verb is Verb.Run or Verb.Check or Verb.Reset or Verb.Token,
            "--board" => verb is Verb.Run,
            "--yes" => verb is Verb.Reset,
            _ => false,
        };

    private static CommandLine Wrong(string problem) => new(Verb.Help, Problem: problem);
}
