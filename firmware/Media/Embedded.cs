using System.Reflection;

namespace QX200.Media;

/// <summary>The files that are embedded in the program, so that it is whole without any beside it.</summary>
internal static class Embedded
{
    public static bool Has(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceInfo(name) is not null;

    public static byte[] Read(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The program was built without {name}.", name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
