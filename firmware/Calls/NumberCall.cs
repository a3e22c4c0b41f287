using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// The call that tells a parker the number when his telephone has hung up on the transfer (CALL-PARK 2.1 c): his
/// telephone is asked to answer by itself, hears the number, and is let go. Given up after 15 s.
/// </summary>
internal sealed class NumberCall : IRingOwner
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(15);

    private readonly Switchboard _board;
    private readonly string _slot;

    private NumberCall(Switchboard board, string slot)
    {
        _board = board;
        _slot = slot;
    }

    public static void Place(
        Switchboard board,
        string extension,
        DeviceIdentity device,
        string slot
    )
    {
        var group = new RingGroup(board.Timers, new NumberCall(board, slot));
        var shown = new PartyIdentity(slot, $"Parked on {slot}");
        board.Ringer.AddOnlyDevice(group, extension, device, shown, RingStyle.AutoAnswer);
        group.Start(GiveUp);
    }

    void IRingOwner.TargetAnswered(RingGroup group, Leg leg)
    {
        group.Cancel();
        Notice.SayAndHangUp(_board.Timers, leg, _board.SlotNumber(_slot));
    }

    void IRingOwner.TargetRinging(RingGroup group, Leg leg) { }

    void IRingOwner.TargetSoundStarted(RingGroup group, Leg leg) { }

    void IRingOwner.TargetGone(RingGroup group, Leg leg) { }

    void IRingOwner.TargetsFailed(RingGroup group, int status, string reason) { }

    void IRingOwner.TargetForwarded(RingGroup group, Leg leg, IReadOnlyList<string> numbers) { }
}
