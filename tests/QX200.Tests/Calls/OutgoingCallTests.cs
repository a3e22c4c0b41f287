using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Calls to outside: routes, own accounts, transfers and push-backs over them.</summary>
public sealed class OutgoingCallTests : CallScenario
{
    private const string Server = "192.0.2.10";

    private const string Trunks = $"""
        [trunk:provider]
        server = {Server}
        user = 74950001122
        register = no
        [route:2]
        pattern = 9*
        trunk = provider
        [route:1]
        pattern = 90*
        strip = 2
        prepend = +49
        trunk = provider
        """;

    private readonly Lazy<Telephone> _server;

    public OutgoingCallTests() => _server = new Lazy<Telephone>(() => Bench.Unregistered("out"));

    [Theory]
    [InlineData("9123", "9123")]
    [InlineData("9030123", "+4930123")]
    public void The_lowest_route_that_matches_sends_the_call_out(string dialled, string sent)
    {
        Open(CallBench.Standard);
        PhoneCall call = Bench.Phone("101").Call(dialled);
        PhoneCall outside = _server.Value.Latest;
        Assert.Equal($"<sip:{sent}@{Server}>", outside.InviteHeader("To"));
        Assert.Equal("74950001122", outside.CallerId);
        Assert.Equal($"<sip:74950001122@{Server}>", outside.InviteHeader("P-Asserted-Identity"));
        outside.Answer();
        Assert.True(call.IsUp);
        Bench.Listen();
        Assert.Equal(("out", "101"), (call.Hears, outside.Hears));
    }

    [Fact]
    public void An_extension_goes_before_a_route_and_what_is_neither_is_not_found()
    {
        Open(CallBench.Standard + "\n[extension:91]\nsecret = s91\n");
        Telephone inside = Bench.Phone("91");
        Telephone phone = Bench.Phone("101");
        PhoneCall call = phone.Call("91");
        Assert.True(inside.IsRinging);
        call.Hangup();
        Assert.Equal([404], phone.Call("8123").Statuses);
        Assert.Empty(_server.Value.Calls);
    }

    [Fact]
    public void Without_a_route_an_extension_calls_out_over_its_own_account()
    {
        Open(
            $"{CallBench.Standard}\n[extension:105]\nsecret = s105\nsip-server = {Server}\nsip-user = 892220\n"
        );
        Bench.Phone("105").Call("8123");
        Assert.Equal("892220", _server.Value.Latest.CallerId);
        Assert.Equal([404], Bench.Phone("101").Call("8123").Statuses);
    }

    [Fact]
    public void A_call_is_transferred_outside()
    {
        Open(CallBench.Standard);
        (PhoneCall transferor, PhoneCall party) = Bench.Talk(
            Bench.Phone("101"),
            Bench.Phone("102")
        );
        Assert.Equal(202, transferor.Refer("9123"));
        _server.Value.Latest.Answer();
        Bench.Listen();
        Assert.Equal(("out", "102"), (party.Hears, _server.Value.Latest.Hears));
    }

    [Theory]
    [InlineData("PSTN:9123", "9123")]
    [InlineData("Auto:9123", "9123")]
    [InlineData($"SIP:bob@{Server}", "bob")]
    public void Rule_5_2_a_parked_call_is_pushed_back_to_outside(string to, string called)
    {
        Open(
            $"{CallBench.Standard}\n[extension:79]\ntype = park\nretrieve-timeout = 5s\npush-back = {to}\n"
        );
        (PhoneCall parker, PhoneCall waits) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        parker.Refer("79");
        Bench.Pass(7);
        parker.Phone.Latest.Respond(486);
        PhoneCall outside = _server.Value.Latest;
        Assert.Equal($"<sip:{called}@{Server}>", outside.InviteHeader("To"));
        outside.Answer();
        Bench.Listen();
        Assert.Equal(("out", "102"), (waits.Hears, outside.Hears));
        Assert.Equal([$"79: 102 by 101, pushed-back by {called}"], Bench.ParkRecords());
    }

    [Fact]
    public void What_is_outside_neither_parks_nor_transfers()
    {
        Open(CallBench.Standard);
        Bench.Phone("101").Call("9123");
        PhoneCall outside = _server.Value.Latest;
        outside.Answer();
        outside.Press("*5");
        Bench.Pass(3);
        Assert.Empty(Bench.Parked());
        Assert.Equal(403, outside.Refer("102"));
        Assert.True(outside.IsUp);
    }

    private void Open(string extensions)
    {
        Use(extensions, trunks: Trunks);
        _ = _server.Value;
        Bench.StartAccounts();
    }
}
