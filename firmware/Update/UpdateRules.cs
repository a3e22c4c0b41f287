namespace QX200.Update;

/// <summary>The box that a bundle is meant for: the board that its system was built for, and the version that runs.</summary>
internal sealed record RunningSystem(string Compatible, string Version, string Build)
{
    public override string ToString() => Build.Length > 0 ? $"{Version} ({Build})" : Version;
}

/// <summary>Whether a bundle may be installed, before anything is written. Pure.</summary>
internal static class UpdateRules
{
    /// <param name="force">Whether an older version is wanted all the same.</param>
    /// <returns>One sentence on why not; null when it may.</returns>
    public static string? Refusal(BundleManifest bundle, RunningSystem box, bool force) =>
        OtherBoard(bundle, box) ?? NoVersion(bundle) ?? (force ? null : Older(bundle, box));

    /// <summary>A bundle that is made for another board.</summary>
    public static string? OtherBoard(BundleManifest bundle, RunningSystem box) =>
        string.Equals(bundle.Compatible, box.Compatible, StringComparison.Ordinal)
            ? null
            : $"the bundle is for {Quoted(bundle.Compatible)} and this box is {Quoted(box.Compatible)}: take the bundle that is made for it";

    public static string? NoVersion(BundleManifest bundle) =>
        SystemVersion.TryParse(bundle.Version, out _)
            ? null
            : $"the bundle's version {Quoted(bundle.Version)} is none: it has to be like 1.2.3";

    /// <summary>A bundle that is older than what runs.</summary>
    public static string? Older(BundleManifest bundle, RunningSystem box) =>
        SystemVersion.TryParse(bundle.Version, out SystemVersion offered)
        && SystemVersion.TryParse(box.Version, out SystemVersion running)
        && offered < running
            ? $"the bundle is version {offered} and {running} runs: to go back to an older one all the same, say so (--force)"
            : null;

    /// <summary>Whether a bundle holds the very system that runs.</summary>
    public static bool Runs(BundleManifest bundle, RunningSystem box) =>
        (bundle.Version, bundle.Build) == (box.Version, box.Build);

    private static string Quoted(string text) => $"\"{text}\"";
}
