using QX200.Runtime;

namespace QX200.Sip.Transport;

/// <summary>One datagram, or one message out of a stream, on its way from a receiving thread to the signal thread.</summary>
internal sealed class Packet(Action<Packet> home)
{
    private const int UsualSize = 2048;

    private byte[] _bytes = new byte[UsualSize];
    private int _length;

    public SipPeer Source { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Fill(ReadOnlySpan<byte> bytes, in SipPeer source)
    {
        if (bytes.Length > _bytes.Length)
        {
            _bytes = new byte[bytes.Length];
        }

        bytes.CopyTo(_bytes);
        _length = bytes.Length;
        Source = source;
    }

    /// <summary>The signal thread is done with it. A buffer that a rare big message needed is not kept.</summary>
    public void GoHome()
    {
        if (_bytes.Length > UsualSize)
        {
            _bytes = new byte[UsualSize];
        }

        home(this);
    }
}

/// <summary>
/// The packets of one receiving thread. That thread alone takes, any thread gives back; neither allocates once as
/// many packets exist as were ever under way at once.
/// </summary>
internal sealed class PacketPool
{
    private readonly Mailbox<Packet> _idle;
    private readonly Action<Packet> _home;
    private readonly int _most;
    private int _made;
    private long _taken;
    private long _returned;

    /// <param name="most">Most packets under way at once; a power of two.</param>
    public PacketPool(int most)
    {
        _most = most;
        _idle = new Mailbox<Packet>(most);
        _home = packet =>
        {
            _ = _idle.TryPost(packet);
            Interlocked.Increment(ref _returned);
        };
    }

    /// <summary>The receiving thread: whether all that it took has been dealt with.</summary>
    public bool AreAllHome => Volatile.Read(ref _returned) == _taken;

    /// <summary>The receiving thread. False when all packets are under way: the signal thread is far behind.</summary>
    public bool TryTake(out Packet packet)
    {
        if (!_idle.TryTake(out packet))
        {
            if (_made == _most)
            {
                return false;
            }

            _made++;
            packet = new Packet(_home);
        }

        _taken++;
        return true;
    }
}
