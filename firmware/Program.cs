using System.Reflection;
using QX200.Media.HoldMusic;
using QX200.Settings;
using QX200.Settings.Backups;
using QX200.Update;
using QX200.Web.Access;

namespace QX200;

internal static class Program
{
    public static int Main(string[] args)
    {
        CommandLine line = CommandLine.Parse(args);
        if (line.Problem is { } problem)
        {
            Console.Error.WriteLine($"qx200: {problem}");
            return 1;
        }

        return line.Verb switch
        {
            Verb.Run => Appliance.Run(line),
            Verb.Check => SettingsCheck.Run(
                line.DataFolder,
                TimeProvider.System,
                Console.Out,
                Console.Error
            ),
            Verb.Reset => FactoryReset.Run(
                line.DataFolder,
                UpdatePlaces.FromEnvironment().KeptSettings,
                line.Yes,
                Console.In,
                Console.Out,
                Console.Error
            ),
            Verb.Token => ApiTokens.Run(
                line.DataFolder,
                TimeProvider.System,
                Console.Out,
                Console.Error
            ),
            Verb.Password => PasswordVerb.Run(line.DataFolder, Console.Out, Console.Error),
            Verb.Update => Update(line),
            Verb.SelfTest => SelfTestVerb.Run(line, Version),
            Verb.Backup => Backups(line).Backup(line.File!),
            Verb.Restore => Backups(line)
                .Restore(line.File, line.Yes, MusicUpload.Judge, Console.In),
            Verb.Version => Say($"qx200 {Version}"),
            _ => Say(CommandLine.Usage),
        };
    }

    private static int Update(CommandLine line) =>
        line.Order switch
        {
            UpdateOrder.Asked => Updates().RunAsked(),
            UpdateOrder.Offer => Updates().RunOffer(line.Bundle!),
            _ => Updates().Run(line.Bundle!, line.Force),
        };

    private static UpdateVerb Updates() =>
        new(UpdatePlaces.FromEnvironment(), Console.Out, Console.Error);

    /// <summary>On the appliance that of its whole system.</summary>
    public static string Version =>
        SystemFacts.Read(UpdatePlaces.FromEnvironment()) is { Version.Length: > 0 } box
            ? box.Version
            : Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "unknown";

    private static BackupVerbs Backups(CommandLine line) =>
        new(
            new SettingsFolder(line.DataFolder),
            TimeProvider.System,
            Version,
            Console.Out,
            Console.Error
        );

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
