using QX200.Sip.Dialogs;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>The notifier's machine over every pair of state and input.</summary>
public sealed class SubscriptionMachineTests
{
    private const string Table = """
        Active  Refreshed     Active  Arm, Notify
        Active  RunOut        Leaving NotifyLast
        Active  Withdrawn     Leaving NotifyLast
        Active  Changed       Active  NotifySoon
        Active  LastConcluded Active  None
        Active  Lost          Over    Close
        Leaving Refreshed     Leaving None
        Leaving RunOut        Leaving None
        Leaving Withdrawn     Leaving None
        Leaving Changed       Leaving None
        Leaving LastConcluded Over    Close
        Leaving Lost          Over    Close
        Over    Refreshed     Over    None
        Over    RunOut        Over    None
        Over    Withdrawn     Over    None
        Over    Changed       Over    None
        Over    LastConcluded Over    None
        Over    Lost          Over    None
        """;

    [Fact]
    public void Every_state_and_input_do_what_the_table_says()
    {
        var steps =
            from state in Enum.GetValues<SubscriptionState>()
            from input in Enum.GetValues<SubscriptionInput>()
            let step = SubscriptionMachine.Step(state, input)
            select $"{state, -7} {input, -13} {step.Next, -7} {step.Do}";
        Assert.Equal(Table, string.Join('\n', steps));
    }
}
