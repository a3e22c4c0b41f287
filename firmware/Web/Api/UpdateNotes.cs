using System.Globalization;
using QX200.Update;

namespace QX200.Web.Api;

/// <summary>What somebody who looks at an update should know, in sentences.</summary>
/// <param name="Kind">How it is shown: empty, <c>good</c>, <c>warn</c> or <c>bad</c>.</param>
internal readonly record struct UpdateNote(string Kind, string Title, string Words);

/// <summary>Everything that the sentences are made of, at one moment.</summary>
/// <param name="Upload">A bundle that comes in; null where none does.</param>
/// <param name="Calls">In progress, parked ones included.</param>
/// <param name="Wait">How long a restart waits for them.</param>
/// <param name="Left">How long it still waits; null while it does not.</param>
internal sealed record UpdateMoment(
    SystemStanding? System,
    UpdateReport Report,
    UploadProgress? Upload,
    int Calls,
    int Parked,
    TimeSpan Wait,
    TimeSpan Trial,
    TimeSpan? Left,
    bool Restarting
);

/// <summary>The sentences of the update page, which programs read as well. Pure.</summary>
internal static class UpdateNotes
{
    /// <summary>What the update is at comes first, then what became of the last one.</summary>
    public static IEnumerable<UpdateNote> Of(UpdateMoment now)
    {
        if (now.System is null)
        {
            yield return new(
                "",
                "This machine has no system to update.",
                "It is not the appliance with its two systems; QX200 runs on it as a program, and is updated by replacing that."
            );
            yield break;
        }

        if (OfReport(now) is { } note)
        {
            yield return note;
        }

        if (now.Upload is { } upload)
        {
            yield return new(
                "",
                "A bundle is just being uploaded.",
                $"{upload}. Nothing has been changed yet."
            );
        }

        if (now.Report.Phase != UpdatePhase.Installed && OfSystem(now.System, now.Trial) is { } end)
        {
            yield return end;
        }
    }

    /// <summary>What runs, for who is not signed in any more: always one sentence.</summary>
    public static UpdateNote Outcome(SystemStanding system, TimeSpan trial) =>
        OfSystem(system, trial)
        ?? new("good", $"Version {system.Running.Version} runs and has proven itself.", "");

    /// <summary>What an update does to calls.</summary>
    public static string Promise(UpdateMoment now) =>
        $"Calls go on while a bundle is uploaded and written. The restart into the new system then waits until nobody is on the telephone and nobody is parked, {InWords(now.Wait)} at the most; calls that are left then are ended. Now: {CallsInWords(now)}.";

    private static UpdateNote? OfReport(UpdateMoment now)
    {
        UpdateReport report = now.Report;
        return report.Phase switch
        {
            UpdatePhase.Checking => new(
                "",
                "Looking at the bundle.",
                "Nothing has been changed yet."
            ),
            UpdatePhase.Writing => new(
                "",
                $"Writing version {report.Version} into the other system.",
                "What runs is untouched, and calls go on. Leave the power on."
            ),
            UpdatePhase.Installed => new(
                "",
                $"Version {report.Version} is installed.",
                OfRestart(now)
            ),
            UpdatePhase.Offered => new(
                "",
                $"A stick has brought version {report.Version}.",
                "A press of the box's button installs it."
            ),
            UpdatePhase.Refused when report.Older => new(
                "warn",
                $"Version {report.Version} is older than {now.System!.Running.Version}, which runs. Install it all the same?",
                "It starts with the settings of today, and leaves out what it does not know of them."
            ),
            UpdatePhase.Refused => new(
                "bad",
                report.Version.Length > 0
                    ? $"The bundle with version {report.Version} was refused."
                    : "The bundle was refused.",
                $"{char.ToUpperInvariant(report.Sentence.FirstOrDefault())}{report.Sentence.AsSpan(Math.Min(1, report.Sentence.Length))}. What runs is untouched."
            ),
            _ => null,
        };
    }

    private static string OfRestart(UpdateMoment now) =>
        now.Restarting
            ? "The box restarts into it. This page looks for it and comes back by itself."
        : now.Calls == 0 ? "Nobody is on the telephone: the restart into it comes at once."
        : $"The restart into it waits until nobody is on the telephone: {CallsInWords(now)}. In {InWords(now.Left ?? now.Wait)} at the latest it comes all the same; calls that are left then are ended, and their records say \"stopped\".";

    /// <summary>Null for a system that has proven itself and was not the last to be installed in vain.</summary>
    private static UpdateNote? OfSystem(SystemStanding system, TimeSpan trial)
    {
        if (system.FellBack is { } fallen)
        {
            return fallen.HadProven ? NoLongerStarts(system, fallen) : DidNotProve(system, fallen);
        }

        if (system.Proven)
        {
            return null;
        }

        string ailment = system.Trial.Length > 0 ? $" At the moment: {system.Trial}." : "";
        return new(
            "warn",
            $"Version {system.Running.Version} runs and is on trial.",
            $"Its SIP port has to answer, its lines to have power and its sound to come on time, for {InWords(trial)} without a break; else the box goes back by itself.{ailment}"
        );
    }

    private static UpdateNote DidNotProve(SystemStanding system, FallBack fallen)
    {
        string why =
            fallen.Why.Length > 0
                ? $"What ailed it: {fallen.Why}"
                : "It did not start, or said nothing";
        return new(
            "bad",
            $"Version {fallen.Version} did not prove itself.",
            $"{why}. The box has gone back to version {system.Running.Version}, with the settings that it had."
        );
    }

    /// <summary>The boot loader alone has gone back: it counts starts, and knows nothing of proofs.</summary>
    private static UpdateNote NoLongerStarts(SystemStanding system, FallBack fallen)
    {
        string why = fallen.Why.Length > 0 ? $" What ailed it: {fallen.Why}." : "";
        return new(
            "bad",
            $"Version {fallen.Version} failed to start three times in a row.",
            $"It had proven itself here before; a box that is switched off three times while it starts looks the same.{why} The box has gone back to version {system.Running.Version}, and the settings are as they were. To have version {fallen.Version} again, install it again."
        );
    }

    private static string CallsInWords(UpdateMoment now) =>
        (now.Calls, now.Parked) switch
        {
            (0, _) => "nobody is on the telephone",
            (1, 0) => "1 call",
            (1, _) => "1 call, which is parked",
            (_, 0) => $"{now.Calls} calls",
            _ => $"{now.Calls} calls, {now.Parked} of them parked",
        };

    private static string InWords(TimeSpan time) =>
        time.TotalSeconds < 100
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)} s")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)time.TotalMinutes}:{time.Seconds:00} minutes"
            );
}
