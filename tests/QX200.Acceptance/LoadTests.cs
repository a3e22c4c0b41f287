using System.Globalization;
using QX200.Acceptance.Phones;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Many calls, and what is left of them once the telephones have unregistered.</summary>
public sealed class LoadTests
{
    private static readonly ExchangeSettings ManyPorts = new()
    {
        MediaPorts = 2048,
        System = ParkTests.LongWindow.System,
    };

    [Fact]
    public Task Sipp_registers_calls_and_is_called_two_hundred_times_and_no_call_is_lost() =>
        Scene.Play(
            async scene =>
            {
                int callerPort = Ports.Next();
                int calleePort = Ports.Next();
                await scene.RegisterBySipp("101", callerPort);
                await scene.RegisterBySipp("102", calleePort);
                Sipp callee = scene.Sipp("answer.xml", ["102"], calleePort, "-m", "200", "-aa");
                Sipp caller = scene.Sipp(
                    "call.xml",
                    ["101"],
                    callerPort,
                    ["-s", "102", "-m", "200", "-r", "20", "-d", "2000", "-aa", "-timeout", "180s"]
                );
                await caller.Succeeds(TimeSpan.FromSeconds(180));
                await callee.Succeeds();
                await scene.RegisterBySipp("101", callerPort, seconds: 0);
                await scene.RegisterBySipp("102", calleePort, seconds: 0);
                await Proof.NothingLeft(scene.Exchange);
            },
            ManyPorts
        );

    [Fact]
    public Task A_thousand_times_parked_and_taken_back_leaves_nothing_behind() =>
        Scene.Play(
            async scene =>
            {
                const int Lanes = 20;
                await Task.WhenAll(
                    Enumerable.Range(0, Lanes).Select(lane => Lane(scene, lane, 1000 / Lanes))
                );
                await Proof.NothingLeft(scene.Exchange);
                Assert.Equal(
                    1000,
                    scene.Exchange.Records().Count(r => r.GetProperty("kind").GetString() == "park")
                );
            },
            ManyPorts with
            {
                Users = [.. Enumerable.Range(100, 60).Select(Number)],
                ParkExtensions = [.. Enumerable.Range(70, 20).Select(Number)],
            }
        );

    // Three telephones of its own that park on an extension of its own, by each of the ways in turn.
    private static async Task Lane(Scene scene, int lane, int rounds)
    {
        RawPhone waits = await scene.Scripted(Number(100 + (3 * lane)));
        RawPhone parks = await scene.Scripted(Number(101 + (3 * lane)), $"urn:uuid:lane-{lane}");
        RawPhone takes = await scene.Scripted(Number(102 + (3 * lane)));
        string slot = Number(70 + lane);
        for (int round = 0; round < rounds; round++)
        {
            RawCall waiting = await waits.Invite(parks.Account.Number);
            RawCall parking = await parks.Rings();
            await parking.PickUp();
            await waiting.Final();
            if (round % 2 == 0)
            {
                await parking.TransferTo(slot);
            }
            else
            {
                await ParkByHold(parks, parking, slot);
            }

            RawCall taking = await takes.Invite(slot);
            Assert.Equal(200, (await taking.Final()).Status);
            await taking.Bye();
            await waiting.Ended();
        }

        await Task.WhenAll(waits.Register(0), parks.Register(0), takes.Register(0));
    }

    private static async Task ParkByHold(RawPhone parks, RawCall parking, string slot)
    {
        SipText held = await parking.Reinvite(parks.Sdp("sendonly", version: 2));
        Assert.Equal(200, held.Status);
        RawCall key = await parks.Invite(slot);
        Assert.Equal(200, (await key.Final()).Status);
        await parking.Ended();
        await key.Ended();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
