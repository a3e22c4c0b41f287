using System.Text;

namespace QX200.Sip.Dialogs;

internal enum BodyKind : byte
{
    Empty,
    Sdp,

    /// <summary>A body that we do not read: 415.</summary>
    Unknown,
}

/// <summary>
/// Finds the session description in a body: the body itself, or a part of a multipart one (RFC 2046 5.1, RFC 5621).
/// </summary>
internal static class SessionBody
{
    private const int DeepestNesting = 3;

    /// <summary>Looks for SDP; views into <paramref name="body"/>, nothing is copied.</summary>
    public static BodyKind Find(
        ReadOnlySpan<byte> contentType,
        ReadOnlySpan<byte> contentEncoding,
        ReadOnlySpan<byte> body,
        out ReadOnlySpan<byte> sdp
    )
    {
        sdp = default;
        if (body.IsEmpty)
        {
            return BodyKind.Empty;
        }

        if (!contentEncoding.IsEmpty && !Same(contentEncoding, "identity"u8))
        {
            return BodyKind.Unknown;
        }

        return FindIn(contentType, body, DeepestNesting, out sdp);
    }

    /// <summary>The type and subtype alone, without parameters: compare with <see cref="IsType"/>.</summary>
    public static bool IsType(ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> mediaType)
    {
        int end = contentType.IndexOf((byte)';');
        return Same(Trim(end < 0 ? contentType : contentType[..end]), mediaType);
    }

    private static BodyKind FindIn(
        ReadOnlySpan<byte> contentType,
        ReadOnlySpan<byte> body,
        int depth,
        out ReadOnlySpan<byte> sdp
    )
    {
        sdp = default;
        if (IsType(contentType, "application/sdp"u8))
        {
            sdp = body;
            return BodyKind.Sdp;
        }

        return
            depth > 0
            && contentType.Length > 10
            && Same(contentType[..10], "multipart/"u8)
            && TryBoundary(contentType, out ReadOnlySpan<byte> boundary)
            ? FindInParts(boundary, body, depth - 1, out sdp)
            : BodyKind.Unknown;
    }

    private static BodyKind FindInParts(
        ReadOnlySpan<byte> boundary,
        ReadOnlySpan<byte> body,
        int depth,
        out ReadOnlySpan<byte> sdp
    )
    {
        int at = NextDelimiter(body, boundary, 0, out int partStart);
        while (at >= 0)
        {
            int end = NextDelimiter(body, boundary, partStart, out int next);
            ReadOnlySpan<byte> part = end < 0 ? body[partStart..] : body[partStart..end];
            SplitPart(part, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content);
            if (FindIn(type, content, depth, out sdp) == BodyKind.Sdp)
            {
                return BodyKind.Sdp;
            }

            (at, partStart) = (end, next);
        }

        sdp = default;
        return BodyKind.Unknown;
    }

    /// <summary>Where the line break before the next delimiter line stands, and where the text after that line begins.</summary>
    private static int NextDelimiter(
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> boundary,
        int from,
        out int after
    )
    {
        for (int line = from; line < body.Length; line = after)
        {
            int length = body[line..].IndexOf((byte)'\n');
            after = length < 0 ? body.Length : line + length + 1;
            ReadOnlySpan<byte> text = Trim(body[line..after]);
            if (
                text.StartsWith("--"u8)
                && text[2..].StartsWith(boundary)
                && (
                    text.Length == boundary.Length + 2
                    || text[(boundary.Length + 2)..] is [(byte)'-', (byte)'-']
                )
            )
            {
                // The line break belongs to the delimiter, not to the part before it.
                return line > from && line >= 2 && body[line - 2] == '\r'
                    ? line - 2
                    : Math.Max(from, line - 1);
            }
        }

        after = body.Length;
        return -1;
    }

    private static void SplitPart(
        ReadOnlySpan<byte> part,
        out ReadOnlySpan<byte> contentType,
        out ReadOnlySpan<byte> content
    )
    {
        contentType = "text/plain"u8;
        while (!part.IsEmpty)
        {
            int length = part.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = Trim(length < 0 ? part : part[..length]);
            part = length < 0 ? [] : part[(length + 1)..];
            if (line.IsEmpty)
            {
                break;
            }

            int colon = line.IndexOf((byte)':');
            if (colon > 0 && Same(Trim(line[..colon]), "content-type"u8))
            {
                contentType = Trim(line[(colon + 1)..]);
            }
        }

        content = part;
    }

    private static bool TryBoundary(ReadOnlySpan<byte> contentType, out ReadOnlySpan<byte> boundary)
    {
        boundary = default;
        for (int semicolon = contentType.IndexOf((byte)';'); semicolon >= 0; )
        {
            contentType = contentType[(semicolon + 1)..];
            semicolon = contentType.IndexOf((byte)';');
            ReadOnlySpan<byte> parameter = Trim(
                semicolon < 0 ? contentType : contentType[..semicolon]
            );
            int equals = parameter.IndexOf((byte)'=');
            if (equals > 0 && Same(Trim(parameter[..equals]), "boundary"u8))
            {
                boundary = Trim(parameter[(equals + 1)..]).Trim((byte)'"');
            }
        }

        return !boundary.IsEmpty;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    private static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Ascii.EqualsIgnoreCase(left, right);
}
