using System.Diagnostics.CodeAnalysis;
using QX200.Settings;

namespace QX200.Stations;

/// <summary>The extensions by number, as the settings in force have them. Signal thread only.</summary>
internal sealed class Extensions
{
    private Dictionary<string, ExtensionSettings> _byNumber = [];

    public Extensions(BoxSettings settings) => Take(settings);

    public BoxSettings Settings { get; private set; } = BoxSettings.Standard;

    /// <summary>Takes new settings over. Whoever keeps something by extension takes them afterwards.</summary>
    [MemberNotNull(nameof(_byNumber))]
    public void Take(BoxSettings settings)
    {
        Settings = settings;
        _byNumber = settings.Extensions.ToDictionary(static e => e.Number);
    }

    public ExtensionSettings? Find(string number) => _byNumber.GetValueOrDefault(number);

    public UserExtensionSettings? FindUser(string number) => Find(number) as UserExtensionSettings;

    public ParkExtensionSettings? FindPark(string number) => Find(number) as ParkExtensionSettings;

    /// <summary>
    /// The digest password of a SIP telephone; null for numbers that are none, are no telephone's, or have no password.
    /// </summary>
    public string? SecretOf(string number) =>
        FindUser(number) is { Line: ExtensionLine.Sip, Secret: { Length: > 0 } secret }
            ? secret
            : null;
}
