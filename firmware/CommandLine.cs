namespace QX200;

internal enum Verb : byte
{
    Run,
    Check,
    Reset,
    Token,
    Password,
    Update,
    SelfTest,
    Backup,
    Restore,
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

/// <summary>What <c>update</c> is to do.</summary>
internal enum UpdateOrder : byte
{
    /// <summary>Install the bundle that is named.</summary>
    Install,

    /// <summary>Install the one that was uploaded, as the program asked its unit for.</summary>
    Asked,

    /// <summary>Offer the one that is named: the button says yes.</summary>
    Offer,
}

/// <summary>What the arguments ask for.</summary>
/// <param name="Problem">One sentence on what is wrong with the arguments; null when they are good.</param>
internal sealed record CommandLine(
    Verb Verb,
    string DataFolder = CommandLine.ApplianceFolder,
    BoardChoice Board = BoardChoice.Found,
    bool Yes = false,
    bool Force = false,
    string? Bundle = null,
    UpdateOrder Order = UpdateOrder.Install,
    string? File = null,
    bool Undo = false,
    bool NoQuestions = false,
    string? Problem = null
)
{
    public const string ApplianceFolder = "/var/lib/qx200";

    public const string Usage = """
        qx200 run [--data DIR] [--board simulated|qx200]   run with the settings in DIR
        qx200 check [--data DIR]                           list what is wrong in the settings
        qx200 reset [--data DIR] [--yes]                   back to factory settings
        qx200 token [--data DIR]                           print a new API token
        qx200 password [--data DIR]                        forget the web password, so that the pages ask for a new one
        qx200 update FILE [--force]                        install a signed bundle (--force: an older one too)
        qx200 selftest [--data DIR] [--board simulated|qx200] [--no-questions] [--yes]
                                                           try the box's parts and print a sheet to sign
                                                           (--board qx200: lines and lamps too, the exchange stands still
                                                           meanwhile; --yes: though calls are up)
        qx200 backup [--data DIR] --file FILE              settings and music into one file
        qx200 restore [--data DIR] --file FILE [--yes]     says what it will change, asks, and changes it
        qx200 restore [--data DIR] --undo [--yes]          back to what was there before the last restore
        qx200 --version
        DIR is /var/lib/qx200 unless it is named.
        """;

    /// <summary>Never throws; what can't be understood is said in <see cref="Problem"/>.</summary>
    public static CommandLine Parse(ReadOnlySpan<string> args)
    {
        if (args.IsEmpty)
        {
            return Wrong(
                "say what to do: run, check, reset, token, password, backup, restore, update, selftest or --version"
            );
        }

        Verb? verb = args[0] switch
        {
            "run" => Verb.Run,
            "check" => Verb.Check,
            "reset" => Verb.Reset,
            "token" => Verb.Token,
            "password" => Verb.Password,
            "update" => Verb.Update,
            "selftest" => Verb.SelfTest,
            "backup" => Verb.Backup,
            "restore" => Verb.Restore,
            "--version" or "version" => Verb.Version,
            "--help" or "-h" or "help" => Verb.Help,
            _ => null,
        };
        return verb is { } known
            ? Complete(Options(new CommandLine(known), args[1..]))
            : Wrong(
                $"\"{args[0]}\" is not known: use run, check, reset, token, password, backup, restore, update, selftest or --version"
            );
    }

    private static CommandLine Options(CommandLine line, ReadOnlySpan<string> args)
    {
        for (int i = 0; i < args.Length && line.Problem is null; i++)
        {
            string[] parts = args[i].StartsWith("--", StringComparison.Ordinal)
                ? args[i].Split('=', 2)
                : [args[i]];
            string name = parts[0];
            string? value = parts.Length > 1 ? parts[1] : null;
            if (name is "--data" or "--board" or "--file" && value is null && i + 1 < args.Length)
            {
                value = args[++i];
            }

            line = Option(line, name, value);
        }

        return line;
    }

    private static CommandLine Complete(CommandLine line) =>
        line switch
        {
            { Problem: not null } => line,
            { Verb: Verb.Update, Bundle: null, Order: not UpdateOrder.Asked } => Wrong(
                "say which bundle: qx200 update FILE.raucb"
            ),
            { Verb: Verb.Backup, File: null } => Wrong("backup needs a name: --file FILE"),
            { Verb: Verb.Restore, File: null, Undo: false } => Wrong(
                "restore needs --file FILE, or --undo"
            ),
            { File: not null, Undo: true } => Wrong("give --file or --undo, not both"),
            _ => line,
        };

    private static CommandLine Option(CommandLine line, string name, string? value) =>
        (name, value) switch
        {
            _ when !Takes(line.Verb, name) && !IsBundle(line, name) => Wrong(
                $"\"{name}\" does not belong here: see qx200 --help"
            ),
            ("--yes", null) => line with { Yes = true },
            ("--force", null) => line with { Force = true },
            ("--asked", null) => line with { Order = UpdateOrder.Asked },
            ("--offer", null) => line with { Order = UpdateOrder.Offer },
            ({ } file, null) when IsBundle(line, file) => line with { Bundle = file },
            ("--undo", null) => line with { Undo = true },
            ("--no-questions", null) => line with { NoQuestions = true },
            ("--file", { Length: > 0 }) => line with { File = value },
            ("--file", _) => Wrong("--file needs a name: --file FILE"),
            ("--data", { Length: > 0 }) => line with { DataFolder = value },
            ("--data", _) => Wrong("--data needs a folder: --data DIR"),
            ("--board", "simulated") => line with { Board = BoardChoice.Simulated },
            ("--board", "qx200") => line with { Board = BoardChoice.Qx200 },
            ("--board", _) => Wrong("--board needs one of simulated and qx200"),
            _ => Wrong($"{name} takes no value"),
        };

    private static bool IsBundle(CommandLine line, string argument) =>
        line.Verb == Verb.Update
        && line.Bundle is null
        && !argument.StartsWith("--", StringComparison.Ordinal);

    private static bool Takes(Verb verb, string option) =>
        option switch
        {
            "--data" => verb is not (Verb.Update or Verb.Version or Verb.Help),
            "--force" or "--asked" or "--offer" => verb is Verb.Update,
            "--board" => verb is Verb.Run or Verb.SelfTest,
            "--yes" => verb is Verb.Reset or Verb.Restore or Verb.SelfTest,
            "--no-questions" => verb is Verb.SelfTest,
            "--file" => verb is Verb.Backup or Verb.Restore,
            "--undo" => verb is Verb.Restore,
            _ => false,
        };

    private static CommandLine Wrong(string problem) => new(Verb.Help, Problem: problem);
}
