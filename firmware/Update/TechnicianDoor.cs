using System.Collections.Immutable;

namespace QX200.Update;

/// <summary>
/// The technician's door: SSH as root, shut until somebody brings a key on a stick or on the page, and shut again at the next
/// start. The program has no say in it: it leaves a wish, and a unit with the rights looks at the key once more.
/// </summary>
internal sealed class TechnicianDoor(UpdatePlaces places, RunFolder run)
{
    public TechnicianDoorState State
    {
        get
        {
            string[] lines = UpdatePlaces.Lines(places.Door);
            return lines.Length == 0
                ? TechnicianDoorState.Shut
                : new TechnicianDoorState(
                    true,
                    lines[0].Trim(),
                    [
                        .. lines
                            .Skip(1)
                            .Select(static line => TechnicianKey.Parse(line, out _))
                            .OfType<TechnicianKey>(),
                    ]
                );
        }
    }

    /// <summary>Asks for the door to be opened to this key, in place of any other.</summary>
    public bool Open(TechnicianKey key) => run.AskTechnician(key);

    /// <summary>Asks for all keys to be taken out and for SSH to end, with everybody who is in.</summary>
    public bool Shut() => run.AskTechnician(null);
}

/// <param name="From">Who brought the keys: <c>page</c> or <c>stick</c>.</param>
internal sealed record TechnicianDoorState(
    bool IsOpen,
    string From,
    ImmutableArray<TechnicianKey> Keys
)
{
    public static readonly TechnicianDoorState Shut = new(false, "", []);
}
