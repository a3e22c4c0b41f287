using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>
/// All settings at one moment. Immutable: a change makes a new one, which the signal thread takes over whole.
/// </summary>
internal sealed record BoxSettings
{
    /// <summary>The settings of a box whose files are all empty.</summary>
    public static BoxSettings Standard { get; } = new();

    public SystemSettings System { get; init; } = new();

    /// <summary>In ascending order of number (by value: 77 before 101), each number once.</summary>
    public ImmutableArray<ExtensionSettings> Extensions { get; init; } = [];

    public ImmutableArray<TrunkSettings> Trunks { get; init; } = [];

    /// <summary>In ascending order: the first that matches wins.</summary>
    public ImmutableArray<RouteSettings> Routes { get; init; } = [];

    public ExtensionSettings? FindExtension(string number) =>
        Extensions.FirstOrDefault(e => e.Number == number);

    /// <summary>
    /// These settings with the addresses and ports of <paramref name="inForce"/>, which only a restart changes.
    /// </summary>
    public BoxSettings WithAddressesOf(BoxSettings inForce)
    {
        SystemSettings was = inForce.System;
        return this with
        {
            System = System with
            {
                Sip = System.Sip with
                {
                    Bind = was.Sip.Bind,
                    Port = was.Sip.Port,
                    TlsPort = was.Sip.TlsPort,
                },
                Media = System.Media with
                {
                    PortMin = was.Media.PortMin,
                    PortMax = was.Media.PortMax,
                },
                Web = was.Web with { Names = System.Web.Names },
            },
        };
    }
}
