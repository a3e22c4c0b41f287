using QX200.Settings;

namespace QX200.Tests.Settings.PowerCuts;

/// <summary>
/// Cuts the power behind every step of a recording and starts the box from everything that a flash may hold then.
/// </summary>
/// <param name="box">The flash before the first step.</param>
/// <param name="states">The settings files after each save, the first before any.</param>
internal sealed class Replay(PaperFlash box, IReadOnlyList<string> states)
{
    /// <summary>The folder of the settings on a flash on paper.</summary>
    public const string Folder = "/box";

    /// <summary>The mark of the moment from which a save may be on the flash.</summary>
    public const string Begun = "begun";

    /// <summary>The mark of the moment from which a save must be on the flash: somebody was told so.</summary>
    public const string Saved = "saved";

    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);

    /// <summary>How many flashes the box was started from.</summary>
    public int Cuts { get; private set; }

    /// <summary>How many of those were left by a second cut, in the middle of the start after the first.</summary>
    public int SecondCuts { get; private set; }

    /// <summary>What went wrong first; null when the box always starts with the old or the new settings, whole.</summary>
    public string? Run(IReadOnlyList<FlashStep> steps, bool twice = true)
    {
        var cut = new CutFlash(box.Names, box.Contents);
        int saved = 0;
        int begun = 0;
        for (int step = 0; step <= steps.Count; step++)
        {
            string where = step == 0 ? "the beginning" : $"step {step}, {steps[step - 1]}";
            foreach (PaperFlash found in cut.Found())
            {
                Cuts++;
                if (Start(found, saved, begun) is { } wrong)
                {
                    return $"cut behind {where}: {wrong}";
                }

                if (twice && StartTwice(found, saved, begun) is { } wrongLater)
                {
                    return $"cut behind {where}: {wrongLater}";
                }
            }

            if (step < steps.Count)
            {
                cut.Do(steps[step]);
                begun += steps[step] is { Call: FlashCall.Mark, Path: Begun } ? 1 : 0;
                saved = steps[step] is { Call: FlashCall.Mark, Path: Saved } ? begun : saved;
            }
        }

        return null;
    }

    /// <summary>The settings files as the box understands them: what stands in them, together.</summary>
    public static string Understood(SettingsFolder folder) =>
        string.Concat(
            SettingsFiles
                .Read(folder, before: null)
                .Documents.Select(static d =>
                    $"== {d.File}\n{System.Text.Encoding.UTF8.GetString(d.ToBytes())}"
                )
        );

    private string? Start(PaperFlash found, int saved, int begun)
    {
        var flash = new PaperFlash(found.Names, found.Contents);
        var folder = new SettingsFolder(Folder, flash);
        string? missing = folder.MakeWhatIsMissing(out bool made);
        SettingsStart start = folder.Start(s_now);
        string now = Understood(folder);
        return missing is not null ? missing
            : made ? "factory settings were made"
            : start.Read.Failure is { } failure ? failure
            : !start.Notices.IsEmpty ? start.Notices[0]
            : !start.Read.Problems.IsEmpty ? start.Read.Problems[0].ToString()
            : states.Skip(saved).Take(begun - saved + 1).Contains(now) ? null
            : states.Contains(now) ? "the box starts with settings that are too old, or too new"
            : "the box starts with settings that never were";
    }

    /// <summary>The power comes back and goes again while the box starts.</summary>
    private string? StartTwice(PaperFlash found, int saved, int begun)
    {
        var flash = new PaperFlash(found.Names, found.Contents);
        _ = new SettingsFolder(Folder, flash).Recover(s_now);
        if (flash.Steps.TrueForAll(static s => s.Call == FlashCall.Delete))
        {
            // Nothing but what lay aside was taken away.
            return null;
        }

        var cut = new CutFlash(found.Names, found.Contents);
        foreach (FlashStep step in flash.Steps)
        {
            cut.Do(step);
            foreach (PaperFlash again in cut.Found())
            {
                SecondCuts++;
                if (Start(again, saved, begun) is { } wrong)
                {
                    return $"and again while it started, behind {step}: {wrong}";
                }
            }
        }

        return null;
    }
}
