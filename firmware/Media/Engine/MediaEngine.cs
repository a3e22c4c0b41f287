using System.Net;
using Microsoft.Extensions.Logging;
using QX200.Media.Analog;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using QX200.Runtime;

namespace QX200.Media.Engine;

/// <summary>
/// The sound of all calls: front door of the media thread. A leg hears one <see cref="Source"/> at a time; a bridge
/// is two legs that hear each other. All methods are called on the signal thread and take effect on the media thread
/// in the order in which they were called; what it has to tell comes to <see cref="User"/> on the signal thread.
/// </summary>
internal sealed class MediaEngine
{
    private readonly SoundLibrary _sounds;
    private readonly IMediaPorts _network;
    private readonly VoicePorts? _voice;
    private readonly PortPairs _pairs;
    private readonly Names _names;
    private readonly MediaThread? _thread;

    /// <summary>The engine on real sockets, with a thread of its own from <see cref="Start"/> on.</summary>
    /// <param name="voices">The sound devices of the analog lines, line 1 first.</param>
    public MediaEngine(
        MediaOptions options,
        SoundLibrary sounds,
        SignalLoop loop,
        ILoggerFactory log,
        params IReadOnlyList<IVoicePort> voices
    )
        : this(options, sounds, loop, new LinuxPorts(), voices)
    {
        _thread = new MediaThread(
            Pump,
            (LinuxPorts)_network,
            loop.Clock,
            log.CreateLogger<MediaEngine>()
        );
    }

    /// <summary>The engine without a thread, on ports of the caller's, who turns <see cref="Pump"/>.</summary>
    public MediaEngine(
        MediaOptions options,
        SoundLibrary sounds,
        SignalLoop loop,
        IMediaPorts network,
        params IReadOnlyList<IVoicePort> voices
    )
    {
        _sounds = sounds;
        _network = network;
        _voice = voices.Count > 0 ? new VoicePorts(network, voices) : null;
        _pairs = new PortPairs(options.PortMin, options.PortMax);
        _names = new Names(options.Capacity);
        var events = new MediaEvents(loop, Deliver);
        Pump = new MediaPump(
            options.Capacity,
            _voice is null ? network : _voice,
            loop.Clock,
            events
        );
    }

    public IMediaUser? User { get; set; }

    /// <summary>Any thread.</summary>
    public MediaCounters Counters => Pump.Tally.Copy();

    /// <summary>Streams that are open, as the signal thread sees it.</summary>
    public int OpenStreams => _names.InUse;

    /// <summary>How the analog lines' sound fares. For tests: the media thread owns them.</summary>
    internal IReadOnlyList<VoiceLine> VoiceLines => _voice?.Lines ?? [];

    /// <summary>What the media thread runs. To be turned by tests only.</summary>
    internal MediaPump Pump { get; }

    public void Start() => _thread?.Start();

    /// <summary>Says good-bye on all streams, closes their sockets and ends the thread.</summary>
    public void Stop() => _thread?.Stop();

    /// <summary>
    /// Opens a stream with an even RTP port and RTCP's port above it. It sends nothing until it has been configured
    /// with a remote address. False when ports or table are exhausted, or the address is not ours.
    /// </summary>
    public bool TryOpen(IPAddress local, out StreamId id, out int rtpPort)
    {
        id = default;
        rtpPort = 0;
        if (!_names.HasFree || !TryBindPair(local, out rtpPort, out int rtp, out int rtcp))
        {
            return false;
        }

        id = _names.Take(rtpPort);
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.Open,
                Stream = id,
                RtpSocket = rtp,
                RtcpSocket = rtcp,
            }
        );
        return true;
    }

    /// <summary>
    /// Opens a stream for the telephone at an analog line. It is heard and spoken into while the line is connected to it
    /// (<see cref="Connect"/>). False when the table is full.
    /// </summary>
    /// <param name="line">From 0.</param>
    public bool TryOpenVoice(int line, out StreamId id)
    {
        id = default;
        if (!_names.HasFree)
        {
            return false;
        }

        id = _names.Take(Names.NoPort);
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.Open,
                Stream = id,
                RtpSocket = VoiceSocket.Of(line, id.Row),
                RtcpSocket = VoiceSocket.None,
            }
        );
        return true;
    }

    /// <summary>Settles how an analog line's stream is encoded on its way through the engine: G.711.</summary>
    /// <param name="listenForTones">Whether keys are listened for in what the telephone says.</param>
    public void ConfigureVoice(StreamId id, Codec codec, bool listenForTones) =>
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.Configure,
                Stream = id,
                Agreed = new Agreement
                {
                    Codec = codec,
                    SendPayload = (byte)(codec == Codec.Pcmu ? VoiceSocket.Pcmu : VoiceSocket.Pcma),
                    EventPayload = VoiceSocket.Events,
                    Receive = PayloadMap
                        .Empty.With(Codec.Pcmu, VoiceSocket.Pcmu)
                        .With(Codec.Pcma, VoiceSocket.Pcma),
                    PtimeTicks = 2,
                    Sending = true,
                    Listening = listenForTones,
                },
            }
        );

    /// <summary>The telephone at an analog line hears this stream from now on, and speaks into it, and into no other.</summary>
    public void Connect(int line, StreamId id) =>
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.Connect,
                Stream = id,
                Line = line,
            }
        );

    /// <summary>Levels of an analog line.</summary>
    public void SetVoice(int line, in VoiceSettings settings) =>
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.SetVoice,
                Line = line,
                Voice = settings,
            }
        );

    /// <summary>
    /// Settles what the stream sends, takes and where to, first or anew. A changed remote address is believed until
    /// a packet proves another one; an unchanged one leaves a proven address in force.
    /// </summary>
    public void Configure(StreamId id, in StreamFormat format)
    {
        PeerAddress remote = PeerAddress.From(format.Remote);
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.Configure,
                Stream = id,
                Remote = remote,
                RemoteControl = PeerAddress.From(format.RemoteControl),
                Agreed = new Agreement
                {
                    Codec = format.Codec,
                    SendPayload = format.SendPayload,
                    EventPayload = format.EventPayload,
                    Receive = format.Receive,
                    PtimeTicks = Math.Clamp((format.PtimeMs + 5) / 10, 1, 6),
                    Sending = format.Sending && remote.IsSet,
                    Receiving = format.Receiving,
                    Listening = format.ListenForTones,
                },
            }
        );
    }

    /// <summary>Sets what the leg hears, from the next packet on.</summary>
    public void Hear(StreamId id, in Source source) =>
        Post(
            new MediaCommand
            {
                Kind = MediaCommandKind.Hear,
                Stream = id,
                Source = source.Kind,
                Token = source.Number,
                From = source.From,
                Words = source.Words,
                Sound = source.Kind switch
                {
                    SourceKind.Music => _sounds.Track(source.Number),
                    SourceKind.Tone => _sounds.Tone((ToneId)source.Number),
                    _ => null,
                },
            }
        );

    /// <summary>
    /// Sends a key press as telephone-events, after those still being sent, in place of what the leg hears. Does
    /// nothing where the peer has no telephone-event.
    /// </summary>
    /// <param name="digit">0 to 9, *, #, A to D, or ! for a hook flash.</param>
    /// <param name="milliseconds">Raised to 60, cut at 5000.</param>
    public void SendDigit(StreamId id, char digit, int milliseconds)
    {
        if (TelephoneEvent.TryCode(digit, out byte code))
        {
            Post(
                new MediaCommand
                {
                    Kind = MediaCommandKind.SendDigit,
                    Stream = id,
                    Digit = code,
                    Milliseconds = milliseconds,
                }
            );
        }
    }

    /// <summary>Ends the stream with an RTCP BYE and gives its ports back. Whoever heard it hears silence.</summary>
    public void Close(StreamId id)
    {
        if (_names.TryRelease(id, out int rtpPort))
        {
            if (rtpPort != Names.NoPort)
            {
                _pairs.Release(rtpPort);
            }

            Post(new MediaCommand { Kind = MediaCommandKind.Close, Stream = id });
        }
    }

    private bool TryBindPair(IPAddress local, out int rtpPort, out int rtp, out int rtcp)
    {
        rtpPort = 0;
        rtp = 0;
        rtcp = 0;
        for (int tries = _pairs.Count - _pairs.InUse; tries > 0; tries--)
        {
            if (!_pairs.TryTake(out rtpPort))
            {
                return false;
            }

            if (_network.TryBind(local, rtpPort, out rtp))
            {
                if (_network.TryBind(local, rtpPort + 1, out rtcp))
                {
                    return true;
                }

                _network.Close(rtp);
            }

            _pairs.Release(rtpPort);
        }

        return false;
    }

    private void Post(in MediaCommand command)
    {
        // The media thread empties its mailbox at every wake, so a full one means that it has only just been woken.
        while (!Pump.TryPost(command))
        {
            if (_thread is null)
            {
                throw new InvalidOperationException("nobody turns the media pump");
            }

            _network.Wake();
            Thread.Yield();
        }

        _network.Wake();
    }

    private void Deliver(MediaEvent happened)
    {
        if (User is not { } user || !_names.IsTaken(happened.Stream))
        {
            return;
        }

        switch (happened.Kind)
        {
            case MediaEventKind.DigitArrived or MediaEventKind.ToneArrived:
                user.DigitArrived(
                    happened.Stream,
                    happened.Digit,
                    happened.Number,
                    asTone: happened.Kind == MediaEventKind.ToneArrived
                );
                break;
            case MediaEventKind.SayEnded:
                user.SayEnded(happened.Stream, happened.Number);
                break;
            default:
                user.StreamSilent(happened.Stream);
                break;
        }
    }

    /// <summary>The signal thread's side of the stream table: which rows are taken, by which generation, on which port.</summary>
    private sealed class Names
    {
        /// <summary>The stream is an analog line's.</summary>
        public const int NoPort = -1;

        private readonly ushort[] _generations;
        private readonly int[] _ports;
        private readonly PriorityQueue<int, int> _free;

        public Names(int capacity)
        {
            _generations = new ushort[capacity];
            _ports = new int[capacity];
            _free = new PriorityQueue<int, int>(capacity);
            for (int row = 0; row < capacity; row++)
            {
                _free.Enqueue(row, row);
            }
        }

        public bool HasFree => _free.Count > 0;

        public int InUse => _ports.Length - _free.Count;

        /// <summary>The lowest free row, so that the media thread's loops over the table stay short.</summary>
        public StreamId Take(int rtpPort)
        {
            int row = _free.Dequeue();
            ushort generation = (ushort)(_generations[row] + 1);
            _generations[row] = generation == 0 ? (ushort)1 : generation;
            _ports[row] = rtpPort;
            return StreamId.Of(row, _generations[row]);
        }

        public bool IsTaken(StreamId id) =>
            id.IsSet
            && id.Row < _ports.Length
            && _ports[id.Row] != 0
            && _generations[id.Row] == id.Generation;

        public bool TryRelease(StreamId id, out int rtpPort)
        {
            rtpPort = 0;
            if (!IsTaken(id))
            {
                return false;
            }

            rtpPort = _ports[id.Row];
            _ports[id.Row] = 0;
            _free.Enqueue(id.Row, id.Row);
            return true;
        }
    }
}
