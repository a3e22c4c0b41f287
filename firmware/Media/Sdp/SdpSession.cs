using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace QX200.Media.Sdp;

/// <summary>
/// Offers and answers of one leg (RFC 3264): keeps what its descriptions must keep over the life of a dialog, which is
/// the <c>o=</c> line, the order of the m-lines and the payload numbers. Signal thread.
/// </summary>
/// <remarks>
/// One audio line is spoken; all others are refused with port 0. An offer of ours: <see cref="CreateOffer"/>, then
/// <see cref="TryAccept"/>. An offer of the peer: <see cref="TryRead"/>, then <see cref="Answer"/>, between which the
/// other leg of a call may settle its codec. What was agreed on stays in force until the next exchange is through.
/// </remarks>
internal sealed class SdpSession
{
    private readonly SdpWriter _writer;
    private readonly Codec[] _codecs;
    private List<MediaDescription> _lines = [];
    private int _audioLine;
    private MediaDescription? _peer;
    private AudioFormats? _peerFormats;
    private List<Codec> _offered = [];
    private MediaDirection _offeredDirection;

    /// <param name="local">Our address as the peer sees it.</param>
    /// <param name="port">Our RTP port; RTCP is the one above.</param>
    /// <param name="codecs">The codecs that may be spoken, most wanted first.</param>
    public SdpSession(IPAddress local, int port, IReadOnlyList<Codec> codecs)
    {
        _writer = new SdpWriter(local, port, Random.Shared.NextInt64(1, int.MaxValue));
        _codecs = [.. codecs];
    }

    /// <summary>What was agreed on last, for the media engine; null before the first exchange is through.</summary>
    public StreamFormat? Format { get; private set; }

    /// <summary>The codec in which we send; null before the first exchange is through.</summary>
    public Codec? Chosen { get; private set; }

    /// <summary>
    /// The peer will not listen: sendonly, inactive or an unspecified address in the last description that it wrote of
    /// its own accord.
    /// </summary>
    public bool RemoteHold { get; private set; }

    /// <summary>The codecs of the peer's last description that are ours too, in its order.</summary>
    public IReadOnlyList<Codec> CodecsOfPeer { get; private set; } = [];

    /// <summary>The peer's last description has telephone-event (RFC 4733).</summary>
    public bool PeerTakesEvents => _peerFormats is { Events.Count: > 0 };

    /// <summary>An offer of ours, the first one or a later one on the same dialog.</summary>
    /// <param name="codecs">In this order instead of our own; what is not ours is left out.</param>
    public byte[] CreateOffer(
        MediaDirection direction = MediaDirection.SendRecv,
        IReadOnlyList<Codec>? codecs = null
    )
    {
        _offered = [.. (codecs ?? _codecs).Where(c => _codecs.Contains(c)).Distinct()];
        if (_offered.Count == 0)
        {
            _offered = [.. _codecs];
        }

        _offeredDirection = direction;
        return Write(_offered, OurEvents(), direction);
    }

    /// <summary>
    /// Reads an offer of the peer; <see cref="RemoteHold"/> and <see cref="CodecsOfPeer"/> tell what is in it. False
    /// changes nothing: the offer is refused and what was agreed on stays.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> offer, out SdpRejection rejection)
    {
        if (
            !SessionDescription.TryParse(offer, out SessionDescription? description, out rejection)
            || !TryChoose(description.Media, out int line, out AudioFormats? formats, out rejection)
        )
        {
            return false;
        }

        _lines = [.. description.Media];
        _audioLine = line;
        Learn(description.Media[line], formats);
        RemoteHold = IsHold(_peer.EffectiveDirection);
        return true;
    }

    /// <summary>The answer to what <see cref="TryRead"/> read.</summary>
    /// <param name="prefer">Goes first where the peer has it: the codec that the other leg speaks already.</param>
    public byte[] Answer(Codec? prefer = null, MediaDirection direction = MediaDirection.SendRecv)
    {
        MediaDescription peer =
            _peer
            ?? throw new InvalidOperationException("No offer was read that could be answered.");
        List<Codec> spoken =
        [
            .. _codecs.Where(c => CodecsOfPeer.Contains(c)).OrderBy(c => c == prefer ? 0 : 1),
        ];
        MediaDirection agreed = direction & peer.EffectiveDirection.Mirrored();
        Agree(spoken, agreed);
        return Write(spoken, OurEvents(), agreed);
    }

    /// <summary><see cref="TryRead"/> and <see cref="Answer"/> in one.</summary>
    public bool TryAnswer(
        ReadOnlySpan<byte> offer,
        Codec? prefer,
        MediaDirection direction,
        [NotNullWhen(true)] out byte[]? answer,
        out SdpRejection rejection
    )
    {
        answer = TryRead(offer, out rejection) ? Answer(prefer, direction) : null;
        return answer is not null;
    }

    /// <summary>
    /// The peer's answer to our last offer. May come more than once (early media and then the 200). False changes
    /// nothing.
    /// </summary>
    public bool TryAccept(ReadOnlySpan<byte> answer, out SdpRejection rejection)
    {
        if (
            !SessionDescription.TryParse(answer, out SessionDescription? description, out rejection)
        )
        {
            return false;
        }

        rejection = Match(
            description.Media,
            out MediaDescription? media,
            out AudioFormats? formats
        );
        if (media is null || formats is null)
        {
            return false;
        }

        Learn(media, formats);
        if (_offeredDirection.HasFlag(MediaDirection.SendOnly))
        {
            RemoteHold = IsHold(media.EffectiveDirection);
        }

        Agree(
            [.. CodecsOfPeer.Where(_offered.Contains)],
            _offeredDirection & media.EffectiveDirection.Mirrored()
        );
        return true;
    }

    private static bool IsHold(MediaDirection ofPeer) => !ofPeer.HasFlag(MediaDirection.RecvOnly);

    // The first plain audio line with a codec of ours; the reason tells what stood in the way of the best one.
    private bool TryChoose(
        IReadOnlyList<MediaDescription> media,
        out int line,
        [NotNullWhen(true)] out AudioFormats? formats,
        out SdpRejection rejection
    )
    {
        formats = null;
        rejection = SdpRejection.NoAudio;
        for (line = 0; line < media.Count; line++)
        {
            SdpRejection here = Judge(media[line], out AudioFormats found);
            if (here == SdpRejection.None)
            {
                formats = found;
                rejection = SdpRejection.None;
                return true;
            }

            rejection = here > rejection ? here : rejection;
        }

        return false;
    }

    private SdpRejection Judge(MediaDescription media, out AudioFormats formats)
    {
        formats = AudioFormats.Of(media);
        return media switch
        {
            { IsAudio: false } or { Port: 0 } => SdpRejection.NoAudio,
            { IsPlainRtp: false } => SdpRejection.OnlyEncrypted,
            { Address: null } => SdpRejection.BadConnection,
            _ when !_codecs.Any(formats.Has) => SdpRejection.NoCommonCodec,
            _ => SdpRejection.None,
        };
    }

    private SdpRejection Match(
        IReadOnlyList<MediaDescription> answer,
        out MediaDescription? media,
        out AudioFormats? formats
    )
    {
        media = null;
        formats = null;
        if (_offered.Count == 0)
        {
            return SdpRejection.NoOfferOpen;
        }

        // Some peers leave refused lines out; a single audio line can only mean ours.
        MediaDescription? line =
            _audioLine < answer.Count && answer[_audioLine].IsAudio
                ? answer[_audioLine]
                : answer.FirstOrDefault(m => m.IsAudio);
        if (line is null)
        {
            return SdpRejection.OtherMediaLines;
        }

        SdpRejection rejection = Judge(line, out AudioFormats found);
        if (rejection == SdpRejection.None && !_offered.Exists(found.Has))
        {
            rejection = SdpRejection.NoCommonCodec;
        }

        (media, formats) = rejection == SdpRejection.None ? (line, found) : (null, null);
        return rejection;
    }

    [MemberNotNull(nameof(_peer), nameof(_peerFormats))]
    private void Learn(MediaDescription media, AudioFormats formats)
    {
        _peer = media;
        _peerFormats = formats;
        CodecsOfPeer = [.. formats.Codecs.Select(c => c.Codec).Where(_codecs.Contains)];
    }

    private void Agree(List<Codec> spoken, MediaDirection direction)
    {
        Chosen = spoken[0];
        Format = PeerFormat.Make(_peer!, _peerFormats!, spoken, direction);
    }

    private byte[] Write(List<Codec> spoken, List<EventPayload> events, MediaDirection direction) =>
        _writer.Write(
            _lines,
            _audioLine,
            new AudioLine(
                [.. spoken.Select(c => (c, OurPayload(c)))],
                events,
                OurPtime(),
                direction
            )
        );

    // RFC 3264 8.3.2: a payload number keeps its meaning over the life of the session, so ours are the peer's.
    private byte OurPayload(Codec codec) =>
        _peerFormats is not null && _peerFormats.Has(codec)
            ? _peerFormats.PayloadOf(codec)
            : AudioFormats.StaticPayloadOf(codec);

    private List<EventPayload> OurEvents() =>
        _peerFormats is { } peer
            ? [.. peer.SpokenEvents()]
            : [new EventPayload(AudioFormats.OurEventPayload, AudioFormats.OurEventClock)];

    private int OurPtime() => _peer is null ? PeerFormat.UsualPtime : PeerFormat.PtimeOf(_peer);
}
