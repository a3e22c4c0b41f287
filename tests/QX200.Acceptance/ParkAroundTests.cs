using System.Diagnostics;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Parking beside the main path: over TCP, by transfer to the code, with a password, while settings change.</summary>
public sealed class ParkAroundTests
{
    [Fact]
    public Task Who_transfers_to_the_park_code_is_called_back_and_hears_the_number() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            await Proof.Call(waits, parks);
            await parks.Transfer("*5");
            await parks.Closed();
            BaresipEvent ring = await parks.Rings();
            Assert.Contains("77@", ring.Peer, StringComparison.Ordinal);
            await parks.Answer();
            await parks.Connected();
            await parks.Closed();
            await waits.HangUp();
            Proof.HearsTheNumber(await parks.Recording(), "77");
            Proof.HearsTheTune(await waits.Recording());
        });

    [Fact]
    public Task Who_is_not_on_the_list_takes_the_call_with_the_password_and_ends_it_with_a_wrong_one() =>
        Scene.Play(
            async scene =>
            {
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B);
                Baresip takes = await scene.Baresip("103", Voice.C);
                await Proof.Call(waits, parks);
                await parks.Transfer("77");
                await parks.Closed();
                await takes.Dial("77");
                await takes.Connected();
                await Proof.HearsSoon(
                    takes,
                    "the question for the password",
                    Proof.AsksForThePassword
                );
                await takes.Press("4321");
                await Proof.Talk(takes, waits);
                await takes.HangUp();
                await waits.Closed();
                Proof.HeardEachOther(
                    (await waits.Recording(), Voice.A),
                    (await takes.Recording(), Voice.C)
                );

                await Proof.Call(waits, parks);
                await parks.Transfer("77");
                await parks.Closed();
                await takes.Dial("77");
                await takes.Connected();
                await takes.Press("99#");
                await waits.Closed();
                await takes.Closed();
            },
            new ExchangeSettings { Park = "retrieve-access = PBX:104\npassword = 4321" }
        );

    [Fact]
    public Task Settings_change_under_a_parked_call_and_nobody_notices() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            Baresip takes = await scene.Baresip("103", Voice.C);
            await Proof.Call(waits, parks);
            await parks.Transfer("77");
            await parks.Closed();
            string extensions = Path.Combine(scene.Exchange.Folder, "extensions.ini");
            await File.AppendAllTextAsync(
                extensions,
                "\n[extension:71]\ntype = park\n\n[extension:105]\ntype = user\nsecret = secret-of-105\n"
            );

            // The exchange reads its files when they have been quiet for a moment. Until then it knows no 105.
            await Knows(scene.Exchange, "105");
            Baresip late = await scene.Baresip("105", Voice.B);
            await Proof.TakeBack(takes, waits);
            Proof.HearsTheTune(await waits.Recording());
            Proof.HeardEachOther(
                (await waits.Recording(), Voice.A),
                (await takes.Recording(), Voice.C)
            );
            await late.Dial("71");
            BaresipEvent empty = await late.Closed();
            Assert.Contains("480", empty.Detail, StringComparison.Ordinal);
        });

    private static async Task Knows(Exchange exchange, string number)
    {
        await using var phone = new RawPhone(exchange.AccountOf(number));
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await phone.Register();
                await phone.Register(0);
                return;
            }
            catch (InvalidOperationException) when (waited.Elapsed < Patience.Soon)
            {
                await Task.Delay(200);
            }
        }
    }
}
