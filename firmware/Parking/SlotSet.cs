using System.Numerics;

namespace QX200.Parking;

/// <summary>
/// A set of slots as a bit mask, made once per parker when settings change (which slots have him on their Park
/// Access List) and used at each parking without allocating. Bit n is slot n of the lot's ascending order. The
/// default value is the empty set.
/// </summary>
internal readonly struct SlotSet
{
    private readonly ulong[]? _words;

    private SlotSet(ulong[] words) => _words = words;

    /// <summary>The slots from 0 to <paramref name="count"/> - 1 that <paramref name="isIn"/> says yes to.</summary>
    public static SlotSet Of(int count, Predicate<int> isIn)
    {
        ulong[] words = new ulong[(count + 63) / 64];
        for (int slot = 0; slot < count; slot++)
        {
            if (isIn(slot))
            {
                words[slot / 64] |= 1UL << (slot % 64);
            }
        }

        return new SlotSet(words);
    }

    public static SlotSet All(int count) => Of(count, static _ => true);

    public bool IsEmpty => !GetEnumerator().MoveNext();

    public bool Contains(int slot) =>
        _words is { } words
        && (uint)(slot / 64) < (uint)words.Length
        && (words[slot / 64] >> (slot % 64) & 1) != 0;

    /// <summary>The slots in ascending order.</summary>
    public Enumerator GetEnumerator() => new(_words);

    internal ref struct Enumerator(ReadOnlySpan<ulong> words)
    {
        private readonly ReadOnlySpan<ulong> _words = words;
        private ulong _left;
        private int _next;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (_next == _words.Length)
                {
                    return false;
                }

                _left = _words[_next++];
            }

            Current = ((_next - 1) * 64) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
