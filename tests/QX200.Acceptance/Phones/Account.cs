namespace QX200.Acceptance.Phones;

/// <summary>What a telephone needs to register: its number, its secret, and the port of the exchange on 127.0.0.1.</summary>
internal sealed record Account(string Number, string Secret, int ExchangePort)
{
    /// <summary>How the telephone speaks with the exchange: udp or tcp.</summary>
    public string Transport { get; init; } = "udp";

    public string Uri(string number) =>
        $"sip:{number}@127.0.0.1:{ExchangePort}{(Transport == "udp" ? "" : $";transport={Transport}")}";
}
