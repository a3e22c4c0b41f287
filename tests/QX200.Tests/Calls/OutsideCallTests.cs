using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Calls from outside SIP servers: whom they reach, and what they may do at a park extension.</summary>
public sealed class OutsideCallTests : CallScenario
{
    /// <summary>The address of the first telephone of a bench, which plays the outside server.</summary>
    private const string Server = "192.0.2.10";

    private const string Account = $"sip-server = {Server}\nsip-user = 892220\n";

    private const string Trunk = $"""
        [trunk:provider]
        server = {Server}
        user = 74950001122
        incoming = 102
        """;

    private readonly Lazy<Telephone> _server;

    public OutsideCallTests() => _server = new Lazy<Telephone>(() => Bench.Unregistered("4930123"));

    [Theory]
    [InlineData("101", "101")]
    [InlineData("74950001122", "102")]
    [InlineData("999", "102")]
    public void A_call_over_a_trunk_goes_to_the_number_dialled_or_where_the_trunk_says(
        string dialled,
        string rung
    )
    {
        Open(CallBench.Standard);
        Telephone[] phones = [Bench.Phone("101"), Bench.Phone("102")];
        PhoneCall call = _server.Value.Call(dialled);
        Assert.Equal([rung], phones.Where(static p => p.IsRinging).Select(static p => p.Number));
        PhoneCall inside = phones.Single(static p => p.IsRinging).Latest;
        Assert.Equal("4930123", inside.CallerId);
        inside.Answer();
        Bench.Listen();
        Assert.Equal((rung, "4930123"), (call.Hears, inside.Hears));
        Assert.Equal("", call.Shows);
        Assert.Equal(1, Bench.Registrar.Counters.OutsideCalls);
    }

    [Theory]
    [InlineData("*5")]
    [InlineData("*577")]
    public void Nobody_outside_dials_a_feature_code(string code)
    {
        Open(CallBench.Standard, Trunk.Replace("102", ""));
        Assert.Equal([404], _server.Value.Call(code).Statuses);
    }

    [Fact]
    public void A_call_to_an_extensions_account_rings_it_and_the_token_is_not_told_on()
    {
        Open($"{CallBench.Standard}\n[extension:105]\nsecret = s105\n{Account}", "");
        Telephone phone = Bench.Phone("105");
        Assert.Contains($"@{CallBench.Host}:5060", _server.Value.Registered);
        PhoneCall call = _server.Value.Call(Token);
        Assert.True(phone.IsRinging);
        phone.Latest.Answer();
        Assert.True(call.IsUp);
        Assert.DoesNotContain(Token, call.RemoteTarget);
    }

    [Fact]
    public void Rule_2_5_an_outside_caller_is_parked_inside_and_retrieved_inside()
    {
        Open(CallBench.Standard);
        (PhoneCall outside, PhoneCall inside) = Talk("101");
        inside.Press("*5");
        Bench.Pass(1);
        Assert.Equal(["77: 4930123 by 101"], Bench.Parked());
        PhoneCall retriever = Bench.Phone("103").Call("77");
        Bench.Listen();
        Assert.Equal(("103", "4930123"), (outside.Hears, retriever.Hears));
        Assert.Equal("4930123 4930123", retriever.Shows);
        Assert.Equal("", outside.Shows);
    }

    [Fact]
    public void Rule_2_5_only_extensions_of_the_box_park()
    {
        Open(CallBench.Standard);
        (PhoneCall outside, _) = Talk("101");
        outside.Press("*5");
        Bench.Pass(3);
        Assert.Empty(Bench.Parked());
        outside.Hold();
        Assert.Equal([480], Settled(_server.Value.Call("77")).Statuses.Where(s => s >= 300));
        Assert.Empty(Bench.Parked());
        Assert.Equal(403, outside.Refer("77"));
        Assert.True(outside.IsUp);
    }

    [Fact]
    public void Rule_4_1_and_4_3_a_parked_call_is_taken_from_outside_by_SIP_address_with_the_password()
    {
        Open(WithSlot("password = 4711"), "");
        PhoneCall waits = Park();
        PhoneCall taker = _server.Value.Call(Token);
        Assert.True(taker.IsUp);
        Bench.Pass(1);
        Assert.Equal(["79: 102 by 101"], Bench.Parked());
        taker.Press("4711");
        Bench.Pass(1);
        Bench.Listen();
        Assert.Equal(("102", "4930123"), (taker.Hears, waits.Hears));
        Assert.Equal(["79: 102 by 101, retrieved by 4930123"], Bench.ParkRecords());
    }

    [Theory]
    [InlineData("PSTN:49*", "", true)]
    [InlineData("PSTN:48*", "", false)]
    [InlineData("PBX:*", "", false)]
    [InlineData("Auto:4930123", "", true)]
    [InlineData("SIP:*@192.0.2.1", "", true)]
    [InlineData("SIP:*@192.0.2.1:5060", "", true)]
    [InlineData("SIP:*@192.0.2.1:5080", "", false)]
    [InlineData("SIP:4*", "", false)]
    [InlineData("SIP:al*", "P-Asserted-Identity: <sip:alice@192.0.2.10:5099>", true)]
    [InlineData("SIP:al*@192.0.2.10", "P-Asserted-Identity: <sip:alice@192.0.2.10:5099>", true)]
    [InlineData("SIP:al*", "P-Asserted-Identity: <sip:alice@192.0.2.11>", false)]
    [InlineData("PSTN:al*", "P-Asserted-Identity: <sip:alice@192.0.2.10>", false)]
    [InlineData("Auto:alice", "P-Asserted-Identity: <sip:alice@192.0.2.11>", true)]
    public void Rule_4_2_the_retrieve_access_list_knows_outside_callers(
        string access,
        string headers,
        bool listed
    )
    {
        Open(WithSlot($"retrieve-access = {access}"), "");
        Park();
        PhoneCall taker = Settled(_server.Value.Call(Token, more: headers));
        Assert.Equal(listed ? 200 : 403, taker.Status);
        Assert.Equal(listed ? 0 : 1, Bench.Parked().Length);
    }

    [Fact]
    public void Rule_1_3_a_park_extension_has_an_account_outside_and_is_called_over_it()
    {
        Open(WithSlot("retrieve-access = PSTN:*"), "");
        Assert.NotEqual("", _server.Value.Registered);
        PhoneCall waits = Park();
        PhoneCall taker = _server.Value.Call(Token);
        Bench.Listen();
        Assert.Equal(("102", "4930123"), (taker.Hears, waits.Hears));
    }

    [Fact]
    public void Rule_4_1_from_outside_over_a_trunk_it_is_called_by_its_number()
    {
        Open(CallBench.Standard + "\nretrieve-access = Auto:*\n");
        (PhoneCall parker, PhoneCall waits) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        parker.Refer("78");
        PhoneCall taker = _server.Value.Call("78");
        Bench.Listen();
        Assert.Equal(("102", "4930123"), (taker.Hears, waits.Hears));
        Assert.Equal(["78: 102 by 101, retrieved by 4930123"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_1_2_without_a_list_of_its_own_nobody_outside_retrieves()
    {
        Open(CallBench.Standard);
        (PhoneCall parker, PhoneCall waits) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        parker.Refer("77");
        Assert.Equal([183, 403], Settled(_server.Value.Call("77")).Statuses);
        Bench.Listen();
        Assert.Equal("music", waits.Hears);
    }

    [Fact]
    public void Rule_4_5_an_empty_park_extension_answers_outside_callers_too()
    {
        Open(WithSlot("password = 4711"), "");
        Assert.Equal([183, 480], Settled(_server.Value.Call(Token)).Statuses);
    }

    [Fact]
    public void Rule_2_3_the_parker_hears_the_SIP_user_name_while_the_account_is_registered()
    {
        Open(
            $"""
            [extension:101]
            secret = s101
            [extension:102]
            secret = s102
            [extension:79]
            type = park
            {Account}
            """,
            ""
        );
        double with = SecondsOfAnnouncement();
        Bench.Accounts.Stop();
        Bench.Pass(1);
        Assert.Equal("", _server.Value.Registered);
        double without = SecondsOfAnnouncement();
        Assert.True(with > without + 2, $"{with} s with the user name, {without} s without it");
    }

    [Fact]
    public void Who_wants_to_be_private_is_not_shown()
    {
        Open(CallBench.Standard);
        Telephone phone = Bench.Phone("101");
        _server.Value.Call(
            "101",
            more: "P-Asserted-Identity: \"Eve\" <sip:+4940@net.example>\nPrivacy: id"
        );
        Assert.Equal("Anonymous anonymous", phone.Latest.CallerId);
        Assert.Equal("Anonymous anonymous", phone.Latest.Shows);
    }

    private string Token => _server.Value.Registered.Split('@')[0];

    private void Open(string extensions, string trunks = Trunk)
    {
        Use(extensions, trunks: trunks);
        _ = _server.Value;
        Bench.StartAccounts();
    }

    private static string WithSlot(string keys) =>
        $"{CallBench.Standard}\n[extension:79]\ntype = park\n{Account}{keys}\n";

    private (PhoneCall Outside, PhoneCall Inside) Talk(string number)
    {
        Telephone phone = Bench.Phone(number);
        PhoneCall outside = _server.Value.Call(number);
        phone.Latest.Answer();
        Assert.True(outside.IsUp);
        return (outside, phone.Latest);
    }

    /// <summary>101 parks 102 on 79.</summary>
    private PhoneCall Park()
    {
        (PhoneCall parker, PhoneCall waits) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        Assert.Equal(202, parker.Refer("79"));
        Assert.Equal(["79: 102 by 101"], Bench.Parked());
        return waits;
    }

    private double SecondsOfAnnouncement()
    {
        (PhoneCall parker, PhoneCall waits) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        parker.Press("*5");
        double seconds = 0;
        for (; parker.EndedBy.Length == 0 && seconds < 20; seconds += 0.1)
        {
            Bench.Pass(0.1);
        }

        waits.Hangup();
        return seconds;
    }

    /// <summary>A call that hears a prompt before it is refused.</summary>
    private PhoneCall Settled(PhoneCall call)
    {
        Bench.Pass(8);
        return call;
    }
}
