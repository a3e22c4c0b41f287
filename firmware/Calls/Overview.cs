using System.Collections.Immutable;
using QX200.Settings;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Status;

namespace QX200.Calls;

/// <summary>
/// Publishes the snapshot for everyone who only looks: once for all that changes in one turn of the signal loop.
/// </summary>
internal sealed class Overview(Switchboard board, Registrar registrar, StatusBoard status)
{
    private readonly Lamps _lamps = new(board);
    private bool _due;
    private bool _rejected;

    /// <summary>Asked at each publishing: what somebody should look at.</summary>
    public Func<ImmutableArray<string>> Notices { get; set; } = static () => [];

    /// <summary>Something has changed that is shown somewhere.</summary>
    public void Changed()
    {
        if (!_due)
        {
            _due = true;
            board.Timers.Schedule(
                TimeSpan.Zero,
                static overview => ((Overview)overview!).Due(),
                this
            );
        }
    }

    private void Due()
    {
        if (_due)
        {
            Publish();
        }
    }

    /// <summary>Publishes at once what is due: for whoever tells the state on and must not tell an old one.</summary>
    public void Refresh()
    {
        if (_due || ReferenceEquals(status.Current, StatusSnapshot.Empty))
        {
            Publish();
        }
    }

    /// <summary>Somebody was refused: shown with what changes next, within a second at the latest, as there may be a flood of them.</summary>
    public void RejectedSomebody()
    {
        if (!_rejected)
        {
            _rejected = true;
            board.Timers.Schedule(
                TimeSpan.FromSeconds(1),
                static overview => ((Overview)overview!).ShowRejected(),
                this
            );
        }
    }

    private void ShowRejected()
    {
        _rejected = false;
        Changed();
    }

    private void Publish()
    {
        _due = false;
        status.Publish(
            new StatusSnapshot(
                board.Clock.GetUtcNow(),
                [.. board.Settings.Extensions.OfType<UserExtensionSettings>().Select(Extension)],
                [.. board.Calls.Select(Call)],
                [
                    .. board
                        .Calls.Where(c => c.Stay is not null)
                        .Select(Parked)
                        .OrderBy(p => p.Slot.Length)
                        .ThenBy(p => p.Slot),
                ],
                Counters()
            )
            {
                Notices = Notices(),
                Accounts = [.. board.Accounts.All.Select(Account)],
                Lamps = _lamps.Read(),
                Lines = board.Phones?.Statuses() ?? [],
                Rejected = [.. board.Equipment.Sip.RejectedTraffic.Latest().Select(Rejected)],
            }
        );
    }

    /// <summary>What is in use at this moment; all zero when nobody telephones and everything was given back.</summary>
    public StatusCounters Counters()
    {
        Equipment equipment = board.Equipment;
        return new StatusCounters(
            equipment.Sip.Alive.All,
            equipment.Agent.SessionCount,
            equipment.Media.Counters.OpenStreams
        );
    }

    private ExtensionStatus Extension(UserExtensionSettings extension) =>
        new(
            extension.Number,
            extension.Name,
            [
                .. registrar
                    .BindingsOf(extension.Number)
                    .Select(b => new RegistrationStatus(
                        b.ContactUri,
                        board.Clock.GetUtcNow() + b.Remaining(board.Clock),
                        b.Alive
                    )),
            ]
        );

    private static AccountStatus Account(Account account) =>
        new(
            account.Terms.Name,
            account.Terms.User,
            account.Terms.HostAndPort,
            account.State switch
            {
                AccountState.Off => AccountPhase.Unregistered,
                AccountState.Failed => AccountPhase.Failed,
                AccountState.Registering => AccountPhase.Trying,
                _ => AccountPhase.Registered,
            },
            account.Reason
        )
        {
            Peer = account.Peer.IsNone ? "" : account.Peer.ToString(),
        };

    private static RejectedStatus Rejected(RejectedRequest request) =>
        new(
            $"{request.Transport.ToString().ToLowerInvariant()} {request.Source}",
            request.What,
            request.User,
            request.Reason,
            request.First,
            request.Last,
            request.Count
        );

    private static CallStatus Call(Call call) =>
        new(call.Number, call.From, call.Dialled, Phase(call), call.StartedAt, call.AnsweredAt);

    private static CallPhase Phase(Call call) =>
        call.AnsweredAt is null ? CallPhase.Ringing
        : call.Party.HeldSince is not null || call.Peer?.HeldSince is not null ? CallPhase.Held
        : CallPhase.Talking;

    private static ParkedStatus Parked(Call call) =>
        new(
            call.Stay!.Slot,
            call.Number,
            call.Party.Identity.Number,
            call.Stay.Parker,
            call.Stay.ParkedAt,
            call.Stay.ReturnsAt,
            call.State == CallState.Returning
        );
}
