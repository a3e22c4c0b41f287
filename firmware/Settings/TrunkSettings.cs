using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>A line to the outside, shared by all: a <c>[trunk:NAME]</c> of <c>trunks.ini</c>.</summary>
internal sealed record TrunkSettings
{
    public required string Name { get; init; }
    public required SipServerAddress Server { get; init; }
    public string User { get; init; } = "";

    /// <summary>Empty: same as <see cref="User"/>.</summary>
    public string AuthUser { get; init; } = "";
    public string Password { get; init; } = "";
    public bool Register { get; init; } = true;

    /// <summary>Whether the server is told who of the box calls; else it sees the account and nobody else.</summary>
    public bool ShowCaller { get; init; }

    /// <summary>What the server's certificate has to be, where it is reached over TLS.</summary>
    public TlsTrust Trust { get; init; }

    /// <summary>More hosts that its calls may come from.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>The extension that its incoming calls go to; empty: by the dialled number alone.</summary>
    public string Incoming { get; init; } = "";
}

/// <summary>A <c>[route:N]</c> of <c>trunks.ini</c>: dialled numbers that go out over a trunk.</summary>
internal sealed record RouteSettings
{
    /// <summary>The lowest that matches wins.</summary>
    public required int Order { get; init; }
    public required Pattern Pattern { get; init; }
    public required string Trunk { get; init; }

    /// <summary>How many digits are taken off the front.</summary>
    public int Strip { get; init; }

    /// <summary>Digits put in front afterwards.</summary>
    public string Prepend { get; init; } = "";
}
