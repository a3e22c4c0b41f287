using QX200.Media.Analog;
using QX200.Media.Engine.Native;

namespace QX200.Media.Engine;

internal enum MediaCommandKind : byte
{
    Open,
    Configure,
    Hear,
    SendDigit,

    /// <summary>An analog line is connected to the stream.</summary>
    Connect,

    /// <summary>An analog line has other levels.</summary>
    SetVoice,
    Close,
}

/// <summary>One order of the signal thread to the media thread, with everything that it needs looked up already.</summary>
internal readonly record struct MediaCommand
{
    public MediaCommandKind Kind { get; init; }
    public StreamId Stream { get; init; }

    // Open
    public int RtpSocket { get; init; }
    public int RtcpSocket { get; init; }

    // Configure
    public Agreement Agreed { get; init; }
    public PeerAddress Remote { get; init; }
    public PeerAddress RemoteControl { get; init; }

    // Hear
    public SourceKind Source { get; init; }
    public int Token { get; init; }
    public StreamId From { get; init; }
    public Sound? Sound { get; init; }
    public Announcement? Words { get; init; }

    // SendDigit
    public byte Digit { get; init; }
    public int Milliseconds { get; init; }

    // Connect and SetVoice: which analog line, from 0.
    public int Line { get; init; }
    public VoiceSettings Voice { get; init; }
}
