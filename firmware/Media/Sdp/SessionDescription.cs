using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace QX200.Media.Sdp;

/// <summary>
/// A session description (RFC 8866) as telephones really write it: lines may end in LF alone, <c>s=</c>, <c>t=</c> and
/// even <c>o=</c> may be missing, and unknown lines and attributes are passed over.
/// </summary>
internal sealed class SessionDescription
{
    public const int MaxBytes = 16 * 1024;
    public const int MaxMedia = 16;

    private SessionDescription(List<MediaDescription> media) => Media = media;

    public IReadOnlyList<MediaDescription> Media { get; }

    /// <summary>Never throws, whatever the bytes are.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out SessionDescription? description,
        out SdpRejection rejection
    )
    {
        description = null;
        if (text.Length > MaxBytes)
        {
            rejection = SdpRejection.TooLong;
            return false;
        }

        var reader = new SdpReader();
        rejection = reader.ReadAll(Encoding.UTF8.GetString(text));
        if (rejection == SdpRejection.None)
        {
            description = new SessionDescription(reader.Finish());
        }

        return description is not null;
    }
}
