using System.Diagnostics;
using System.Globalization;
using Xunit.Sdk;

namespace QX200.Acceptance.Image;

/// <param name="Name">A word or two: what is done to the box.</param>
/// <param name="Play">Does it, and returns in a few words how it went; whatever it throws is the failure.</param>
internal sealed record ImageCase(string Name, Func<Task<string>> Play);

/// <summary>
/// The image, started in QEMU and treated as boxes are. Prints a table of the cases and how each went. The boxes are
/// slow, so all cases of a group share one, and a case takes it over as the one before has left it.
/// </summary>
internal static class ImageTest
{
    /// <param name="folder"><c>out/image-test</c>, with the bundles that <c>tests/image/bundles.sh</c> made.</param>
    /// <param name="wanted">Words of names of groups, or of cases that need none before them; none is all.</param>
    /// <returns>0 when every case went as it should.</returns>
    public static async Task<int> Run(string folder, string[] wanted)
    {
        Patience.Soon = TimeSpan.FromSeconds(60);
        string image = Directory
            .GetFiles(Path.Combine(Release.Root, "out"), "qx200-*.img")
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .First();
        Console.WriteLine($"Image: {image}");
        var bed = new TestBed(folder, new Disks(folder, image));
        List<(string Group, string Case, bool Ok, string How, double Seconds)> table = [];
        foreach (ICaseGroup group in Groups(bed))
        {
            ImageCase[] cases = Wanted(group, wanted);
            if (cases.Length == 0)
            {
                continue;
            }

            await using (group)
            {
                foreach (ImageCase one in cases)
                {
                    Console.WriteLine($"-- {group.Name}: {one.Name}");
                    var clock = Stopwatch.StartNew();
                    (bool ok, string how) = await Outcome(one);
                    table.Add((group.Name, one.Name, ok, how, clock.Elapsed.TotalSeconds));
                    Console.WriteLine($"   {(ok ? "ok" : "FAILED")}: {how}");
                    if (!ok && group.EndsAtFailure)
                    {
                        break;
                    }
                }
            }
        }

        Print(table);
        return table.Count > 0 && table.TrueForAll(line => line.Ok) ? 0 : 1;
    }

    private static IEnumerable<ICaseGroup> Groups(TestBed bed) =>
        [
            new BootCases(bed),
            new UpdateCases(bed),
            new PowerCases(bed),
            new DataCases(bed),
            new CallCases(bed),
            new BoardCases(bed),
        ];

    private static ImageCase[] Wanted(ICaseGroup group, string[] words)
    {
        bool all = words.Length == 0 || words.Any(word => Has(group.Name, word));
        return
        [
            .. group
                .Cases()
                .Where(one =>
                    all || (!group.EndsAtFailure && words.Any(word => Has(one.Name, word)))
                ),
        ];
    }

    private static bool Has(string name, string word) =>
        name.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static async Task<(bool Ok, string How)> Outcome(ImageCase one)
    {
        try
        {
            return (true, await one.Play());
        }
        catch (Exception fault)
            when (fault
                    is TimeoutException
                        or InvalidOperationException
                        or IOException
                        or HttpRequestException
                        or XunitException
            )
        {
            return (false, fault.Message);
        }
    }

    private static void Print(
        List<(string Group, string Case, bool Ok, string How, double Seconds)> table
    )
    {
        Console.WriteLine(
            "\nWhat was tried                                              s  how it went"
        );
        string group = "";
        foreach ((string of, string name, bool ok, string how, double seconds) in table)
        {
            if (of != group)
            {
                Console.WriteLine(of);
                group = of;
            }

            string first = how.Split('\n')[0];
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name, -52} {seconds, 6:0}  {(ok ? "" : "FAILED: ")}{first}"
                )
            );
        }

        int failed = table.Count(line => !line.Ok);
        Console.WriteLine($"\n{table.Count - failed} passed, {failed} failed");
    }
}

/// <summary>Cases that share a box.</summary>
internal interface ICaseGroup : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Whether the cases after one that failed would prove nothing.</summary>
    bool EndsAtFailure { get; }

    IEnumerable<ImageCase> Cases();
}
