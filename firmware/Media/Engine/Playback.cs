namespace QX200.Media.Engine;

/// <summary>Cuts the next packet out of what a leg hears from us: music, a tone, an announcement or silence.</summary>
internal static class Playback
{
    /// <summary>Fills a packet's payload and moves the row's cursor on.</summary>
    /// <returns>False when an announcement has come to its end within this packet.</returns>
    public static bool Fill(StreamTable table, int row, Span<byte> payload)
    {
        ref Hearing hears = ref table[row].Hears;
        Codec codec = table[row].Agreed.Codec;
        switch (hears.Kind)
        {
            case SourceKind.Music or SourceKind.Tone when table.Sounds[row] is { } sound:
                Loop(sound.Encoded(codec), ref hears.Cursor, payload);
                return true;
            case SourceKind.Say when table.Words[row] is { } words:
                return Say(words, codec, ref hears, payload);
            default:
                payload.Fill(codec.SilenceOctet());
                return hears.Kind != SourceKind.Say;
        }
    }

    private static void Loop(ReadOnlySpan<byte> sound, ref int cursor, Span<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            int length = Math.Min(payload.Length, sound.Length - cursor);
            sound.Slice(cursor, length).CopyTo(payload);
            payload = payload[length..];
            cursor += length;
            cursor = cursor == sound.Length ? 0 : cursor;
        }
    }

    private static bool Say(Announcement words, Codec codec, ref Hearing hears, Span<byte> payload)
    {
        while (!payload.IsEmpty && hears.Part < words.Parts.Length)
        {
            Announcement.Part part = words.Parts[hears.Part];
            ReadOnlySpan<byte> clip = part.Clip.Encoded(codec)[hears.Cursor..];
            int length = Math.Min(payload.Length, clip.Length);
            clip[..length].CopyTo(payload);
            payload = payload[length..];
            hears.Cursor += length;
            if (length == clip.Length)
            {
                payload = payload[Pause(part, codec, ref hears, payload)..];
            }
        }

        payload.Fill(codec.SilenceOctet());
        return hears.Part < words.Parts.Length;
    }

    // Behind a clip; where its pause ends within this packet, the next part comes.
    private static int Pause(
        in Announcement.Part part,
        Codec codec,
        ref Hearing hears,
        Span<byte> payload
    )
    {
        int whole = part.PauseAfterMs * CodecFacts.BytesPerMillisecond;
        int length = Math.Min(payload.Length, whole - hears.Pause);
        payload[..length].Fill(codec.SilenceOctet());
        hears.Pause += length;
        if (hears.Pause == whole)
        {
            hears.Part++;
            hears.Cursor = 0;
            hears.Pause = 0;
        }

        return length;
    }
}
