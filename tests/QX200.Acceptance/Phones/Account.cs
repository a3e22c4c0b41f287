namespace QX200.Acceptance.Phones;

/// <summary>What a telephone needs to register: its number, its secret, and where the exchange is.</summary>
internal sealed record Account(string Number, string Secret, int ExchangePort)
{
    /// <summary>The exchange's address.</summary>
    public string Exchange { get; init; } = "127.0.0.1";

    /// <summary>The telephone's own address.</summary>
    public string Own { get; init; } = "127.0.0.1";

    /// <summary>How the telephone speaks with the exchange: udp, tcp or tls.</summary>
    public string Transport { get; init; } = "udp";

    public string Uri(string number) =>
        $"sip:{number}@{Exchange}:{ExchangePort}{(Transport == "udp" ? "" : $";transport={Transport}")}";
}
