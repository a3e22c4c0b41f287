namespace QX200.Tests.Sip.Messages;

/// <summary>The messages under tests/corpus/sip.</summary>
internal static class Corpus
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "corpus", "sip");

    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(Folder, name + ".sip"));

    public static IEnumerable<string> Names() =>
        Directory
            .EnumerateFiles(Folder, "*.sip")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Order();
}
