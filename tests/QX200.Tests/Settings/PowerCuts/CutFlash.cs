namespace QX200.Tests.Settings.PowerCuts;

/// <summary>
/// What a flash may hold after the power was cut behind some step. What was not made safe by a sync may be there, or
/// not, or in part: names in a folder one by one and in any order, a file's blocks likewise.
/// </summary>
internal sealed class CutFlash
{
    private const int Block = 512;
    private const int MostPending = 7;

    private readonly Dictionary<string, int> _safeNames;
    private readonly List<FlashStep> _pending = [];
    private readonly Dictionary<int, byte[]> _safe = [];
    private readonly Dictionary<int, byte[]> _now = [];

    /// <param name="names">What was there, and safe, before the first step.</param>
    public CutFlash(IReadOnlyDictionary<string, int> names, IReadOnlyList<byte[]> contents)
    {
        _safeNames = new(names);
        for (int i = 0; i < contents.Count; i++)
        {
            _safe[i] = _now[i] = contents[i];
        }
    }

    /// <summary>One more step is done before the cut.</summary>
    public void Do(FlashStep step)
    {
        switch (step.Call)
        {
            case FlashCall.Create:
                _now[step.File] = [];
                _pending.Add(step);
                break;
            case FlashCall.Write:
                _now[step.File] = step.Content;
                break;
            case FlashCall.SyncFile:
                _safe[step.File] = _now[step.File];
                break;
            case FlashCall.Rename or FlashCall.Delete:
                _pending.Add(step);
                break;
            case FlashCall.SyncFolder:
                foreach (FlashStep safe in _pending.Where(p => IsIn(p, step.Path)))
                {
                    Apply(_safeNames, safe);
                }

                _pending.RemoveAll(p => IsIn(p, step.Path));
                break;
        }
    }

    /// <summary>Every flash that may be found after a cut here.</summary>
    public IEnumerable<PaperFlash> Found()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Dictionary<string, int> names in FoundNames())
        {
            foreach (PaperFlash flash in FoundContents(names))
            {
                if (seen.Add(Describe(flash)))
                {
                    yield return flash;
                }
            }
        }
    }

    /// <summary>Each choice of the names' changes that may have reached the flash, done in their order.</summary>
    private IEnumerable<Dictionary<string, int>> FoundNames()
    {
        // More than a save ever leaves open: of those the last may come in any choice, the earlier have all come or none.
        int open = Math.Min(_pending.Count, MostPending);
        int earlier = _pending.Count - open;
        for (int choice = 0; choice < 1 << open; choice++)
        {
            var names = new Dictionary<string, int>(_safeNames);
            for (int i = 0; i < _pending.Count; i++)
            {
                if (i < earlier || (choice >> (i - earlier) & 1) != 0)
                {
                    Apply(names, _pending[i]);
                }
            }

            yield return names;
        }
    }

    private IEnumerable<PaperFlash> FoundContents(Dictionary<string, int> names)
    {
        int[] files = [.. names.Values.Distinct()];
        int[] open = [.. files.Where(f => !Safe(f).AsSpan().SequenceEqual(_now[f]))];
        if (open.Length == 0)
        {
            yield return On(names, _now);
        }

        // One file in every state that it may be in, the others as they were, or as they should be.
        foreach (int file in open)
        {
            foreach (byte[] content in Torn(Safe(file), _now[file]))
            {
                yield return On(names, With(file, content, f => _now[f]));
                yield return On(names, With(file, content, Safe));
            }
        }
    }

    /// <summary>
    /// A file whose content is not safe: as before, empty, cut off anywhere, or of full length with blocks that were not
    /// written and read as zeros or as before.
    /// </summary>
    private static IEnumerable<byte[]> Torn(byte[] before, byte[] now)
    {
        yield return before;
        yield return now;
        yield return [];
        yield return new byte[now.Length];
        for (int cut = 0; cut < now.Length; cut += Block)
        {
            yield return now[..cut];
            yield return now[..Math.Min(now.Length, cut + 100)];
            byte[] hole = [.. now];
            hole.AsSpan(cut, Math.Min(Block, now.Length - cut)).Clear();
            yield return hole;
            yield return [.. now[..cut], .. new byte[now.Length - cut]];
            if (before.Length > cut)
            {
                yield return [.. now[..cut], .. before[cut..]];
            }
        }
    }

    private byte[] Safe(int file) => _safe.GetValueOrDefault(file, []);

    private Dictionary<int, byte[]> With(int file, byte[] content, Func<int, byte[]> others)
    {
        Dictionary<int, byte[]> all = _now.Keys.ToDictionary(static f => f, others);
        all[file] = content;
        return all;
    }

    private static PaperFlash On(Dictionary<string, int> names, Dictionary<int, byte[]> contents) =>
        new(names, [.. Enumerable.Range(0, contents.Count).Select(f => contents[f])]);

    private static void Apply(Dictionary<string, int> names, FlashStep step)
    {
        if (step.Call is FlashCall.Rename or FlashCall.Delete)
        {
            names.Remove(step.Path);
        }

        if (step.Call is FlashCall.Rename or FlashCall.Create)
        {
            names[step.To.Length > 0 ? step.To : step.Path] = step.File;
        }
    }

    private static bool IsIn(FlashStep step, string folder) =>
        Path.GetDirectoryName(step.Path) == folder;

    private static string Describe(PaperFlash flash) =>
        string.Join(
            '\n',
            flash
                .Names.OrderBy(static n => n.Key, StringComparer.Ordinal)
                .Select(n =>
                    $"{n.Key} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(flash.Contents[n.Value]))}"
                )
        );
}
