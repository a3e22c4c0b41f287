using System.Globalization;
using System.Security.Cryptography;

namespace QX200.Update;

/// <summary>
/// Installs a bundle into the idle slot. Everything that can be known beforehand is looked at before anything is written,
/// down to the last byte: a slot that is only half written is no way back any more.
/// </summary>
/// <param name="rauc">Runs RAUC with arguments and hands on each line of its output.</param>
/// <param name="tell">How it stands; called often.</param>
internal sealed class Installation(
    RunningSystem box,
    Func<IReadOnlyList<string>, Action<string>, ProgramResult> rauc,
    Action<UpdateReport> tell
)
{
    private const int Block = 1 << 18;

    private readonly List<UpdateCheck> _checks = [];

    /// <summary>Where RAUC mounts a bundle to be looked at.</summary>
    public string Mounted { get; init; } = "/run/rauc/bundle";

    /// <summary>What the slots hold; null where nobody knows.</summary>
    public SlotRoom? Room { get; init; }

    /// <summary>Keeps the book on what lies where; null where there is none.</summary>
    public SlotRecord? Record { get; init; }

    /// <summary>Unmounts <see cref="Mounted"/>.</summary>
    public Action<string> Unmount { get; init; } =
        static place => Rauc.Run("umount", [place], static _ => { });

    /// <returns>How it ended: installed, or refused with a sentence.</returns>
    public UpdateReport Install(string bundle, bool force)
    {
        UpdateReport end = Try(bundle, force) with { Checks = [.. _checks] };
        tell(end);
        return end;
    }

    /// <summary>Looks at a bundle without installing it: signature, board, version and size.</summary>
    public UpdateReport Look(string bundle, bool force, out BundleManifest manifest)
    {
        _checks.Clear();
        UpdateReport end = TryLook(bundle, force, out manifest);
        return end with { Checks = [.. _checks] };
    }

    private UpdateReport TryLook(string bundle, bool force, out BundleManifest manifest)
    {
        manifest = new BundleManifest("", "", "", []);
        if (!File.Exists(bundle))
        {
            return Refused("", $"there is no file {bundle}");
        }

        ProgramResult told = rauc(["info", "--output-format=json", bundle], static _ => { });
        if (told.Code != 0)
        {
            return Failed(CheckKind.Signature, "", Reason(told.Errors));
        }

        if (!BundleManifest.TryParse(told.Output, out manifest))
        {
            return Failed(
                CheckKind.Signature,
                "",
                $"{Path.GetFileName(bundle)} is no bundle for this box"
            );
        }

        Pass(CheckKind.Signature, "signed by a key that this box trusts");
        if (UpdateRules.OtherBoard(manifest, box) is { } other)
        {
            return Failed(CheckKind.Board, manifest.Version, other);
        }

        Pass(CheckKind.Board, $"made for {box.Compatible}");
        return Fits(manifest, force);
    }

    private UpdateReport Fits(BundleManifest manifest, bool force)
    {
        if (UpdateRules.NoVersion(manifest) is { } none)
        {
            return Failed(CheckKind.Version, manifest.Version, none);
        }

        string? older = UpdateRules.Older(manifest, box);
        if (older is not null && !force)
        {
            _checks.Add(
                new UpdateCheck(
                    CheckKind.Version,
                    Passed: false,
                    $"{manifest.Version} is older than {box.Version}, which runs"
                )
            );
            return Refused(manifest.Version, older) with { Older = true };
        }

        Pass(
            CheckKind.Version,
            $"version {manifest.Version}{(older is null ? "" : ", older, as was asked for")}; {box.Version} runs"
        );
        if (Room?.Lacking(manifest) is { } large)
        {
            return Failed(CheckKind.Space, manifest.Version, large);
        }

        Pass(CheckKind.Space, "it fits into the idle slot");
        return new UpdateReport(UpdatePhase.Checking, 0, manifest.Version, "");
    }

    private UpdateReport Try(string bundle, bool force)
    {
        _checks.Clear();
        Tell(new UpdateReport(UpdatePhase.Checking, 0, "", "looking at the bundle"));
        UpdateReport look = Look(bundle, force, out BundleManifest manifest);
        if (look.Phase == UpdatePhase.Refused)
        {
            return look;
        }

        if (Damage(bundle, manifest) is { } damage)
        {
            return Failed(CheckKind.Content, manifest.Version, damage);
        }

        Pass(CheckKind.Content, "every byte is as it was signed");
        Tell(new UpdateReport(UpdatePhase.Writing, 0, manifest.Version, "writing"));
        Record?.Writing();
        ProgramResult done = rauc(["install", bundle], line => Progress(manifest.Version, line));
        if (done.Code != 0)
        {
            return Refused(manifest.Version, Reason(done.Errors + done.Output));
        }

        Record?.Installed(manifest);
        return new UpdateReport(
            UpdatePhase.Installed,
            100,
            manifest.Version,
            $"version {manifest.Version} is installed and starts with the next restart"
        );
    }

    private void Tell(UpdateReport report) => tell(report with { Checks = [.. _checks] });

    private void Pass(CheckKind kind, string words) =>
        _checks.Add(new UpdateCheck(kind, Passed: true, words));

    private UpdateReport Failed(CheckKind kind, string version, string why)
    {
        _checks.Add(new UpdateCheck(kind, Passed: false, why));
        return Refused(version, why);
    }

    /// <summary>A sentence on the first image that is not what the signed manifest says; null where all are.</summary>
    private string? Damage(string bundle, BundleManifest manifest)
    {
        ProgramResult mounted = rauc(["mount", bundle], static _ => { });
        if (mounted.Code != 0)
        {
            return Reason(mounted.Errors);
        }

        try
        {
            long all = manifest.Images.Sum(image => image.Bytes);
            long done = 0;
            foreach (BundleImage image in manifest.Images)
            {
                string sum = Sum(
                    Path.Combine(Mounted, image.File),
                    manifest.Version,
                    all,
                    ref done
                );
                if (!string.Equals(sum, image.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    return $"the bundle is damaged: {image.File} is not what was signed; fetch it anew";
                }
            }

            return null;
        }
        catch (IOException)
        {
            return "the bundle is damaged, it can't be read to its end; fetch it anew";
        }
        finally
        {
            Unmount(Mounted);
        }
    }

    private string Sum(string file, string version, long all, ref long done)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream image = File.OpenRead(file);
        byte[] block = new byte[Block];
        for (int read = image.Read(block); read > 0; read = image.Read(block))
        {
            sha.AppendData(block, 0, read);
            done += read;
            Tell(
                new UpdateReport(
                    UpdatePhase.Checking,
                    (int)Math.Min(100, done * 100 / Math.Max(1, all)),
                    version,
                    "checking every byte"
                )
            );
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // RAUC's lines are like " 40% Copying image to rootfs.1".
    private void Progress(string version, string line)
    {
        string text = line.Trim();
        int sign = text.IndexOf('%', StringComparison.Ordinal);
        if (
            sign > 0
            && int.TryParse(
                text[..sign],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int percent
            )
        )
        {
            Tell(
                new UpdateReport(UpdatePhase.Writing, percent, version, text[(sign + 1)..].Trim())
            );
        }
    }

    private static string Reason(string errors)
    {
        if (errors.Contains("Invalid bundle format", StringComparison.OrdinalIgnoreCase))
        {
            return "the file is no bundle, or was cut short: fetch it anew";
        }

        if (errors.Contains("signature", StringComparison.OrdinalIgnoreCase))
        {
            return "the bundle's signature is not one that this box trusts: nothing was written";
        }

        string last =
            errors
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .LastOrDefault()
            ?? "it said nothing";
        return $"the installer gave up: {last}";
    }

    private static UpdateReport Refused(string version, string why) =>
        new(UpdatePhase.Refused, 0, version, why);
}
