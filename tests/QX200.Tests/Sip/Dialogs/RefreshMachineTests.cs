using QX200.Sip.Dialogs;
using Xunit;
using static QX200.Sip.Dialogs.RefreshActions;
using static QX200.Sip.Dialogs.RefreshInput;
using static QX200.Sip.Dialogs.RefreshState;

namespace QX200.Tests.Sip.Dialogs;

public sealed class RefreshMachineTests
{
    private const RefreshActions ArmBoth = Disarm | ArmRefresh | RefreshActions.ArmExpiry;

    /// <summary>What means the same in every state.</summary>
    private static readonly Dictionary<RefreshInput, RefreshStep> Everywhere = new()
    {
        [AgreedOurs] = new(Resting, ArmBoth),
        [AgreedTheirs] = new(Watching, Disarm | RefreshActions.ArmExpiry),
        [Closed] = new(Off, Disarm),
    };

    /// <summary>What means something in one state. All else stays and does nothing.</summary>
    private static readonly Dictionary<(RefreshState, RefreshInput), RefreshStep> Table = new()
    {
        [(Resting, RefreshDue)] = new(Asking, SendRefresh),
        [(Resting, Expired)] = new(Off, Disarm | EndSession),
        [(Asking, Refused)] = new(Resting, ArmRetry),
        [(Asking, Expired)] = new(Off, Disarm | EndSession),
        [(Watching, Expired)] = new(Off, Disarm | EndSession),
    };

    [Fact]
    public void Every_input_in_every_state()
    {
        foreach (RefreshState state in Enum.GetValues<RefreshState>())
        {
            foreach (RefreshInput input in Enum.GetValues<RefreshInput>())
            {
                RefreshStep stays = new(state, None);
                RefreshStep due = Everywhere.TryGetValue(input, out RefreshStep anywhere)
                    ? anywhere
                    : Table.GetValueOrDefault((state, input), stays);
                Assert.Equal(
                    (state, input, due),
                    (state, input, RefreshMachine.Step(state, input))
                );
            }
        }
    }
}
