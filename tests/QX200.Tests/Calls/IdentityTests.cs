using QX200.Tests.Sip;
using QX200.Tests.Watchers;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>4.7 and beyond: whom each display shows, who is not shown, and what outside servers are told.</summary>
public sealed class IdentityTests : CallScenario
{
    private const string Server = "192.0.2.10";

    private const string Trunk = $"""
        [trunk:provider]
        server = {Server}
        user = 74950001122
        register = no
        incoming = 102
        [route:1]
        pattern = 9*
        trunk = provider
        """;

    [Fact]
    public void Rule_4_7_Both_displays_show_the_other_party_after_a_retrieval_new_and_old_ones()
    {
        PhoneCall bob = ParkBob();
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal(("Bob 102", "Carol 103"), (carol.Shows, bob.Shows));
        Assert.Equal(("Bob 102", "Carol 103"), (carol.OldDisplayShows, bob.OldDisplayShows));
        string answer = carol.Texts.Last(static t => t.StartsWith("SIP/2.0 200"));
        Assert.Equal(
            $"\"Bob\" <sip:102@{CallBench.Host}:5060>",
            RawHost.Header(answer, "P-Asserted-Identity")
        );
        Assert.Contains("party=called", RawHost.Header(answer, "Remote-Party-ID"));
        Assert.Equal(["UPDATE"], Shown(bob));
    }

    [Fact]
    public void Rule_4_7_A_telephone_without_UPDATE_is_shown_it_by_re_INVITE()
    {
        PhoneCall bob = ParkBob(static p => p.Allow = "INVITE, ACK, BYE, CANCEL");
        Bench.Phone("103").Call("77");
        Assert.Equal(["INVITE"], Shown(bob));
        Assert.Equal("Carol 103", bob.Shows);
    }

    [Theory]
    [InlineData(491)]
    [InlineData(405)]
    [InlineData(500)]
    public void Rule_4_7_A_telephone_that_refuses_UPDATE_is_shown_it_by_re_INVITE(int status)
    {
        PhoneCall bob = ParkBob();
        bob.Phone.AgreesWith = 0;
        PhoneCall carol = Bench.Phone("103").Call("77");
        bob.Phone.AgreesWith = 200;
        bob.AnswerPending(status);
        Bench.Pass(5);
        Assert.Equal(["UPDATE", "INVITE"], Shown(bob));
        Assert.Equal("Carol 103", bob.Shows);
        Bench.Listen();
        Assert.Equal(("103", "102"), (bob.Hears, carol.Hears));
    }

    [Fact]
    public void While_a_telephone_rings_its_name_stands_on_the_display_of_the_caller()
    {
        Bench.Phone("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        Assert.Equal([180], ann.Statuses);
        Assert.Equal("Bob 102", ann.Shows);
    }

    [Fact]
    public void Nobody_becomes_somebody_else_by_what_he_asserts()
    {
        Telephone bob = Bench.Phone("102");
        string other = $"<sip:104@{CallBench.Host}>";
        Bench
            .Phone("101")
            .Call("102", more: $"P-Asserted-Identity: {other}\nRemote-Party-ID: {other}");
        Assert.Equal(("Ann 101", "Ann 101"), (bob.Latest.CallerId, bob.Latest.Shows));
    }

    [Theory]
    [InlineData("", "Privacy: id")]
    [InlineData("", "Privacy: critical;User")]
    [InlineData("anonymous", "")]
    [InlineData("anonymous", "Privacy: id")]
    public void Who_calls_privately_inside_is_shown_to_nobody(string callsAs, string header)
    {
        Telephone bob = Bench.Phone("102");
        PhoneLamp lamp = Bench.Phone("103").Watch("102");
        PhoneCall ann = Bench.Phone("101", p => p.CallsAs = callsAs).Call("102", more: header);
        Assert.Equal(
            ("Anonymous anonymous", "Anonymous anonymous"),
            (bob.Latest.CallerId, bob.Latest.Shows)
        );
        Assert.Contains("<sip:anonymous@anonymous.invalid>", bob.Latest.InviteHeader("From"));
        Bench.Pass(0.1);
        Assert.Equal("early recipient Anonymous anonymous", lamp.Shows);
        bob.Latest.Answer();
        Assert.Equal("Bob 102", ann.Shows);
        Assert.All(
            bob.Latest.Texts,
            static t => Assert.DoesNotContain("Ann", t.Replace("Anonymous", ""))
        );
        ann.Hangup();
        Assert.Equal(["101 to 102, answered"], Bench.CallRecords());
    }

    [Fact]
    public void Privacy_none_hides_nobody()
    {
        Telephone bob = Bench.Phone("102");
        Bench.Phone("101").Call("102", more: "Privacy: none");
        Assert.Equal("Ann 101", bob.Latest.CallerId);
    }

    [Fact]
    public void Rule_4_7_Who_waits_privately_is_anonymous_at_the_retriever_the_return_and_the_lamp()
    {
        Telephone bob = Bench.Phone("102");
        PhoneLamp lamp = Bench.Phone("103").Watch("77");
        PhoneCall ann = Bench.Phone("101").Call("102", more: "Privacy: id");
        bob.Latest.Answer();
        bob.Latest.Refer("77");
        bob.Latest.Hangup();
        Bench.Pass(0.1);
        Assert.Equal("confirmed recipient Anonymous anonymous", lamp.Shows);
        Bench.Pass(61);
        Assert.Equal("Park 77: Anonymous 77", bob.Latest.CallerId);
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal("Anonymous anonymous", carol.Shows);
        Assert.Equal("Carol 103", ann.Shows);
        Assert.Equal(["77: 101 by 102, retrieved by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void Rule_4_7_Who_answers_privately_is_not_shown_to_the_caller()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall ann = Bench.Phone("101").Call("102");
        bob.Latest.Respond(200, more: "Privacy: id", sdp: bob.Latest.Sdp());
        Assert.Equal("Anonymous anonymous", ann.Shows);
    }

    [Fact]
    public void Who_is_rung_privately_is_not_shown_to_the_caller()
    {
        Telephone bob = Bench.Phone("102", static p => p.Greets = 0);
        PhoneCall ann = Bench.Phone("101").Call("102");
        bob.Latest.Respond(180, more: "Privacy: id");
        Assert.Equal("Anonymous anonymous", ann.Shows);
    }

    [Fact]
    public void Rule_3_5_A_recall_of_somebody_private_is_no_anonymous_call()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall ann = Bench.Phone("101").Call("102", more: "Privacy: id");
        bob.Latest.Answer();
        bob.Latest.Refer("999");
        bob.Latest.Hangup();
        Assert.True(ann.IsUp);
        Assert.Equal("Recall: Anonymous 102", bob.Latest.CallerId);
    }

    [Fact]
    public void Rule_4_7_A_private_caller_from_outside_is_anonymous_at_the_retriever()
    {
        Telephone server = Open();
        Telephone bob = Bench.Phone("102");
        server.Call(
            "102",
            more: "P-Asserted-Identity: \"Eve\" <sip:+4940@net.example>\nPrivacy: id"
        );
        bob.Latest.Answer();
        bob.Latest.Refer("77");
        PhoneCall carol = Bench.Phone("103").Call("77");
        Assert.Equal("Anonymous anonymous", carol.Shows);
        Assert.All(
            carol.Texts.Concat(bob.Latest.Texts),
            static t => Assert.DoesNotContain("4940", t)
        );
    }

    [Fact]
    public void A_server_that_knows_an_anonymous_caller_does_not_have_him_shown()
    {
        Telephone server = Open();
        server.CallsAs = "anonymous";
        Telephone bob = Bench.Phone("102");
        server.Call("102", more: "P-Asserted-Identity: <sip:+4940@net.example>");
        Assert.Equal("Anonymous anonymous", bob.Latest.CallerId);
    }

    [Fact]
    public void Rule_4_7_Nothing_of_the_house_is_told_outside_where_the_trunk_does_not_allow_it()
    {
        Telephone server = Open();
        Telephone bob = Bench.Phone("102");
        Bench.Phone("101").Call("9123");
        PhoneCall called = server.Latest;
        called.Answer();
        PhoneCall caller = server.Call("102");
        bob.Latest.Answer();
        bob.Latest.Refer("77");
        Assert.True(Bench.Phone("103").Call("77").IsUp);
        Assert.Equal(("", "74950001122"), (caller.Shows, called.CallerId));
        foreach (string text in called.Texts.Concat(caller.Texts))
        {
            foreach (string inside in (string[])["Ann", "Bob", "Carol", "sip:101", "sip:103"])
            {
                Assert.DoesNotContain(inside, text);
            }
        }
    }

    [Fact]
    public void Rule_4_7_A_trunk_that_allows_it_is_told_who_calls_and_who_is_connected()
    {
        Telephone server = Open("show-caller = yes");
        Telephone ann = Bench.Phone("101");
        ann.Call("9123");
        PhoneCall outside = server.Latest;
        Assert.Equal("Ann 74950001122", outside.CallerId);
        Assert.Equal($"\"Ann\" <sip:101@{Server}>", outside.InviteHeader("P-Asserted-Identity"));
        outside.Answer();
        ann.Latest.Refer("77");
        Bench.Phone("103").Call("77");
        Assert.Equal("Carol 103", outside.Shows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("show-caller = yes")]
    public void Who_calls_out_privately_is_anonymous_there_and_the_server_knows_whose_call_it_is(
        string key
    )
    {
        Telephone server = Open(key);
        Bench.Phone("101").Call("9123", more: "Privacy: id");
        PhoneCall outside = server.Latest;
        Assert.Equal("Anonymous anonymous", outside.CallerId);
        Assert.Equal("id", outside.InviteHeader("Privacy"));
        Assert.Equal($"<sip:74950001122@{Server}>", outside.InviteHeader("P-Asserted-Identity"));
        Assert.DoesNotContain("101", outside.InviteHeader("Remote-Party-ID"));
    }

    [Theory]
    [InlineData("P-Asserted-Identity: \"Hotline\" <sip:+49800@net.example>", "Hotline +49800")]
    [InlineData("P-Asserted-Identity: <tel:+49-800>", "+49800 +49800")]
    [InlineData("Remote-Party-ID: \"Desk\" <sip:800@net.example>;party=called", "Desk 800")]
    [InlineData("Remote-Party-ID: <sip:800@net.example>;party=calling", "9123 9123")]
    [InlineData("P-Asserted-Identity: <sip:800@net.example>\nPrivacy: id", "Anonymous anonymous")]
    [InlineData("", "9123 9123")]
    public void Who_answers_outside_is_shown_as_his_server_says(string headers, string shown)
    {
        Telephone server = Open();
        PhoneCall ann = Bench.Phone("101").Call("9123");
        server.Latest.Respond(200, more: headers, sdp: server.Latest.Sdp());
        Assert.Equal(shown, ann.Shows);
    }

    [Fact]
    public void Rule_5_1_A_return_that_is_forwarded_keeps_its_caller_ID_and_its_ring()
    {
        Telephone carol = Bench.Phone("103");
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        call.Refer("77");
        call.Hangup();
        ann.ForwardsTo = "103";
        Bench.Pass(61);
        Assert.Equal("Park 77: Bob 102", carol.Latest.CallerId);
        Assert.Contains("park-return", carol.Latest.InviteHeader("Alert-Info"));
        carol.Latest.Answer();
        Assert.Equal(("Bob 102", "Carol 103"), (carol.Latest.Shows, bob.Shows));
        Assert.Equal(["77: 102 by 101, returned by 103"], Bench.ParkRecords());
    }

    [Fact]
    public void An_identity_can_be_written_to_a_log_and_tells_there_what_others_may_see() =>
        Assert.Equal(
            ("Bob", "102", "Anonymous"),
            (
                $"{new QX200.Calls.PartyIdentity("102", "Bob")}",
                $"{new QX200.Calls.PartyIdentity("102", "")}",
                $"{new QX200.Calls.PartyIdentity("102", "Bob", IsWithheld: true)}"
            )
        );

    private static IEnumerable<string> Shown(PhoneCall call) =>
        call.Requests.Where(static r => r is "UPDATE" or "INVITE");

    private PhoneCall ParkBob(Action<Telephone>? bobs = null)
    {
        (PhoneCall ann, PhoneCall bob) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102", bobs));
        Assert.Equal(202, ann.Refer("77"));
        return bob;
    }

    private Telephone Open(string key = "")
    {
        Use(CallBench.Standard, trunks: Trunk.Replace("register = no", $"register = no\n{key}"));
        Telephone server = Bench.Unregistered("out");
        Bench.StartAccounts();
        return server;
    }
}
