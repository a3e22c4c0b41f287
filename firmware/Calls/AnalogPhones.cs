using System.Collections.Immutable;
using QX200.Lines;
using QX200.Settings;
using QX200.Status;

namespace QX200.Calls;

/// <summary>The telephones at the box's own lines, and which extension each of them is. Signal thread only.</summary>
internal sealed class AnalogPhones
{
    private readonly Switchboard _board;
    private readonly ImmutableArray<AnalogPhone> _phones;

    public AnalogPhones(Switchboard board, IEnumerable<AnalogLine> lines)
    {
        _board = board;
        _phones = [.. lines.Select(line => new AnalogPhone(board, line))];
        Use(board.Settings);
    }

    /// <summary>New settings: a line may belong to another extension now.</summary>
    public void Use(BoxSettings settings)
    {
        LineSettings line = settings.System.Line;
        Country country = Country.Find(line.Country) ?? Country.All[0];
        foreach (AnalogPhone phone in _phones)
        {
            ExtensionLine port = phone.Index == 0 ? ExtensionLine.Fxs1 : ExtensionLine.Fxs2;
            phone.Use(
                settings
                    .Extensions.OfType<UserExtensionSettings>()
                    .FirstOrDefault(e => e.Line == port),
                line,
                country
            );
        }
    }

    public IEnumerable<IStation> Of(string number) =>
        _phones.Where(p => p.Extension?.Number == number);

    public ImmutableArray<LineStatus> Statuses() => [.. _phones.Select(static p => p.Status())];

    /// <summary>Says the box's address to whoever has lifted a receiver and is in no call. False where nobody has.</summary>
    /// <param name="address">IPv4, as it is written.</param>
    public bool SpeakAddress(string address)
    {
        bool anyone = false;
        foreach (AnalogPhone phone in _phones)
        {
            anyone |= phone.TrySay(_board.Phrases.Address(address));
        }

        return anyone;
    }
}
