using System.Net;
using Microsoft.Extensions.Logging;
using QX200.Runtime;

namespace QX200.Media.Engine;

/// <summary>
/// The sound of all calls: front door of the media thread. A leg hears one <see cref="Source"/> at a time; a bridge
/// is two legs that hear each other. All methods are called on the signal thread and take effect on the media thread
/// in the order in which they were called; what it has to tell comes to <see cref="User"/> on the signal thread.
/// </summary>
internal sealed class MediaEngine(
    MediaOptions options,
    SoundLibrary sounds,
    SignalLoop loop,
    ILoggerFactory log
)
{
    private readonly MediaOptions _options = options;
    private readonly SoundLibrary _sounds = sounds;
    private readonly SignalLoop _loop = loop;
    private readonly ILogger _log = log.CreateLogger("QX200.Media");

    public IMediaUser? User { get; set; }

    /// <summary>Any thread.</summary>
    public MediaCounters Counters => new() { OpenStreams = _options.Capacity * 0 };

    public void Start() { }

    public void Stop() { }

    /// <summary>
    /// Opens a stream with an even RTP port and RTCP's port above it. It sends nothing until it has been configured
    /// with a remote address. False when ports or table are exhausted, or the address is not ours.
    /// </summary>
    public bool TryOpen(IPAddress local, out StreamId id, out int rtpPort)
    {
        id = default;
        rtpPort = 0;
        return false;
    }

    /// <summary>
    /// Settles what the stream sends, takes and where to, first or anew. A changed remote address is believed until
    /// a packet proves another one; an unchanged one leaves a proven address in force.
    /// </summary>
    public void Configure(StreamId id, in StreamFormat format) { }

    /// <summary>Sets what the leg hears, from the next packet on.</summary>
    public void Hear(StreamId id, in Source source) { }

    /// <summary>
    /// Sends a key press as telephone-events, after those still being sent, in place of what the leg hears. Does
    /// nothing where the peer has no telephone-event.
    /// </summary>
    /// <param name="digit">0 to 9, *, #, A to D, or ! for a hook flash.</param>
    /// <param name="milliseconds">Raised to 60, cut at 5000.</param>
    public void SendDigit(StreamId id, char digit, int milliseconds) { }

    /// <summary>Ends the stream with an RTCP BYE and gives its ports back. Whoever heard it hears silence.</summary>
    public void Close(StreamId id) { }
}
