using System.Net;
using QX200.Media.Engine;
using QX200.Media.Engine.Native;
using QX200.Rtp;

namespace QX200.Media.Analog;

/// <summary>The number that stands in a stream's row in place of a socket where the stream is an analog line's.</summary>
internal static class VoiceSocket
{
    /// <summary>Payload types between the media engine and a line; RFC 3551's own, and the usual one for events.</summary>
    public const int Pcmu = 0;
    public const int Pcma = 8;
    public const int Events = 101;

    /// <summary>What an analog stream has for RTCP: no socket at all.</summary>
    public const int None = -1;

    // Above every descriptor that a process may have.
    private const int First = 1 << 24;

    public static int Of(int line, int row) => First + (line << 16) + row;

    public static bool IsVoice(int socket) => socket >= First;

    public static int LineOf(int socket) => (socket - First) >> 16;

    public static int RowOf(int socket) => socket & 0xFFFF;
}

/// <summary>
/// The analog lines as ports of the media engine: to it they send and receive RTP like any telephone, so that music,
/// prompts, relays, transcoding and the ear for keys need not know of them. Several streams may be open for one line
/// (one call talks, another one is held); the one that it is <see cref="Connect">connected</see> to is heard. All else
/// goes to the network's ports. Media thread.
/// </summary>
internal sealed class VoicePorts : IMediaPorts
{
    /// <summary>A line without a stream rests after this many ticks; so it goes on from one call to the next.</summary>
    private const int RestTicks = 200;

    private const int Samples = 160;

    private readonly IMediaPorts _network;
    private readonly VoiceLine[] _lines;
    private readonly int[] _rows;
    private readonly int[] _idle;
    private readonly byte[] _packet = new byte[RtpPacket.HeaderLength + Samples];
    private MediaPump _pump = null!;

    public VoicePorts(IMediaPorts network, IReadOnlyList<IVoicePort> ports)
    {
        _network = network;
        _lines = [.. ports.Select(static p => new VoiceLine(p))];
        _rows = [.. ports.Select(static _ => -1)];
        _idle = new int[ports.Count];
    }

    /// <summary>For their figures, and for tests.</summary>
    public IReadOnlyList<VoiceLine> Lines => _lines;

    /// <summary>Before the first tick.</summary>
    public void Attach(MediaPump pump) => _pump = pump;

    public void Connect(int line, int row)
    {
        if (_rows[line] != row)
        {
            _rows[line] = row;
            _lines[line].Turn();
        }
    }

    public void Use(int line, in VoiceSettings settings) => _lines[line].Use(settings);

    /// <summary>First thing in a tick: what was said at the telephones comes in as packets.</summary>
    public void Listen(long now)
    {
        for (int line = 0; line < _lines.Length; line++)
        {
            int row = _rows[line];
            if (
                row >= 0
                && _lines[line]
                    .Listen(_pump.CodecOf(row), _packet.AsSpan(RtpPacket.HeaderLength, Samples))
            )
            {
                // Numbered by the clock: a stream that has not been connected for a while goes on where it then is.
                uint packet = (uint)(now / 20_000);
                RtpPacket.WriteHeader(
                    _packet,
                    marker: false,
                    (byte)(_pump.CodecOf(row) == Codec.Pcmu ? VoiceSocket.Pcmu : VoiceSocket.Pcma),
                    (ushort)packet,
                    packet * Samples,
                    (uint)line + 1
                );
                _pump.RtpArrived(row, _packet, default, now);
            }
        }
    }

    /// <summary>Last thing in a tick: the telephones hear what has come for them.</summary>
    public void Speak(long now)
    {
        for (int line = 0; line < _lines.Length; line++)
        {
            if (_rows[line] >= 0)
            {
                _idle[line] = 0;
                _lines[line].Speak(now);
            }
            else if (++_idle[line] == RestTicks)
            {
                _lines[line].Stop();
            }
            else if (_idle[line] < RestTicks)
            {
                // Silence keeps the device going.
                _ = _lines[line].Listen(Codec.Pcma, _packet.AsSpan(RtpPacket.HeaderLength));
                _lines[line].Speak(now);
            }
        }
    }

    public bool TryBind(IPAddress local, int port, out int socket) =>
        _network.TryBind(local, port, out socket);

    public void Watch(int socket, int row, bool control)
    {
        if (socket >= 0 && !VoiceSocket.IsVoice(socket))
        {
            _network.Watch(socket, row, control);
        }
    }

    public void Close(int socket)
    {
        if (VoiceSocket.IsVoice(socket))
        {
            int line = VoiceSocket.LineOf(socket);
            if (_rows[line] == VoiceSocket.RowOf(socket))
            {
                _rows[line] = -1;
                _lines[line].Turn();
            }
        }
        else if (socket >= 0)
        {
            _network.Close(socket);
        }
    }

    public bool Send(int socket, ReadOnlySpan<byte> datagram, in PeerAddress to)
    {
        if (!VoiceSocket.IsVoice(socket))
        {
            return _network.Send(socket, datagram, to);
        }

        int line = VoiceSocket.LineOf(socket);
        if (
            _rows[line] == VoiceSocket.RowOf(socket)
            && RtpPacket.Parse(datagram, out RtpPacket packet) == RtpRejection.None
        )
        {
            _lines[line].Put(datagram, packet, _pump.Now);
        }

        return true;
    }

    public void Wake() => _network.Wake();
}
