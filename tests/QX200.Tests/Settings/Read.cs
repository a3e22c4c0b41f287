using System.Text;
using QX200.Settings;

namespace QX200.Tests.Settings;

/// <summary>Reads settings out of texts, as the box does out of files.</summary>
internal static class Read
{
    public static (BoxSettings Settings, string[] Problems) Texts(
        string system = "",
        string extensions = "",
        string trunks = "",
        BoxSettings? last = null,
        string musicFolder = "/nowhere",
        string tlsFolder = "/nowhere"
    )
    {
        var reading = new SettingsReading(last ?? BoxSettings.Standard, musicFolder, tlsFolder);
        BoxSettings settings = reading.Read(
            IniDocument.Parse("system.ini", Encoding.UTF8.GetBytes(system)),
            IniDocument.Parse("extensions.ini", Encoding.UTF8.GetBytes(extensions)),
            IniDocument.Parse("trunks.ini", Encoding.UTF8.GetBytes(trunks))
        );
        return (settings, [.. reading.Problems.Select(static p => p.ToString())]);
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qx200-").FullName;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string content) => File.WriteAllText(In(name), content);

    public string Read(string name) => File.ReadAllText(In(name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
