using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>The drivers themselves, without an exchange: what the other tests trust is tried here first.</summary>
public sealed class DriverTests
{
    [Fact]
    public async Task Two_baresip_telephones_call_each_other_directly_and_hear_each_other()
    {
        string folder = Directory.CreateTempSubdirectory("qx200-").FullName;
        await using Baresip a = await Baresip.Start(
            Path.Combine(folder, "a"),
            new Account("101", "x", 9),
            Voice.A,
            register: false
        );
        await using Baresip b = await Baresip.Start(
            Path.Combine(folder, "b"),
            new Account("102", "x", 9),
            Voice.B,
            register: false
        );
        await a.DialUri($"sip:102@127.0.0.1:{b.SipPort}");
        await b.Rings();
        await b.Answer();
        await a.Connected();
        await b.Connected();
        await Proof.Talk(a, b);
        await a.HangUp();
        await b.Closed();
        Proof.Hears(await a.Recording(), Voice.B);
        Proof.Hears(await b.Recording(), Voice.A);
    }

    [Fact]
    public async Task Linphone_and_baresip_call_each_other_directly_and_hear_each_other()
    {
        string folder = Directory.CreateTempSubdirectory("qx200-").FullName;
        await using Baresip a = await Baresip.Start(
            Path.Combine(folder, "a"),
            new Account("101", "x", 9),
            Voice.A,
            register: false
        );
        await using Linphone b = await Linphone.Start(
            Path.Combine(folder, "b"),
            new Account("102", "x", 9),
            Voice.B,
            register: false
        );
        await a.DialUri($"sip:102@127.0.0.1:{b.SipPort}");
        await b.Says("incoming");
        await b.Answer();
        await a.Connected();

        // What linphone has heard is not to be seen before it is off.
        await Proof.HearsSoon(a, Voice.B, 3);
        await a.HangUp();
        await b.DisposeAsync();
        Proof.Hears(await a.Recording(), Voice.B);
        Proof.Hears(b.Recording(), Voice.A);
    }
}
