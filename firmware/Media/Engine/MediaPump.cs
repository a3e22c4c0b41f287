using QX200.Media.Analog;
using QX200.Media.Engine.Native;
using QX200.Rtp;
using QX200.Runtime;

namespace QX200.Media.Engine;

/// <summary>
/// All that the media thread does, without the thread: commands in, packets in, ticks of 10 ms, packets out. It never
/// waits; whoever owns the sockets and the timer turns it. A packet that we make is due every so many ticks of its
/// stream, and streams begin on different ticks, so that the load is spread.
/// </summary>
internal sealed class MediaPump
{
    public const long TickUs = 10_000;

    /// <summary>After a stall, so many ticks are made up for; older ones are left out.</summary>
    private const int MostCaughtUp = 20;

    /// <summary>Every so many ticks each stream is looked at for what only the clock brings about.</summary>
    private const int LookTicks = 5;

    /// <summary>When nothing has come to be relayed for so long after the sound ended, silence is sent.</summary>
    private const long PatienceUs = 20_000;

    private readonly Mailbox<MediaCommand> _commands = new(2048);
    private readonly StreamTable _table;
    private readonly PacketSender _sender;
    private readonly Bridge _bridge;
    private readonly Reception _reception;
    private readonly ControlReports _reports;
    private readonly MediaEvents _events;
    private readonly IMediaPorts _ports;
    private readonly VoicePorts? _voice;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private long _tick;
    private int _current;

    /// <param name="ports">Analog lines are served where they are <see cref="VoicePorts"/>.</param>
    public MediaPump(int capacity, IMediaPorts ports, TimeProvider clock, MediaEvents events)
    {
        _ports = ports;
        _voice = ports as VoicePorts;
        _voice?.Attach(this);
        _clock = clock;
        _events = events;
        _start = clock.GetTimestamp();
        _table = new StreamTable(capacity);
        _sender = new PacketSender(ports, Tally);
        _bridge = new Bridge(_table, _sender, Tally);
        _reception = new Reception(_table, _bridge, events, Tally);
        _reports = new ControlReports(_table, ports, clock.GetUtcNow());
    }

    public MediaTally Tally { get; } = new();

    /// <summary>The clock's timestamp at which tick 0 was; tick n is n times 10 ms later.</summary>
    public long Start => _start;

    /// <summary>Microseconds since <see cref="Start"/>.</summary>
    public long Now => _clock.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Media thread: what a stream sends.</summary>
    public Codec CodecOf(int row) => _table[row].Agreed.Codec;

    /// <summary>Any thread: an order for the media thread; false when too many wait.</summary>
    public bool TryPost(in MediaCommand command) => _commands.TryPost(command);

    /// <summary>Media thread: an RTP datagram came in.</summary>
    public void RtpArrived(int row, Span<byte> datagram, in PeerAddress from, long now)
    {
        _current = row;
        if (_table[row].IsOpen)
        {
            _reception.Rtp(row, datagram, from, now);
        }
    }

    /// <summary>Media thread: an RTCP datagram came in.</summary>
    public void RtcpArrived(int row, ReadOnlySpan<byte> datagram, in PeerAddress from, long now)
    {
        _current = row;
        if (_table[row].IsOpen)
        {
            _reports.Take(row, datagram, from, now);
        }
    }

    /// <summary>Media thread: carries out all that was ordered.</summary>
    public void RunCommands()
    {
        while (_commands.TryTake(out MediaCommand command))
        {
            Carry(command);
        }
    }

    /// <summary>Media thread: whether a tick is due.</summary>
    public bool IsTickDue(long now) => now / TickUs > _tick;

    /// <summary>Media thread: runs the ticks that are due, each as of its own time.</summary>
    public void RunTicks(long now)
    {
        long due = now / TickUs;
        if (due - _tick > MostCaughtUp)
        {
            Tally.TicksSkipped(due - _tick - MostCaughtUp);
            _tick = due - MostCaughtUp;
        }

        if (due > _tick && now - ((_tick + 1) * TickUs) > TickUs / 2)
        {
            Tally.TickLate();
        }

        Tally.TicksRan(Math.Max(0, due - _tick));
        while (_tick < due)
        {
            _tick++;
            RunTick();
        }
    }

    /// <summary>
    /// Media thread, after a fault: the stream that was being worked on falls silent both ways, so that it cannot
    /// fault again, and waits to be closed.
    /// </summary>
    public void SilenceFaulty()
    {
        Tally.Faulted();
        _table[_current].Agreed = new Agreement { PtimeTicks = 1, EventPayload = -1 };
        _table[_current].Control.NextAt = long.MaxValue;
    }

    /// <summary>Media thread, at its end: says good-bye on all streams and closes their sockets.</summary>
    public void CloseAll()
    {
        for (int row = 0; row < _table.Used; row++)
        {
            if (_table[row].IsOpen)
            {
                Close(row);
            }
        }
    }

    private void RunTick()
    {
        _voice?.Listen(_tick * TickUs);
        Span<long> due = _table.Due;
        for (int row = 0; row < due.Length; row++)
        {
            if (due[row] <= _tick)
            {
                due[row] = Turn(row);
            }
        }

        long now = _tick * TickUs;
        for (int row = (int)(_tick % LookTicks); row < due.Length; row += LookTicks)
        {
            if (_table[row].IsOpen)
            {
                _reception.Look(row, now);
                _reports.Look(ref _table[row], now);
            }
        }

        _voice?.Speak(now);
    }

    // One stream's turn: sends what is due, and says at which tick to come back.
    private long Turn(int row)
    {
        _current = row;
        ref StreamRow stream = ref _table[row];
        if (!stream.Agreed.Sending)
        {
            return StreamTable.Never;
        }

        long now = _tick * TickUs;
        if (
            stream.Digits.TryStep(_tick, out TelephoneEvent packet, out bool first, out int covered)
        )
        {
            stream.Relay.Lose();
            _sender.Event(ref stream, packet, first, covered, now);
            return _tick + DigitQueue.StepTicks;
        }

        bool waits = stream.Hears.From >= 0 && !stream.Hears.Transcoding;
        long soundAt = stream.Out.IsStarted
            ? stream.Out.EndsAt + (waits && !stream.Relay.IsFilling ? PatienceUs : 0)
            : FirstTurn(row, stream.Agreed.PtimeTicks) * TickUs;

        // To the nearest tick: what was relayed ended between two.
        long soundTick = (soundAt + (TickUs / 2)) / TickUs;
        if (soundTick <= _tick)
        {
            SendSound(row, ref stream, waits, now);
            soundTick = _tick + stream.Agreed.PtimeTicks;
        }

        return Math.Min(soundTick, stream.Digits.NextAt);
    }

    private long FirstTurn(int row, int ptimeTicks)
    {
        long turn = _tick % ptimeTicks;
        long own = row % ptimeTicks;
        return _tick + ((own - turn + ptimeTicks) % ptimeTicks);
    }

    private void SendSound(int row, ref StreamRow stream, bool waits, long now)
    {
        int length =
            stream.Agreed.PtimeTicks * (int)(TickUs / 1000) * CodecFacts.BytesPerMillisecond;
        Span<byte> payload = _sender.Payload(length);
        bool goesOn = true;
        if (stream.Hears.Transcoding)
        {
            _table.TranscoderOf(row).Take(payload, now);
        }
        else
        {
            goesOn = Playback.Fill(_table, row, payload);
        }

        _sender.Sound(ref stream, length, now);
        if (waits)
        {
            stream.Relay.Filled();
        }

        if (!goesOn)
        {
            stream.Hears.Kind = SourceKind.Silence;
            _table.Words[row] = null;
            _events.Post(MediaEventKind.SayEnded, _table.NameOf(row), number: stream.Hears.Token);
        }
    }

    private void Carry(in MediaCommand command)
    {
        if (command.Kind == MediaCommandKind.Open)
        {
            Open(command);
        }
        else if (command.Kind == MediaCommandKind.SetVoice)
        {
            _voice!.Use(command.Line, command.Voice);
        }
        else if (_table.IsOpen(command.Stream))
        {
            int row = command.Stream.Row;
            _current = row;
            switch (command.Kind)
            {
                case MediaCommandKind.Configure:
                    Configure(row, command);
                    break;
                case MediaCommandKind.Hear:
                    Hear(row, command);
                    break;
                case MediaCommandKind.Connect:
                    _voice!.Connect(command.Line, row);
                    break;
                case MediaCommandKind.SendDigit:
                    SendDigit(row, command);
                    break;
                default:
                    Close(row);
                    break;
            }
        }
    }

    private void Open(in MediaCommand command)
    {
        int row = command.Stream.Row;
        ref StreamRow stream = ref _table.Open(command.Stream);
        stream.RtpSocket = command.RtpSocket;
        stream.RtcpSocket = command.RtcpSocket;
        stream.Agreed.EventPayload = -1;
        stream.Agreed.PtimeTicks = 2;
        stream.Out.Begin(
            (uint)Random.Shared.NextInt64(1L << 32),
            (ushort)Random.Shared.Next(1 << 15),
            (uint)Random.Shared.NextInt64(1L << 32)
        );
        _reports.Open(ref stream, _tick * TickUs);
        _ports.Watch(command.RtpSocket, row, control: false);
        _ports.Watch(command.RtcpSocket, row, control: true);
        Tally.Opened();
    }

    private void Configure(int row, in MediaCommand command)
    {
        ref StreamRow stream = ref _table[row];
        bool began = command.Agreed.Sending && !stream.Agreed.Sending;
        if (command.Agreed.Receiving && !stream.Agreed.Receiving)
        {
            stream.In.ExpectedSince = _tick * TickUs;
        }

        if (command.Agreed.Codec != stream.Agreed.Codec)
        {
            stream.Hears.Transcoding = false;
            began = true;
        }

        if (command.Agreed.Listening && !stream.Agreed.Listening)
        {
            _table.ListenerOf(row).Reset();
        }

        stream.Agreed = command.Agreed;
        stream.Peer.Announce(command.Remote, command.RemoteControl);
        if (stream.Agreed.EventPayload < 0 || !stream.Agreed.Sending)
        {
            stream.Digits.Clear();
        }

        if (began)
        {
            stream.Relay.Lose();
            stream.Out.BeginsSpurt = true;
        }

        _table.Due[row] = _tick + 1;
    }

    private void Hear(int row, in MediaCommand command)
    {
        _table.Unlink(row);
        ref StreamRow stream = ref _table[row];
        stream.Hears = new Hearing
        {
            Kind = command.Source,
            Token = command.Token,
            From = -1,
            NextListener = -1,
        };
        stream.Relay.Lose();
        stream.Out.BeginsSpurt = true;
        _table.Sounds[row] = command.Sound;
        _table.Words[row] = command.Words;
        if (command.Source == SourceKind.Peer && _table.IsOpen(command.From))
        {
            _table.Link(row, command.From.Row);
        }

        _table.Due[row] = _tick + 1;
    }

    private void SendDigit(int row, in MediaCommand command)
    {
        ref StreamRow stream = ref _table[row];
        if (stream.Agreed.EventPayload >= 0 && stream.Agreed.Sending)
        {
            _ = stream.Digits.TryAdd(command.Digit, command.Milliseconds);
            _table.Due[row] = _tick + 1;
        }
    }

    private void Close(int row)
    {
        ref StreamRow stream = ref _table[row];
        _reports.Send(ref stream, _tick * TickUs, bye: true);
        _table.Unlink(row);
        for (
            int listener = stream.In.FirstListener;
            listener >= 0;
            listener = stream.In.FirstListener
        )
        {
            _table.Unlink(listener);
            _table[listener].Hears.Transcoding = false;
        }

        _table.Close(row);
        _ports.Close(stream.RtpSocket);
        _ports.Close(stream.RtcpSocket);
        Tally.Closed();
    }
}
