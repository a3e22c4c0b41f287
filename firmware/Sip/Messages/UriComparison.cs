using System.Text;

namespace QX200.Sip.Messages;

/// <summary>Whether two URIs name the same resource (RFC 3261 19.1.4, RFC 3966 4).</summary>
internal static class UriComparison
{
    public static bool AreSame(SipUri a, SipUri b)
    {
        if (a.Scheme != b.Scheme)
        {
            return false;
        }

        return a.Scheme switch
        {
            UriScheme.Other => a.Text.SequenceEqual(b.Text),
            UriScheme.Tel => SameNumber(a.User, b.User),
            _ => Escapes.SameUnescaped(a.User, b.User)
                && Escapes.SameUnescaped(a.Password, b.Password)
                && Ascii.EqualsIgnoreCase(a.Host, b.Host)
                && a.Port == b.Port
                && ParamsAgree(a.Params, b.Params)
                && ParamsAgree(b.Params, a.Params)
                && HeadersIn(a, b)
                && HeadersIn(b, a),
        };
    }

    // A parameter in both must have one value; one that stands in a single URI counts only if it is of these five.
    private static bool ParamsAgree(ReadOnlySpan<byte> some, ReadOnlySpan<byte> others)
    {
        foreach (Parameter parameter in new ParameterList(some))
        {
            bool inBoth = ParameterList.TryFind(
                others,
                parameter.Name,
                out ReadOnlySpan<byte> value
            );
            if (inBoth ? !Ascii.EqualsIgnoreCase(parameter.Value, value) : Counts(parameter.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Counts(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "transport"u8)
        || Ascii.EqualsIgnoreCase(name, "user"u8)
        || Ascii.EqualsIgnoreCase(name, "ttl"u8)
        || Ascii.EqualsIgnoreCase(name, "method"u8)
        || Ascii.EqualsIgnoreCase(name, "maddr"u8);

    private static bool HeadersIn(SipUri some, SipUri other)
    {
        ReadOnlySpan<byte> rest = some.Headers;
        while (!rest.IsEmpty)
        {
            SipUri.CutAt(rest, (byte)'&', out ReadOnlySpan<byte> one, out rest);
            SipUri.CutAt(one, (byte)'=', out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
            if (
                !other.TryHeader(name, out ReadOnlySpan<byte> match)
                || !Escapes.SameUnescaped(value, match)
            )
            {
                return false;
            }
        }

        return true;
    }

    // Visual separators in a telephone number mean nothing.
    private static bool SameNumber(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int i = 0;
        int j = 0;
        while (true)
        {
            SkipSeparators(a, ref i);
            SkipSeparators(b, ref j);
            if (i == a.Length || j == b.Length)
            {
                return i == a.Length && j == b.Length;
            }

            if (char.ToLowerInvariant((char)a[i++]) != char.ToLowerInvariant((char)b[j++]))
            {
                return false;
            }
        }
    }

    private static void SkipSeparators(ReadOnlySpan<byte> number, ref int at)
    {
        while (at < number.Length && "-.()"u8.Contains(number[at]))
        {
            at++;
        }
    }
}
