using System.Text;
using QX200.Sip.Messages;

namespace QX200.Stations;

/// <summary>One contact as a REGISTER asks for it.</summary>
/// <param name="Expires">Seconds; 0 takes the contact away.</param>
internal readonly record struct AskedContact(
    string Uri,
    string Key,
    int Expires,
    int Quality,
    string? Instance,
    int RegId
);

/// <summary>What a request is refused with; the default value refuses nothing.</summary>
/// <param name="Reason">Null: the usual phrase.</param>
internal readonly record struct Refusal(int Status, string? Reason = null)
{
    public bool IsSet => Status != 0;
}

/// <summary>
/// The contacts of one REGISTER, read and checked as a whole before anything is changed (RFC 3261 10.3, steps 6 and 7).
/// </summary>
internal readonly ref struct AskedContacts
{
    /// <summary>In seconds. Shorter ones are refused, so that no telephone keeps the box busy with registering.</summary>
    public const int Shortest = 20;

    /// <summary>In seconds; longer ones are cut to it. Also what a telephone gets that does not say.</summary>
    public const int Longest = 3600;

    public const int LongestUri = 512;
    private const int LongestInstance = 128;
    private const int Most = 10;

    /// <summary>The lone <c>*</c>: all contacts are taken away.</summary>
    public bool All { get; private init; }

    public IReadOnlyList<AskedContact> Each { get; private init; }

    /// <param name="refusal">The status that the REGISTER is refused with, and why.</param>
    public static bool TryRead(SipMessage register, out AskedContacts contacts, out Refusal refusal)
    {
        int standard =
            register.Has(HeaderName.Expires)
            && DeltaSeconds.TryParse(register[HeaderName.Expires], out int seconds)
                ? seconds
                : Longest;
        var each = new List<AskedContact>();
        bool all = false;
        int count = 0;
        contacts = new AskedContacts { Each = each };
        refusal = default;
        foreach (ReadOnlySpan<byte> value in register.Values(HeaderName.Contact))
        {
            if (!TryReadOne(value, standard, ref all, each, out refusal))
            {
                return false;
            }

            count++;
        }

        refusal =
            all && (count > 1 || standard != 0 || !register.Has(HeaderName.Expires))
                ? new Refusal(400, "Contact * Goes Alone And With Expires 0")
            : count > Most ? new Refusal(403, "Too Many Contacts")
            : default;
        contacts = new AskedContacts { All = all, Each = each };
        return !refusal.IsSet;
    }

    private static bool TryReadOne(
        ReadOnlySpan<byte> value,
        int standard,
        ref bool all,
        List<AskedContact> each,
        out Refusal refusal
    )
    {
        refusal = default;
        if (!ContactHeader.TryParse(value, out ContactHeader contact))
        {
            refusal = new Refusal(400, "Bad Contact");
            return false;
        }

        all |= contact.IsWildcard;
        if (contact.IsWildcard)
        {
            return true;
        }

        if (!contact.Address.TryUri(out SipUri uri) || !uri.IsSip)
        {
            refusal = new Refusal(400, "Contact Is No SIP URI");
            return false;
        }

        int expires = contact.Expires >= 0 ? contact.Expires : standard;
        refusal =
            uri.Text.Length > LongestUri ? new Refusal(400, "Contact Too Long")
            : expires is > 0 and < Shortest ? new Refusal(423)
            : default;
        each.Add(
            new AskedContact(
                Encoding.UTF8.GetString(uri.Text),
                Binding.KeyOf(uri),
                Math.Min(expires, Longest),
                contact.Quality,
                InstanceOf(contact),
                contact.RegId
            )
        );
        return !refusal.IsSet;
    }

    // It is written out again between quotes, so what would need escapes there is nothing to go by.
    private static string? InstanceOf(in ContactHeader contact) =>
        contact.Instance.Length is 0 or > LongestInstance
        || contact.Instance.ContainsAny((byte)'"', (byte)'\\')
            ? null
            : Encoding.UTF8.GetString(contact.Instance);
}
