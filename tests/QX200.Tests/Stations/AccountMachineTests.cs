using QX200.Stations;
using Xunit;
using static QX200.Stations.AccountActions;

namespace QX200.Tests.Stations;

public sealed class AccountMachineTests
{
    /// <summary>Every cell that does something; all others leave the state as it is.</summary>
    private static readonly Dictionary<
        (AccountState, AccountInput),
        (AccountState, AccountActions)
    > s_table = new()
    {
        [(AccountState.Off, AccountInput.Started)] = (AccountState.Registering, Ask),
        [(AccountState.Registering, AccountInput.Granted)] = (
            AccountState.Registered,
            AwaitRefresh
        ),
        [(AccountState.Registering, AccountInput.AskedAgain)] = (
            AccountState.Registering,
            AskAgain
        ),
        [(AccountState.Registering, AccountInput.Denied)] = (AccountState.Failed, AwaitRetry),
        [(AccountState.Registering, AccountInput.Lost)] = (AccountState.Failed, AwaitRetry),
        [(AccountState.Registering, AccountInput.Stopped)] = (
            AccountState.Leaving,
            Disarm | Remove
        ),
        [(AccountState.Registered, AccountInput.Due)] = (AccountState.Refreshing, Ask),
        [(AccountState.Registered, AccountInput.RanOut)] = (AccountState.Registering, Disarm | Ask),
        [(AccountState.Registered, AccountInput.Stopped)] = (AccountState.Leaving, Disarm | Remove),
        [(AccountState.Refreshing, AccountInput.Granted)] = (AccountState.Registered, AwaitRefresh),
        [(AccountState.Refreshing, AccountInput.AskedAgain)] = (AccountState.Refreshing, AskAgain),
        [(AccountState.Refreshing, AccountInput.Lost)] = (AccountState.Overdue, AwaitRetry),
        [(AccountState.Refreshing, AccountInput.Denied)] = (
            AccountState.Failed,
            Disarm | AwaitRetry
        ),
        [(AccountState.Refreshing, AccountInput.RanOut)] = (AccountState.Registering, None),
        [(AccountState.Refreshing, AccountInput.Stopped)] = (AccountState.Leaving, Disarm | Remove),
        [(AccountState.Overdue, AccountInput.Due)] = (AccountState.Refreshing, Ask),
        [(AccountState.Overdue, AccountInput.RanOut)] = (AccountState.Failed, None),
        [(AccountState.Overdue, AccountInput.Stopped)] = (AccountState.Leaving, Disarm | Remove),
        [(AccountState.Failed, AccountInput.Due)] = (AccountState.Registering, Ask),
        [(AccountState.Failed, AccountInput.Stopped)] = (AccountState.Off, Disarm),
        [(AccountState.Leaving, AccountInput.Granted)] = (AccountState.Off, None),
        [(AccountState.Leaving, AccountInput.Denied)] = (AccountState.Off, None),
        [(AccountState.Leaving, AccountInput.Lost)] = (AccountState.Off, None),
        [(AccountState.Leaving, AccountInput.AskedAgain)] = (AccountState.Leaving, AskAgain),
    };

    [Fact]
    public void Every_input_in_every_state_does_what_the_table_says()
    {
        foreach (AccountState state in Enum.GetValues<AccountState>())
        {
            foreach (AccountInput input in Enum.GetValues<AccountInput>())
            {
                Assert.Equal(
                    (state, input, s_table.GetValueOrDefault((state, input), (state, None))),
                    (state, input, AccountMachine.Step(state, input))
                );
            }
        }
    }

    [Theory]
    [InlineData(3600, 0, 3060)]
    [InlineData(3600, 1, 2880)]
    [InlineData(60, 0, 51)]
    public void A_refresh_comes_well_before_the_grant_runs_out(
        int granted,
        double chance,
        double seconds
    ) =>
        Assert.Equal(
            seconds,
            AccountTimes.Refresh(TimeSpan.FromSeconds(granted), chance).TotalSeconds,
            6
        );

    [Theory]
    [InlineData(1, false, 0, 0, 5)]
    [InlineData(1, false, 0, 1, 2.5)]
    [InlineData(3, false, 0, 0, 20)]
    [InlineData(30, false, 0, 0, 600)]
    [InlineData(1, true, 0, 0, 60)]
    [InlineData(1, false, 90, 0, 90)]
    [InlineData(1, false, 9999, 0, 3600)]
    public void Tries_come_later_at_each_failure_and_never_before_the_server_wants_them(
        int failures,
        bool denied,
        int advice,
        double chance,
        double seconds
    ) =>
        Assert.Equal(
            seconds,
            AccountTimes.Retry(failures, denied, TimeSpan.FromSeconds(advice), chance).TotalSeconds,
            6
        );
}
