using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// A contact under which an extension is registered (RFC 3261 10): one telephone, or one way to it. Signal thread only;
/// changes by refreshes in place, so a reference stays good as long as the registration.
/// </summary>
internal sealed class Binding
{
    /// <summary>The extension.</summary>
    public required string Number { get; init; }

    /// <summary>The contact's URI as the telephone wrote it: the Request-URI of calls to it.</summary>
    public required string ContactUri { get; set; }

    /// <summary>The contact's user, host and port in one canonical form, by which calls from it are known.</summary>
    public required string ContactKey { get; set; }

    /// <summary>Where calls go: the contact's own address, or where the REGISTER came from.</summary>
    public required SipPeer Target { get; set; }

    /// <summary>Where the latest REGISTER came from.</summary>
    public required SipPeer Source { get; set; }

    /// <summary>The contact names an address that is not ours to reach, so calls go to <see cref="Source"/>.</summary>
    public bool BehindNat { get; set; }

    /// <summary>The <c>+sip.instance</c>, with its angle brackets; null where the telephone gives none.</summary>
    public string? Instance { get; set; }

    /// <summary>RFC 5626; 0 where the telephone gives none.</summary>
    public int RegId { get; set; }

    /// <summary>Preference in thousandths.</summary>
    public int Quality { get; set; } = 1000;

    public required string CallId { get; set; }
    public required uint CSeq { get; set; }
    public string UserAgent { get; set; } = "";

    /// <summary>On the loop's clock, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>It has been heard of since it was last asked in vain. Dead contacts are kept, and rung only where there is no other.</summary>
    public bool Alive { get; set; } = true;

    /// <summary>Taken out: the registration is over.</summary>
    public bool Gone { get; set; }

    /// <summary>What the registrar arms for it.</summary>
    public TimerId Expiry;

    /// <summary>What <see cref="ContactChecks"/> arms for it.</summary>
    public TimerId Check;

    /// <summary>Whether a request came from this telephone: over its connection, or from its very address and port.</summary>
    public bool SpeaksFrom(in SipPeer source) =>
        source.IsReliable
            ? source.Connection != 0 && source.Connection == Source.Connection
            : source == Source || source == Target;

    /// <summary>Time to its end; never negative.</summary>
    public TimeSpan Remaining(TimeProvider clock)
    {
        TimeSpan left = clock.GetElapsedTime(clock.GetTimestamp(), ExpiresAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>User, host and port of a contact, the host in lower case and the port written out.</summary>
    public static string KeyOf(in SipUri uri)
    {
        int standard = uri.Scheme == UriScheme.Sips ? 5061 : 5060;
        string host = System.Text.Encoding.UTF8.GetString(uri.Host).ToLowerInvariant();
        return $"{uri.UnescapedUser()}@{host}:{(uri.Port == 0 ? standard : uri.Port)}";
    }
}
