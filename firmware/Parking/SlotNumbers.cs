namespace QX200.Parking;

/// <summary>
/// The numbers of the park extensions in ascending order; a slot's index is its place here. Immutable.
/// </summary>
internal sealed class SlotNumbers
{
    private readonly string[] _numbers;

    public SlotNumbers(IEnumerable<string> numbers) =>
        _numbers = [.. numbers.Distinct().Order(Ascending)];

    /// <summary>
    /// By value. Extension numbers have up to 20 digits, more than a machine word holds, and no leading zero:
    /// so the longer one is greater, and of equal length the later one in ordinal order.
    /// </summary>
    public static Comparer<string> Ascending { get; } =
        Comparer<string>.Create(
            static (a, b) =>
                a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b)
        );

    public int Count => _numbers.Length;

    public string this[int slot] => _numbers[slot];

    /// <summary>The slot of a number, or -1.</summary>
    public int IndexOf(string number) =>
        Math.Max(-1, Array.BinarySearch(_numbers, number, Ascending));

    public bool SequenceEqual(SlotNumbers other) => _numbers.AsSpan().SequenceEqual(other._numbers);
}
