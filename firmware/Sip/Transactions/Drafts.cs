namespace QX200.Sip.Transactions;

/// <summary>
/// Buffers in which messages are written. Each holds the largest message that goes out: a header section as large
/// as any that comes in, which a response may have to repeat, and a body. Signal thread only.
/// </summary>
internal sealed class Drafts
{
    private const int Size = 24 << 10;
    private const int Kept = 64;

    private readonly Stack<byte[]> _idle = new();

    public byte[] Rent() =>
        _idle.TryPop(out byte[]? draft) ? draft : GC.AllocateUninitializedArray<byte>(Size);

    public void Return(ref byte[]? draft)
    {
        if (draft is not null && _idle.Count < Kept)
        {
            _idle.Push(draft);
        }

        draft = null;
    }
}
