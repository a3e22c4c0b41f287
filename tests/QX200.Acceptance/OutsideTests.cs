using System.Globalization;
using System.Text.Json;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Call Park across a real SIP server outside.</summary>
public sealed class OutsideTests
{
    /// <summary>
    /// The order's own example: park extension 77 is 892220 on the SIP server; the parker hears both; from a remote
    /// telephone the call is taken back by the SIP address and the password.
    /// </summary>
    [Fact]
    public async Task Rule_4_1_the_call_parked_on_77_is_retrieved_as_892220_from_a_remote_telephone_with_the_password()
    {
        int provider = Ports.Next();

        // It is there before the exchange, which would wait a while before it tried once more.
        await using Kamailio server = await Kamailio.Start(
            Path.Combine(Release.Root, "out", "acceptance", "server-outside"),
            provider,
            [("892220", "trunkpass"), ("1001", "secret1001")]
        );
        await Scene.Play(
            async scene =>
            {
                await scene.Exchange.Log.Take(
                    "the registration",
                    l =>
                        l.Contains(
                            "extension 77 is registered as 892220",
                            StringComparison.Ordinal
                        ),
                    Patience.Soon
                );
                Baresip remote = await scene.Remote(
                    new Account("1001", "secret1001", provider),
                    Voice.C
                );
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B);
                await Proof.Call(waits, parks);
                await Proof.HearsSoon(waits, Voice.B, 0.5);
                await Proof.ParkByKeys(scene.Exchange, () => parks.Press("*5"));
                await parks.Closed();

                await remote.Dial("892220");
                await remote.Connected();
                await Proof.HearsSoon(
                    remote,
                    "the question for the password",
                    Proof.AsksForThePassword
                );
                await remote.Press("4711");
                await Proof.Talk(remote, waits);
                await remote.HangUp();
                await waits.Closed();

                Proof.HearsTheNumber(await parks.Recording(), "77892220");
                Proof.HearsTheTune(await waits.Recording());
                Proof.HeardEachOther(
                    (await waits.Recording(), Voice.A),
                    (await remote.Recording(), Voice.C)
                );
                JsonElement record = Assert.Single(
                    scene.Exchange.Records(),
                    static r => r.GetProperty("kind").GetString() == "park"
                );
                Assert.Equal("retrieved", record.GetProperty("outcome").GetString());
                Assert.Equal("1001", record.GetProperty("by").GetString());
            },
            new ExchangeSettings
            {
                Park = string.Create(
                    CultureInfo.InvariantCulture,
                    $"password = 4711\nsip-server = 127.0.0.1:{provider}\nsip-user = 892220\nsip-password = trunkpass"
                ),
            }
        );
    }
}
