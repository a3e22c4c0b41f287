using System.Buffers;

namespace QX200.Sip.Transactions;

/// <summary>The copy of a message that a transaction keeps to send again. Uses pooled arrays; mutable, so never copied.</summary>
internal struct KeptBytes
{
    private byte[]? _bytes;
    private int _length;

    public readonly bool IsEmpty => _length == 0;

    public readonly Span<byte> Span => _bytes.AsSpan(0, _length);

    public void Keep(ReadOnlySpan<byte> message)
    {
        if (_bytes is null || _bytes.Length < message.Length)
        {
            Free();
            _bytes = ArrayPool<byte>.Shared.Rent(message.Length);
        }

        message.CopyTo(_bytes);
        _length = message.Length;
    }

    public void Free()
    {
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = null;
        _length = 0;
    }
}
