using QX200.Media.Codecs;
using QX200.Media.Tones;

namespace QX200.Media.Engine;

/// <summary>
/// All streams of the media thread: a fixed table of plain rows, the ticks at which their sound is due, and beside
/// them, row by row, the few objects that a row cannot hold. Owned by the media thread.
/// </summary>
internal sealed class StreamTable(int capacity)
{
    /// <summary>A tick that never comes.</summary>
    public const long Never = long.MaxValue;

    private readonly StreamRow[] _rows = new StreamRow[capacity];
    private readonly long[] _due = NeverDue(capacity);
    private readonly Transcoder?[] _transcoders = new Transcoder?[capacity];
    private readonly DtmfListener?[] _listeners = new DtmfListener?[capacity];

    /// <summary>The sound that a row's music or tone plays.</summary>
    public Sound?[] Sounds { get; } = new Sound?[capacity];

    /// <summary>The words that a row says.</summary>
    public Announcement?[] Words { get; } = new Announcement?[capacity];

    /// <summary>One above the highest row ever opened.</summary>
    public int Used { get; private set; }

    public ref StreamRow this[int row] => ref _rows[row];

    /// <summary>The tick at which each row has sound to send or to look after.</summary>
    public Span<long> Due => _due.AsSpan(0, Used);

    /// <summary>Whether the name still names an open stream.</summary>
    public bool IsOpen(StreamId id) =>
        id.Row < Used && _rows[id.Row].IsOpen && NameOf(id.Row) == id;

    public StreamId NameOf(int row) => StreamId.Of(row, _rows[row].Generation);

    public ref StreamRow Open(StreamId id)
    {
        int row = id.Row;
        Used = Math.Max(Used, row + 1);
        _rows[row] = new StreamRow { IsOpen = true, Generation = id.Generation };
        _rows[row].Hears.From = -1;
        _rows[row].Hears.NextListener = -1;
        _rows[row].In.FirstListener = -1;
        return ref _rows[row];
    }

    public void Close(int row)
    {
        _rows[row].IsOpen = false;
        _due[row] = Never;
        Sounds[row] = null;
        Words[row] = null;
    }

    /// <summary>Enters <paramref name="listener"/> among those who hear <paramref name="from"/>.</summary>
    public void Link(int listener, int from)
    {
        _rows[listener].Hears.From = from;
        _rows[listener].Hears.NextListener = _rows[from].In.FirstListener;
        _rows[from].In.FirstListener = listener;
    }

    /// <summary>Takes <paramref name="listener"/> out of the list it is in, if any.</summary>
    public void Unlink(int listener)
    {
        ref Hearing hears = ref _rows[listener].Hears;
        if (hears.From < 0)
        {
            return;
        }

        ref int link = ref _rows[hears.From].In.FirstListener;
        while (link != listener)
        {
            link = ref _rows[link].Hears.NextListener;
        }

        link = hears.NextListener;
        hears.From = -1;
        hears.NextListener = -1;
    }

    /// <summary>The row's transcoder: made when first needed, and kept for the row's later streams.</summary>
    public Transcoder TranscoderOf(int row) => _transcoders[row] ??= new Transcoder();

    /// <summary>The row's ear for keys, made and kept in the same way.</summary>
    public DtmfListener ListenerOf(int row) => _listeners[row] ??= new DtmfListener();

    private static long[] NeverDue(int capacity)
    {
        long[] due = new long[capacity];
        Array.Fill(due, Never);
        return due;
    }
}
