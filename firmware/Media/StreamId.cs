namespace QX200.Media;

/// <summary>
/// Names one open stream: its row in the media engine's table (low 16 bits) and the row's generation (high 16),
/// so that a name that outlives its stream reaches nothing. The default value names no stream.
/// </summary>
internal readonly record struct StreamId(int Value)
{
    public bool IsSet => Value != 0;

    internal int Row => Value & 0xFFFF;

    internal ushort Generation => (ushort)((uint)Value >> 16);

    internal static StreamId Of(int row, ushort generation) => new((generation << 16) | row);

    public override string ToString() => $"{Row}.{Generation}";
}
