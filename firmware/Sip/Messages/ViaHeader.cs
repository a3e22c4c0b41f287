using System.Text;

namespace QX200.Sip.Messages;

/// <summary>A view of one Via value: SIP/2.0/UDP host:port;branch=...;rport (RFC 3261 20.42, RFC 3581).</summary>
internal readonly ref struct ViaHeader
{
    /// <summary>UDP, TCP, TLS or what else is written there.</summary>
    public ReadOnlySpan<byte> Transport { get; private init; }

    /// <summary>IPv6 stays in its brackets.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>0 where none is written.</summary>
    public int Port { get; private init; }

    public ReadOnlySpan<byte> Params { get; private init; }

    /// <summary>Protocol, sent-by: all that stands before the parameters.</summary>
    public ReadOnlySpan<byte> BeforeParams { get; private init; }

    /// <summary>Empty where there is none (RFC 2543).</summary>
    public ReadOnlySpan<byte> Branch =>
        TryParam("branch"u8, out ReadOnlySpan<byte> value) ? value : default;

    public ReadOnlySpan<byte> Received =>
        TryParam("received"u8, out ReadOnlySpan<byte> value) ? value : default;

    /// <summary>Whether the sender asks for the response to come back to the source port.</summary>
    public bool HasRport => TryParam("rport"u8, out _);

    /// <summary>The value of rport; 0 where it has none.</summary>
    public int Rport =>
        TryParam("rport"u8, out ReadOnlySpan<byte> value) && Grammar.TryPort(value, out int port)
            ? port
            : 0;

    /// <summary>
    /// Blanks are allowed around the slashes and the colon; the protocol must be SIP. Its version is not looked at,
    /// so that a request of another version can be told 505.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ViaHeader via)
    {
        via = default;
        SipUri.CutAt(
            text,
            (byte)';',
            out ReadOnlySpan<byte> before,
            out ReadOnlySpan<byte> parameters
        );
        SipUri.CutAt(before, (byte)'/', out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest);
        SipUri.CutAt(rest, (byte)'/', out ReadOnlySpan<byte> version, out rest);
        rest = Grammar.Trim(rest);
        int blank = rest.IndexOfAny((byte)' ', (byte)'\t');
        if (
            blank < 0
            || !Ascii.EqualsIgnoreCase(Grammar.Trim(name), "SIP"u8)
            || !Grammar.IsToken(Grammar.Trim(version))
            || !Grammar.IsToken(rest[..blank])
            || !Grammar.TryHostPort(
                Grammar.Trim(rest[blank..]),
                out ReadOnlySpan<byte> host,
                out int port
            )
        )
        {
            return false;
        }

        via = new ViaHeader
        {
            Transport = rest[..blank],
            Host = host,
            Port = port,
            Params = parameters,
            BeforeParams = Grammar.Trim(before),
        };
        return true;
    }

    public bool TryParam(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterList.TryFind(Params, name, out value);
}
