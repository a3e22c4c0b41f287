using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace QX200.Settings;

/// <summary>What the Settings room logs.</summary>
internal static partial class SettingsLog
{
    private const int MostProblems = 50;

    public static void Start(ILogger log, SettingsStart start)
    {
        foreach (string notice in start.Notices)
        {
            Notice(log, notice);
        }

        Problems(log, start.Read.Problems);
    }

    /// <summary>Each problem on a line of its own, up to a limit.</summary>
    public static void Problems(ILogger log, ImmutableArray<Problem> problems)
    {
        foreach (Problem problem in problems.Take(MostProblems))
        {
            Problem(log, problem);
        }

        if (problems.Length > MostProblems)
        {
            MoreProblems(log, problems.Length - MostProblems);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    public static partial void Problem(ILogger log, Problem problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "... and {Count} problems more; qx200 check lists them all"
    )]
    public static partial void MoreProblems(ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Settings changed on disk and are in force: {Count} extensions"
    )]
    public static partial void Changed(ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Settings saved and in force: {Count} extensions"
    )]
    public static partial void Saved(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Settings not saved: {Why}")]
    public static partial void NotSaved(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Notice}")]
    public static partial void Notice(ILogger log, string notice);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Addresses and ports were changed: they take effect at the next start"
    )]
    public static partial void RestartNeeded(ILogger log);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The good copies of the settings can't be kept: {Why}"
    )]
    public static partial void NoGoodCopy(ILogger log, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The settings folder can't be watched ({Why}); it is looked at every 5 s instead"
    )]
    public static partial void NoWatch(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Why}")]
    public static partial void NoCertificate(ILogger log, string why);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "New connections are shown the certificate of {Subject}, good until {Until:yyyy-MM-dd}"
    )]
    public static partial void NewCertificate(ILogger log, string subject, DateTime until);
}
