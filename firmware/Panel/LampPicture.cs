using QX200.Board;
using QX200.Status;

namespace QX200.Panel;

/// <summary>What the box as a whole is at.</summary>
internal enum BoxCondition : byte
{
    Starting,
    Running,

    /// <summary>A stick with an update is in the box, and a press of the button takes it.</summary>
    UpdateOffered,
    Updating,
    Stopping,
}

/// <summary>Which pattern each lamp has: everything that a snapshot says to the front panel. Pure.</summary>
internal readonly record struct LampPicture(
    LampPattern Power,
    LampPattern Status,
    LampPattern Network,
    LampPattern Line1,
    LampPattern Line2,
    LampPattern Park
)
{
    public static LampPicture Dark => default;

    /// <summary>All lamps alike.</summary>
    public static LampPicture All(LampPattern pattern) =>
        new(pattern, pattern, pattern, pattern, pattern, pattern);

    /// <param name="hasNetwork">The box has an address at which telephones reach it.</param>
    public static LampPicture Of(StatusSnapshot now, BoxCondition condition, bool hasNetwork) =>
        new(
            Power: LampPattern.On,
            Status: StatusOf(now, condition),
            Network: hasNetwork ? LampPattern.On : LampPattern.Off,
            Line1: LineOf(now, 1),
            Line2: LineOf(now, 2),
            Park: ParkOf(now)
        );

    public LampPattern this[Lamp lamp] =>
        lamp switch
        {
            Lamp.Power => Power,
            Lamp.Status => Status,
            Lamp.Network => Network,
            Lamp.Line1 => Line1,
            Lamp.Line2 => Line2,
            _ => Park,
        };

    private static LampPattern StatusOf(StatusSnapshot now, BoxCondition condition) =>
        condition switch
        {
            BoxCondition.Starting or BoxCondition.Stopping => LampPattern.Slow,
            BoxCondition.UpdateOffered => LampPattern.Blink,
            BoxCondition.Updating => LampPattern.Double,
            _ => now.Lines.Any(IsBroken) || !now.Notices.IsEmpty
                ? LampPattern.Fast
                : LampPattern.On,
        };

    private static LampPattern LineOf(StatusSnapshot now, int number)
    {
        LineStatus? line = now.Lines.FirstOrDefault(l => l.Line == number);
        return line?.Phase switch
        {
            LinePhase.OffHook or LinePhase.InUse => LampPattern.On,
            LinePhase.Ringing => LampPattern.Blink,
            LinePhase.OutOfService => LampPattern.Fast,
            _ => LampPattern.Off,
        };
    }

    private static LampPattern ParkOf(StatusSnapshot now) =>
        now.Parked.Any(static p => p.Returning) ? LampPattern.Blink
        : now.Parked.IsEmpty ? LampPattern.Off
        : LampPattern.On;

    private static bool IsBroken(LineStatus line) => line.Phase == LinePhase.OutOfService;
}
