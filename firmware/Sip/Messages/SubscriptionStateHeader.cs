using System.Text;

namespace QX200.Sip.Messages;

internal enum SubscriptionStatus : byte
{
    Other,
    Active,
    Pending,
    Terminated,
}

/// <summary>A view of Subscription-State (RFC 6665 8.2.3).</summary>
internal readonly ref struct SubscriptionStateHeader
{
    public SubscriptionStatus Status { get; private init; }

    /// <summary>"deactivated", "timeout", "noresource" and the like; empty where there is none.</summary>
    public ReadOnlySpan<byte> Reason { get; private init; }

    /// <summary>Seconds; -1 where absent.</summary>
    public int Expires { get; private init; }

    /// <summary>Seconds; -1 where absent.</summary>
    public int RetryAfter { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out SubscriptionStateHeader state)
    {
        SipUri.CutAt(text, (byte)';', out ReadOnlySpan<byte> word, out ReadOnlySpan<byte> terms);
        word = Grammar.Trim(word);
        state = new SubscriptionStateHeader
        {
            Status = StatusOf(word),
            Reason = ParameterList.TryFind(terms, "reason"u8, out ReadOnlySpan<byte> reason)
                ? reason
                : default,
            Expires = Seconds(terms, "expires"u8),
            RetryAfter = Seconds(terms, "retry-after"u8),
        };
        return Grammar.IsToken(word);
    }

    private static SubscriptionStatus StatusOf(ReadOnlySpan<byte> word)
    {
        if (Ascii.EqualsIgnoreCase(word, "active"u8))
        {
            return SubscriptionStatus.Active;
        }

        if (Ascii.EqualsIgnoreCase(word, "pending"u8))
        {
            return SubscriptionStatus.Pending;
        }

        return Ascii.EqualsIgnoreCase(word, "terminated"u8)
            ? SubscriptionStatus.Terminated
            : SubscriptionStatus.Other;
    }

    private static int Seconds(ReadOnlySpan<byte> terms, ReadOnlySpan<byte> name) =>
        ParameterList.TryFind(terms, name, out ReadOnlySpan<byte> value)
        && Grammar.TrySeconds(value, out int seconds)
            ? seconds
            : -1;
}
