namespace QX200.Board;

/// <summary>What a port is to do, in one word that threads exchange: its feed, and the ringing frequency or 0.</summary>
internal readonly struct Wanted
{
    private readonly int _word;

    public Wanted(LineFeed feed, int hertz) => _word = ((int)feed << 8) | hertz;

    private Wanted(int word) => _word = word;

    public LineFeed Feed => (LineFeed)(_word >> 8);

    public int Hertz => _word & 0xFF;

    /// <summary>Acquire load.</summary>
    public static Wanted Read(ref Wanted at) => new(Volatile.Read(ref Word(ref at)));

    /// <summary>Release store.</summary>
    public static void Write(ref Wanted at, Wanted wanted) =>
        Volatile.Write(ref Word(ref at), wanted._word);

    /// <summary>Full fence: takes ringing out and leaves the feed as whoever was last has it.</summary>
    /// <returns>What is wanted then.</returns>
    public static Wanted WithoutRinging(ref Wanted at) =>
        new(Interlocked.And(ref Word(ref at), ~0xFF) & ~0xFF);

    private static ref int Word(ref Wanted at) =>
        ref System.Runtime.CompilerServices.Unsafe.As<Wanted, int>(ref at);
}
