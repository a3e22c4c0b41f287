using System.Text;
using OpenQA.Selenium;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>
/// What an owner does after the first calls: music, records, tables, a backup, everything changed, the backup restored,
/// and back again; at the end a restart.
/// </summary>
internal sealed class CareSteps(Browser browser, Exchange exchange)
{
    private readonly string _files = Directory.CreateTempSubdirectory("qx200-files-").FullName;

    public void Play()
    {
        try
        {
            AddMusic();
            LookAtRecords();
            LookAtTheBox();
            ImportATable();
            BackUpChangeEverythingAndRestore();
            Restart();
        }
        finally
        {
            Directory.Delete(_files, recursive: true);
        }
    }

    private void AddMusic()
    {
        browser.Go("Hold music");
        browser.Shows("Hold music");
        Choose("WAV file", File("song.mp3", "ID3 not a WAV file"u8.ToArray()));
        browser.Click("Upload");
        browser.Says("is an MP3 file: save it as WAV");
        Choose("WAV file", File("My Waltz.wav", Tone()));
        browser.Click("Upload");
        browser.Says("my-waltz.wav is here: 0:02 min");
        browser.Until("its card", () => browser.All("[data-name='my-waltz.wav'] audio").Count == 1);
        browser.Picture("music");
        browser.Open($"{exchange.WebUrl}/extensions/77");
        browser.Choose("Hold music", "my-waltz.wav");
        browser.Save();
        browser.Go("Hold music");
        browser.Says("Heard at park extension 77.");
    }

    private void LookAtRecords()
    {
        browser.Go("Records");
        browser.Shows("Records");
        browser.Until(
            "the parked call",
            () =>
                browser
                    .All("tbody tr")
                    .Any(static r => r.Text.Contains("taken", StringComparison.Ordinal))
        );
        browser.Says("1 call was parked.");
        browser.Picture("records");
        browser.Choose("Show", "calls");
        browser.SaysNoMore("parked by");
    }

    private void LookAtTheBox()
    {
        foreach (string page in (string[])["Network", "Log", "Rejected traffic"])
        {
            browser.Go(page);
            browser.Shows(page);
            browser.Picture(page.Split(' ')[0].ToLowerInvariant());
        }
    }

    private void ImportATable()
    {
        browser.Go("Extensions");
        browser.Shows("Extensions");
        browser.Click("Import…");
        Choose("CSV file", File("wrong.csv", "number,name\n0,x\n"u8.ToArray()));
        browser.Click("See what it would change");
        browser.Says("line 2: \"0\" is no extension");
        Choose("CSV file", File("right.csv", "number;name;type\n120;Workshop;user\n"u8.ToArray()));
        browser.Click("See what it would change");
        browser.Says("1 extension added, 0 changed. New: 120.");
        browser.Picture("import");
        browser.Click("Import");
        browser.Until("the new extension", () => browser.All("tr[data-key='120']").Count == 1);
        IsWritten("[extension:120]");
    }

    private void BackUpChangeEverythingAndRestore()
    {
        string before = Settings();
        browser.Go("Backup");
        browser.Shows("Backup");
        string backup = Downloaded(() => browser.Click("Download a backup"));
        ChangeEverything();
        string changed = Settings();
        Assert.NotEqual(before, changed);

        browser.Go("Backup");
        Choose("Backup file", File("broken.zip", Encoding.ASCII.GetBytes("no backup")));
        browser.Click("See what it would change");
        browser.Says("the file is damaged, or no ZIP file");
        Choose("Backup file", backup);
        browser.Click("See what it would change");
        browser.Says("extension 77 (Attic) is added");
        browser.Picture("backup");
        Assert.Equal(changed, Settings());
        Sure("Restore…", "Restore");
        browser.Says("Undo the last restore");
        Assert.Equal(before, Settings());
        browser.Says("extension 77 (Attic) goes");

        Sure("Go back…", "Go back");
        browser.Says("extension 77 (Attic) is added");
        Assert.Equal(changed, Settings());
        Sure("Go back…", "Go back");
        browser.Says("extension 77 (Attic) goes");
        Assert.Equal(before, Settings());
        browser.Go("Extensions");
        browser.Until("77 again", () => browser.All("tr[data-key='77']").Count == 1);
    }

    private void ChangeEverything()
    {
        browser.Go("Extensions");
        browser.Until("the table", () => browser.All("thead input[type=checkbox]").Count == 1);
        browser.All("thead input[type=checkbox]")[0].Click();
        browser.Click("Delete them…");
        browser.Says("Delete");
        browser.Click("Delete");
        browser.Says("There is no extension yet.");
        browser.Go("System settings");
        browser.Type("Time to dial after hold", "9s");
        browser.Save("//main//form//button[@type='submit']");
        IsWritten("directed-window = 9s");
    }

    private void Restart()
    {
        browser.Go("Update and restart");
        browser.Says("Nobody is telephoning at the moment.");
        Sure("Restart…", "Restart");
        browser.Until(
            "the box again, with its front door",
            () => browser.Driver.Url.Contains("/sign-in", StringComparison.Ordinal)
        );
    }

    /// <summary>Saves in a row are in force at once and written together within 2 s.</summary>
    private void IsWritten(string text) =>
        browser.Until(
            $"\"{text}\" in the files",
            () => Settings().Contains(text, StringComparison.Ordinal)
        );

    /// <summary>Clicks a button that asks first, and answers.</summary>
    private void Sure(string button, string yes)
    {
        browser.Click(button);
        browser.Until("the question", () => browser.All("dialog[open]").Count == 1);
        browser.Click(yes);
        browser.Until("the answer", () => browser.All("dialog[open]").Count == 0);
    }

    private void Choose(string label, string file) => browser.Field(label).SendKeys(file);

    private string File(string name, byte[] content)
    {
        string path = Path.Combine(_files, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    private string Downloaded(Action click)
    {
        string folder = Path.Combine(_files, "downloads");
        Directory.CreateDirectory(folder);
        browser.Driver.ExecuteCdpCommand(
            "Browser.setDownloadBehavior",
            new() { ["behavior"] = "allow", ["downloadPath"] = folder }
        );
        click();
        browser.Until(
            "the download",
            () =>
                Directory.GetFiles(folder, "*.zip").Length == 1
                && Directory.GetFiles(folder).Length == 1
        );
        return Directory.GetFiles(folder, "*.zip")[0];
    }

    private string Settings() =>
        string.Concat(
            ((string[])["system.ini", "extensions.ini"]).Select(f =>
                System.IO.File.ReadAllText(Path.Combine(exchange.Folder, f))
            )
        );

    /// <summary>Two seconds of a tone, 16 bits at 44.1 kHz in stereo.</summary>
    private static byte[] Tone()
    {
        const int rate = 44_100;
        using var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        int bytes = rate * 2 * 4;
        to.Write("RIFF"u8);
        to.Write(36 + bytes);
        to.Write("WAVEfmt "u8);
        to.Write(16);
        to.Write((short)1);
        to.Write((short)2);
        to.Write(rate);
        to.Write(rate * 4);
        to.Write((short)4);
        to.Write((short)16);
        to.Write("data"u8);
        to.Write(bytes);
        for (int i = 0; i < rate * 2; i++)
        {
            short sample = (short)(8000 * Math.Sin(2 * Math.PI * 440 * i / rate));
            to.Write(sample);
            to.Write(sample);
        }

        return file.ToArray();
    }
}
