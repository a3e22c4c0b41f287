namespace QX200.Media.Prompts;

/// <summary>The sentences that the exchange says; their texts are in packaging/prompts/prompts.tsv.</summary>
internal enum Prompt : byte
{
    ParkedOn,
    SipUserName,
    NoCallParked,
    NoFreeParkExtension,
    NoParkExtension,
    ParkExtensionTaken,
    MayNotPark,
    MayNotRetrieve,
    EnterPassword,
    WrongPassword,
    NoCallToPark,
    NotAvailable,
    UnknownNumber,
    CallReturned,
    Goodbye,
}

internal static class ClipNames
{
    private const string Characters = "0123456789abcdefghijklmnopqrstuvwxyz+.-_@*#";

    /// <summary>Digits first: they are wanted soonest.</summary>
    public static IEnumerable<string> All =>
        Characters.Select(Of).OfType<string>().Concat(Enum.GetValues<Prompt>().Select(Of));

    public static string Of(Prompt prompt) =>
        prompt switch
        {
            Prompt.ParkedOn => "parked-on",
            Prompt.SipUserName => "sip-user-name",
            Prompt.NoCallParked => "no-call-parked",
            Prompt.NoFreeParkExtension => "no-free-park-extension",
            Prompt.NoParkExtension => "no-park-extension",
            Prompt.ParkExtensionTaken => "park-extension-taken",
            Prompt.MayNotPark => "may-not-park",
            Prompt.MayNotRetrieve => "may-not-retrieve",
            Prompt.EnterPassword => "enter-password",
            Prompt.WrongPassword => "wrong-password",
            Prompt.NoCallToPark => "no-call-to-park",
            Prompt.NotAvailable => "not-available",
            Prompt.UnknownNumber => "unknown-number",
            Prompt.CallReturned => "call-returned",
            _ => "goodbye",
        };

    /// <summary>The clip of a character of a number or a SIP user name; null where it has none.</summary>
    public static string? Of(char character) =>
        char.ToLowerInvariant(character) switch
        {
            >= '0' and <= '9' and var digit => $"digit-{digit}",
            >= 'a' and <= 'z' and var letter => $"letter-{letter}",
            '+' => "sign-plus",
            '.' => "sign-dot",
            '-' => "sign-dash",
            '_' => "sign-underscore",
            '@' => "sign-at",
            '*' => "sign-star",
            '#' => "sign-hash",
            _ => null,
        };
}
