using System.Diagnostics;
using QX200.Acceptance.Phones;

namespace QX200.Acceptance.Web;

/// <summary>
/// The appliance around the program, below a folder: two slots, and the units that carry the program's wishes out. What RAUC
/// says of a bundle is RAUC's own word, and installing is done by the program itself; only writing a slot, mounting a bundle,
/// systemd and the boot loader are played.
/// </summary>
internal sealed class TwoSlots
{
    private const string Key = "keys/company";
    private readonly string _bundles;

    public TwoSlots(string root)
    {
        Root = root;
        _bundles = Path.Combine(root, "bundles");
        Directory.CreateDirectory(_bundles);
        Boot("A", "1.4.0", "1111111");
        Write("data/update/proven", "1.3.9 0000000\n1.4.0 1111111\n");
        Write("data/update/slot-B", "1.3.9 0000000\n");
        Directory.CreateDirectory(At("data/update/upload"));
        Directory.CreateDirectory(At("keys"));
        Overlay("etc/rauc/system.conf", 0);
        Replace("etc/rauc/system.conf", "@COMPATIBLE@", "qx200-test");
        foreach (string script in (string[])["technician", "ssh-tell"])
        {
            Overlay($"usr/lib/qx200/{script}", 0x1ED);
            Replace($"usr/lib/qx200/{script}", " /run/", $" {root}/run/");
            Replace($"usr/lib/qx200/{script}", ">/run/", $">{root}/run/");
            Replace($"usr/lib/qx200/{script}", "=/run/", $"={root}/run/");
        }

        Script(
            "rauc",
            $"""
            case $1 in
              info) exec /usr/bin/rauc info --keyring {root}/keys/company.cert "$2" "$3" ;;
              mount) rm -rf {root}/run/rauc && mkdir -p {root}/run/rauc && exec unsquashfs -q -n -d {root}/run/rauc/bundle "$2" ;;
              install)
                echo '  0% Installing'
                echo ' 20% Checking bundle done.'
                echo ' 40% Copying image to rootfs.1'
                while [ -e {root}/hold ]; do sleep 0.05; done
                echo '100% Installing done.' ;;
            esac
            """
        );
        Script("umount", "exit 0");
        Script(
            "systemctl",
            $"""
            case $1 in
              restart) exec {root}/usr/lib/qx200/ssh-tell open ;;
              stop) exec {root}/usr/lib/qx200/ssh-tell shut ;;
            esac
            """
        );
        Sign(Key);
    }

    public string Root { get; }

    /// <summary>What systemd gives the program.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A system starts in a slot, with an empty /run.</summary>
    public void Boot(string slot, string version, string build)
    {
        foreach (string old in (string[])["run/qx200", "run/qx200-update"])
        {
            if (Directory.Exists(At(old)))
            {
                Directory.Delete(At(old), recursive: true);
            }
        }

        Directory.CreateDirectory(At("run/qx200"));
        Write("proc/cmdline", $"root=x rauc.slot={slot} quiet\n");
        Write("etc/os-release", $"ID=qx200\nVERSION_ID={version}\nBUILD_ID={build}\n");
        Write($"data/update/slot-{slot}", $"{version} {build}\n");
        Environment["QX200_ROOT"] = Root;
        Environment["RUNTIME_DIRECTORY"] = At("run/qx200");
        Environment["VERSION_ID"] = version;
        Environment["BUILD_ID"] = build;
    }

    /// <summary>A bundle, made and signed by RAUC.</summary>
    /// <param name="signedBy">company, or somebody else.</param>
    public string Bundle(string version, int bytes, string signedBy = "company")
    {
        string content = Path.Combine(_bundles, $"{version}-{signedBy}");
        Directory.CreateDirectory(content);
        byte[] image = new byte[bytes];
        new Random(1).NextBytes(image);
        File.WriteAllBytes(Path.Combine(content, "rootfs.img"), image);
        File.WriteAllText(
            Path.Combine(content, "manifest.raucm"),
            $"[update]\ncompatible=qx200-test\nversion={version}\nbuild=2222222\n[bundle]\nformat=verity\n[image.rootfs]\nfilename=rootfs.img\n"
        );
        if (!File.Exists(At($"keys/{signedBy}.key")))
        {
            Sign($"keys/{signedBy}");
        }

        Do(
            "/usr/bin/rauc",
            "bundle",
            "--cert",
            At($"keys/{signedBy}.cert"),
            "--key",
            At($"keys/{signedBy}.key"),
            content,
            content + ".raucb"
        );
        return content + ".raucb";
    }

    /// <summary>The units: what the program wishes is done as soon as it is seen, until the test is over.</summary>
    public async Task Attend(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if (File.Exists(At("run/qx200/update")))
            {
                using Process installer = Start(
                    Release.Program(["update", "--asked"]),
                    ("QX200_ROOT", Root)
                );
                await installer.WaitForExitAsync(CancellationToken.None);
            }

            if (File.Exists(At("run/qx200/technician")))
            {
                Do(At("usr/lib/qx200/technician"));
            }

            if (Read("run/qx200/verdict").Trim() == "good")
            {
                Prove();
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Writing the idle slot does not end before <see cref="LetGo"/>.</summary>
    public void Hold() => Write("hold", "");

    public void LetGo() => File.Delete(At("hold"));

    public bool RestartIsAsked => File.Exists(At("run/qx200/restart"));

    /// <summary>The boot loader starts what was installed last.</summary>
    public void BootInstalled()
    {
        string[] installed = Read("data/update/installed").Trim().Split(' ');
        Boot(installed[0], installed[1], installed[2]);
    }

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
    }

    /// <summary>Empty where there is no such file, or where it goes away just now: a system that starts clears its /run.</summary>
    public string Read(string path)
    {
        try
        {
            return File.ReadAllText(At(path));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    private void Prove()
    {
        string[] pair = ["VERSION_ID", "BUILD_ID"];
        string system = string.Join(' ', pair.Select(name => Environment[name]));
        if (!Read("data/update/proven").Contains(system + "\n", StringComparison.Ordinal))
        {
            File.AppendAllText(At("data/update/proven"), system + "\n");
        }
    }

    private void Sign(string name) =>
        Do(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            At(name + ".key"),
            "-out",
            At(name + ".cert"),
            "-subj",
            $"/CN={Path.GetFileName(name)}",
            "-days",
            "2"
        );

    private void Script(string name, string text)
    {
        Write($"bin/{name}", "#!/bin/sh\n" + text + "\n");
        File.SetUnixFileMode(At($"bin/{name}"), (UnixFileMode)0x1ED);
    }

    private void Overlay(string path, int mode)
    {
        string image = Path.Combine(Release.Root, "packaging", "rootfs", "overlay");
        Write(path, File.ReadAllText(Path.Combine(image, path)));
        if (mode != 0)
        {
            File.SetUnixFileMode(At(path), (UnixFileMode)mode);
        }
    }

    private void Replace(string path, string what, string by) =>
        Write(path, Read(path).Replace(what, by, StringComparison.Ordinal));

    private void Do(string program, params string[] arguments)
    {
        using Process process = Start(new ProcessStartInfo(program, arguments));
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program}: {said}");
        }
    }

    private Process Start(ProcessStartInfo start, params (string Name, string Value)[] environment)
    {
        start.Environment["PATH"] =
            $"{At("bin")}:{System.Environment.GetEnvironmentVariable("PATH")}";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    private string At(string path) => Path.Combine(Root, path);
}
