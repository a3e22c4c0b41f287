namespace QX200.Media;

internal enum SourceKind : byte
{
    Silence,
    Music,
    Tone,
    Say,
    Peer,
}

/// <summary>
/// What a leg hears: one thing at a time, until the next <see cref="Engine.MediaEngine.Hear"/>. The default is silence,
/// which is sent as sound too, so that the stream never pauses.
/// </summary>
internal readonly record struct Source
{
    private Source(SourceKind kind, int number, StreamId from, Announcement? words)
    {
        Kind = kind;
        Number = number;
        From = from;
        Words = words;
    }

    public static Source Silence => default;

    public SourceKind Kind { get; }

    /// <summary>The track, the <see cref="ToneId"/>, or the token of an announcement.</summary>
    public int Number { get; }

    /// <summary>Whom a <see cref="SourceKind.Peer"/> source listens to.</summary>
    public StreamId From { get; }

    /// <summary>What a <see cref="SourceKind.Say"/> source says.</summary>
    public Announcement? Words { get; }

    /// <summary>A track of the sound library from its beginning, round and round.</summary>
    public static Source Music(int track) => new(SourceKind.Music, track, default, null);

    public static Source Tone(ToneId tone) => new(SourceKind.Tone, (int)tone, default, null);

    /// <summary>
    /// Said once, then silence. When its last sample has been sent, <see cref="IMediaUser.SayEnded"/> comes with
    /// <paramref name="token"/>; when another source replaces it before that, nothing comes.
    /// </summary>
    public static Source Say(Announcement words, int token) =>
        new(SourceKind.Say, token, default, words);

    /// <summary>What the leg of <paramref name="from"/> sends to us, without its telephone-events.</summary>
    public static Source Peer(StreamId from) => new(SourceKind.Peer, 0, from, null);
}
