using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>What a notifier of one event package takes.</summary>
/// <param name="Name">"dialog".</param>
/// <param name="BodyType">The type of its NOTIFY bodies, which a SUBSCRIBE without Accept means.</param>
/// <param name="Standard">In seconds: what a subscriber gets that names no time.</param>
/// <param name="Shortest">In seconds: anything shorter but 0 is refused with 423.</param>
/// <param name="Longest">In seconds: anything longer is cut to it.</param>
internal sealed record EventPackage(
    string Name,
    string BodyType,
    int Standard,
    int Shortest,
    int Longest
);

/// <summary>What a SUBSCRIBE asks for, once it is found to be good (RFC 6665 4.2.1).</summary>
/// <param name="Event">The Event header as our NOTIFYs repeat it: the package, and the id where one was given.</param>
/// <param name="Expires">In seconds; 0 asks for the state once, or ends the subscription.</param>
internal readonly record struct SubscribeTerms(EventPackage Package, string Event, int Expires)
{
    /// <returns>False: there are no such terms, and <paramref name="status"/> says why (400, 406, 423, 489).</returns>
    public static bool TryRead(
        SipMessage subscribe,
        EventPackage package,
        out SubscribeTerms terms,
        out int status
    )
    {
        terms = default;
        status = 0;
        int asked = package.Standard;
        if (
            !EventHeader.TryParse(subscribe[HeaderName.Event], out EventHeader named)
            || !IsSame(named.Package, package.Name)
        )
        {
            status = 489;
        }
        else if (!Accepts(subscribe, package.BodyType))
        {
            status = 406;
        }
        else if (
            subscribe.Has(HeaderName.Expires)
            && !DeltaSeconds.TryParse(subscribe[HeaderName.Expires], out asked)
        )
        {
            status = 400;
        }
        else if (asked > 0 && asked < package.Shortest)
        {
            status = 423;
        }
        else
        {
            terms = new SubscribeTerms(
                package,
                named.Id.IsEmpty
                    ? package.Name
                    : $"{package.Name};id={Encoding.UTF8.GetString(named.Id)}",
                Math.Min(asked, package.Longest)
            );
        }

        return status == 0;
    }

    /// <summary>Whether a SUBSCRIBE is about a package at all; others need not even prove who they are.</summary>
    public static bool IsFor(SipMessage subscribe, EventPackage package) =>
        EventHeader.TryParse(subscribe[HeaderName.Event], out EventHeader named)
        && IsSame(named.Package, package.Name);

    private static bool Accepts(SipMessage subscribe, string type)
    {
        if (!subscribe.Has(HeaderName.Accept))
        {
            return true;
        }

        foreach (ReadOnlySpan<byte> value in subscribe.Values(HeaderName.Accept))
        {
            int end = value.IndexOf((byte)';');
            string range = Encoding.ASCII.GetString(Grammar.Trim(end < 0 ? value : value[..end]));
            if (
                range == "*/*"
                || range.Equals(type, StringComparison.OrdinalIgnoreCase)
                || (
                    range.EndsWith("/*", StringComparison.Ordinal)
                    && type.StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(ReadOnlySpan<byte> written, string name) =>
        Encoding.UTF8.GetString(written).Equals(name, StringComparison.OrdinalIgnoreCase);
}
