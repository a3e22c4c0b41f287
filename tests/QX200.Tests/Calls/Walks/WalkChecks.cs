using System.Runtime.CompilerServices;
using QX200.Calls;
using QX200.Media;
using Xunit;

namespace QX200.Tests.Calls.Walks;

/// <summary>What is true after every step of a walk, whatever the telephones and the network do.</summary>
internal sealed class WalkChecks(CallBench bench)
{
    /// <summary>With caller ID behind it.</summary>
    private static readonly TimeSpan LongestBeep = TimeSpan.FromSeconds(3);

    private readonly Dictionary<QX200.Calls.Leg, QX200.Calls.Leg> _lastWith = [];
    private readonly HashSet<QX200.Calls.Leg> _attended = [];
    private readonly Dictionary<QX200.Calls.Leg, (int Token, DateTimeOffset Since)> _beeps = [];

    /// <summary>A telephone asks that the other sides of two of its calls be connected: nobody else may be.</summary>
    public void Attended(PhoneCall first, PhoneCall second)
    {
        foreach (QX200.Calls.Leg leg in bench.Legs.All)
        {
            // Which of its legs are meant does not matter: that it is this telephone's is enough.
            if (leg.Extension == first.Phone.Number || leg.Extension == second.Phone.Number)
            {
                _attended.Add(leg);
            }
        }
    }

    public void Look()
    {
        bench.AssertNobodyIsLost(telephonesAgree: false);
        foreach (Call call in bench.Board.Calls)
        {
            Outcome(call);
            Connection(call);
        }

        foreach (QX200.Calls.Leg leg in bench.Legs.All)
        {
            Sound(leg);
            Password(leg);
        }

        Slots();
    }

    /// <summary>All calls are over, so every lamp is dark.</summary>
    public static void LookAtLamps(IEnumerable<Telephone> phones) =>
        Assert.All(
            phones.SelectMany(static p => p.Lamps).Where(static l => l.IsOn),
            static lamp => Assert.DoesNotMatch("early|confirmed|trying|proceeding", lamp.Shows)
        );

    /// <summary>Nobody is left without an outcome: somebody rings, talks, or a timer runs for him.</summary>
    private static void Outcome(Call call)
    {
        switch (call.State)
        {
            case CallState.Dialling
            or CallState.Transferring
            or CallState.TransferringAlone
            or CallState.Recalling
            or CallState.Returning:
                Assert.True(
                    call.Targets is { Ringing.Count: > 0 },
                    $"nobody rings in a call that is {call.State}"
                );
                break;
            case CallState.Parked:
                Assert.False(call.Stay!.SlotDeleted, "a call waits on in a slot that is deleted");
                Assert.True(call.Stay!.Timeout.IsSet, "a parked call has no timeout");
                break;
            case CallState.Talking or CallState.TransferFailed:
                Assert.True(call.Peer is not null, "one talks alone");
                break;
            default:
                break;
        }

        bool two =
            call.State is CallState.Talking or CallState.TransferFailed or CallState.Transferring;
        Assert.Equal(two, call.Peer is not null);
    }

    /// <summary>
    /// Two who wait are never connected with each other: of two who are, at least one has just dialled or answered,
    /// or somebody who talked with one of them asked for it.
    /// </summary>
    private void Connection(Call call)
    {
        if (call.Peer is not { } peer)
        {
            return;
        }

        QX200.Calls.Leg party = call.Party;
        QX200.Calls.Leg? partyHad = _lastWith.GetValueOrDefault(party);
        QX200.Calls.Leg? peerHad = _lastWith.GetValueOrDefault(peer);
        bool isNew = !ReferenceEquals(partyHad, peer) || !ReferenceEquals(peerHad, party);
        if (isNew && partyHad is not null && peerHad is not null)
        {
            // An analog telephone joins its two calls by hanging up.
            Assert.True(
                _attended.Contains(partyHad)
                    || _attended.Contains(peerHad)
                    || partyHad is FxsLeg
                    || peerHad is FxsLeg,
                $"{party.Identity.Number} and {peer.Identity.Number} waited and were connected"
            );
        }

        _lastWith[party] = peer;
        _lastWith[peer] = party;
    }

    /// <summary>
    /// Nobody hears anybody but the other side of his call, or a telephone that is rung for him; who is parked hears his
    /// music and nothing else, but for the beep of a second caller at an analog telephone, behind which the music goes on.
    /// </summary>
    private void Sound(QX200.Calls.Leg leg)
    {
        Source source = Hears(leg);
        var call = leg.Owner as Call ?? (leg.Owner as RingGroup)?.Owner as Call;
        if (call?.Stay is { } stay && ReferenceEquals(call.Party, leg))
        {
            if (leg is FxsLeg && leg.Saying != 0)
            {
                Beep(leg);
            }
            else
            {
                Assert.Equal(stay.Music, source);
            }
        }
        else if (source.Kind == SourceKind.Peer)
        {
            QX200.Calls.Leg?[] sides = [call?.Party, call?.Peer, .. call?.Targets?.Ringing ?? []];
            Assert.True(
                sides.Any(s => s is not null && s != leg && s.Stream == source.From),
                $"{leg.Identity.Number} hears somebody who is not in his call"
            );
        }
    }

    private void Beep(QX200.Calls.Leg leg)
    {
        DateTimeOffset now = bench.Network.Clock.GetUtcNow();
        if (!_beeps.TryGetValue(leg, out var beep) || beep.Token != leg.Saying)
        {
            _beeps[leg] = (leg.Saying, now);
        }
        else
        {
            Assert.InRange(now - beep.Since, TimeSpan.Zero, LongestBeep);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hears")]
    private static extern ref Source Hears(QX200.Calls.Leg leg);

    /// <summary>Whoever types a password does so for a call that waits.</summary>
    private void Password(QX200.Calls.Leg leg)
    {
        if (leg.Owner is PasswordEntry entry)
        {
            Assert.Contains(bench.Board.Calls, c => c.Stay?.Ticket == entry.Ticket);
        }
    }

    /// <summary>Each slot that is taken is one parked call's, and each parked call has its slot.</summary>
    private void Slots()
    {
        QX200.Parking.ParkLot lot = bench.Board.Lot;
        var taken = new HashSet<uint>();
        for (int slot = 0; slot < lot.Slots.Count; slot++)
        {
            QX200.Parking.ParkWord word = lot.Slots.Read(slot);
            if (word.IsFree)
            {
                continue;
            }

            Call? call = bench.Board.FindCall(word.Call);
            Assert.True(
                call is { Stay: { } stay }
                    && stay.Ticket.Slot == slot
                    && stay.Slot == lot.Numbers[slot],
                $"slot {lot.Numbers[slot]} is taken by nobody"
            );
            Assert.True(taken.Add(word.Call), "one call has two slots");
        }

        int parked = bench.Board.Calls.Count(static c => c.Stay is { SlotDeleted: false });
        Assert.Equal(taken.Count, parked);
    }
}
