using QX200.Sip.Messages;
using QX200.Stations;
using QX200.Tests.Sip.Messages;
using Xunit;

namespace QX200.Tests.Stations;

public sealed class RegistrarTests : IDisposable
{
    private readonly StationsBed _bed = new();
    private readonly TestPhone _phone;

    public RegistrarTests() => _phone = _bed.Phone("101", "192.0.2.21:5062");

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_telephone_that_knows_its_secret_is_registered_and_told_so()
    {
        SipMessage answer = _phone.Register("<sip:101@192.0.2.21:5062>;expires=120");

        Assert.Equal(200, answer.Status);
        Assert.Equal(["<sip:101@192.0.2.21:5062>;expires=120"], answer.AllOf(HeaderName.Contact));
        Binding binding = Assert.Single(_bed.Registrar.Locate("101"));
        Assert.Equal("udp 192.0.2.21:5062", binding.Target.ToString());
        Assert.False(binding.BehindNat);
        Assert.Equal("101@192.0.2.21:5062", binding.ContactKey);
        Assert.Equal(1, _bed.Registrar.Counters.Challenged);
        Assert.Equal(1, _bed.Registrar.Counters.Registrations);
    }

    [Theory]
    [InlineData("101", "wrong", "<sip:101@box>", 403)]
    [InlineData("199", "s199", "<sip:199@box>", 403)]
    [InlineData("103", "", "<sip:103@box>", 403)]
    [InlineData("77", "", "<sip:77@box>", 403)]
    [InlineData("101", "s101", "<sip:102@box>", 403)]
    [InlineData("101", "s101", "<tel:101>", 403)]
    [InlineData("101", "s101", "<SIP:101@Box:5060;x=y>", 200)]
    [InlineData("101", "s101", "<sip:1%301@box>", 200)]
    public void Only_the_extension_itself_may_register_and_nobody_learns_which_exist(
        string user,
        string secret,
        string to,
        int status
    )
    {
        _phone.User = user;
        _phone.Secret = secret;
        SipMessage answer = _phone.Register("<sip:x@192.0.2.21:5062>", to: to);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 1 : 0, _bed.Registrar.Count);
    }

    [Theory]
    [InlineData("<sip:x@192.0.2.21:5062>", "", 3600)]
    [InlineData("<sip:x@192.0.2.21:5062>", "Expires: 60", 60)]
    [InlineData("<sip:x@192.0.2.21:5062>;expires=90", "Expires: 60", 90)]
    [InlineData("<sip:x@192.0.2.21:5062>;expires=99999999999", "", 3600)]
    [InlineData("<sip:x@192.0.2.21:5062>", "Expires: soon", 3600)]
    [InlineData("<sip:x@192.0.2.21:5062>;expires=20", "", 20)]
    public void A_registration_lasts_as_long_as_it_asks_within_bounds(
        string contact,
        string more,
        int seconds
    )
    {
        Assert.Equal(200, _phone.Register(contact, more).Status);
        Assert.Equal([$"sip:x@192.0.2.21:5062 {seconds}"], _bed.Contacts("101"));

        _bed.Network.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Single(_bed.Registrar.Locate("101"));
        _bed.Network.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_bed.Registrar.Locate("101"));
        Assert.Equal(1, _bed.Registrar.Counters.Expired);
    }

    [Fact]
    public void Too_short_a_time_is_refused_with_what_would_do_and_nothing_is_changed()
    {
        SipMessage answer = _phone.Register(
            "<sip:a@192.0.2.21:5062>, <sip:b@192.0.2.21:5062>;expires=19"
        );
        Assert.Equal(423, answer.Status);
        Assert.Equal("20", answer[HeaderName.MinExpires].Text());
        Assert.Equal(0, _bed.Registrar.Count);
    }

    [Fact]
    public void Several_contacts_of_several_telephones_ring_together_the_preferred_first()
    {
        TestPhone other = _bed.Phone("101", "192.0.2.22:5060");
        _phone.Register("<sip:a@192.0.2.21:5062>;q=0.5, <sip:b@192.0.2.21:5064>;q=.7");
        SipMessage answer = other.Register(
            "\"Desk, big\" <sip:c@192.0.2.22;transport=udp>;q=0.6;+weird=\"a;b,c\""
        );

        Assert.Equal(
            ["sip:b@192.0.2.21:5064", "sip:c@192.0.2.22;transport=udp", "sip:a@192.0.2.21:5062"],
            _bed.Registrar.Locate("101").Select(static b => b.ContactUri)
        );
        Assert.Equal(
            [
                "<sip:a@192.0.2.21:5062>;expires=3600;q=0.5",
                "<sip:b@192.0.2.21:5064>;expires=3600;q=0.7",
                "<sip:c@192.0.2.22;transport=udp>;expires=3600;q=0.6",
            ],
            answer.AllOf(HeaderName.Contact)
        );
        Assert.Empty(_bed.Registrar.Locate("102"));
    }

    [Fact]
    public void A_refresh_goes_on_with_the_binding_and_an_old_one_is_refused()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        Binding binding = Assert.Single(_bed.Registrar.Locate("101"));
        _bed.Network.Advance(TimeSpan.FromSeconds(3000));

        // The same URI by the rules of 19.1.4, written otherwise.
        Assert.Equal(200, _phone.Register("<SIP:a@192.0.2.21:5062>").Status);
        Assert.Same(binding, Assert.Single(_bed.Registrar.Locate("101")));
        Assert.Equal(3600, Math.Ceiling(binding.Remaining(_bed.Network.Clock).TotalSeconds));

        _phone.CSeq = 1;
        Assert.Equal(500, _phone.Register("<sip:a@192.0.2.21:5062>;expires=0").Status);
        Assert.Single(_bed.Registrar.Locate("101"));
    }

    [Fact]
    public void Contacts_are_taken_away_one_by_one_or_all_at_once()
    {
        _phone.Register(
            "<sip:a@192.0.2.21:5062>, <sip:b@192.0.2.21:5064>, <sip:c@192.0.2.21:5066>"
        );
        SipMessage answer = _phone.Register("<sip:b@192.0.2.21:5064>;expires=0");
        Assert.Equal(2, answer.AllOf(HeaderName.Contact).Count);
        Assert.Equal(200, _phone.Register("<sip:never@192.0.2.21:5062>;expires=0").Status);

        answer = _phone.Register("*", "Expires: 0");

        Assert.Equal(200, answer.Status);
        Assert.False(answer.Has(HeaderName.Contact));
        Assert.Equal(0, _bed.Registrar.Count);
    }

    [Fact]
    public void A_register_without_contact_only_asks()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        SipMessage answer = _phone.Register("");
        Assert.Equal(["<sip:a@192.0.2.21:5062>;expires=3600"], answer.AllOf(HeaderName.Contact));
    }

    [Theory]
    [InlineData("*", "", 400)]
    [InlineData("*", "Expires: 60", 400)]
    [InlineData("*, <sip:a@192.0.2.21>", "Expires: 0", 400)]
    [InlineData("<mailto:a@b>", "", 400)]
    [InlineData("<sip:a@192.0.2.21", "", 400)]
    public void A_contact_that_means_nothing_is_refused(string contact, string more, int status)
    {
        _phone.Register("<sip:kept@192.0.2.21:5062>");
        Assert.Equal(status, _phone.Register(contact, more).Status);
        Assert.Single(_bed.Registrar.Locate("101"));
    }

    [Fact]
    public void A_contact_of_monstrous_length_is_refused() =>
        Assert.Equal(400, _phone.Register($"<sip:{new string('a', 600)}@192.0.2.21>").Status);

    [Fact]
    public void An_extension_has_ten_contacts_at_most()
    {
        for (int i = 0; i < Registrar.MostContacts; i++)
        {
            Assert.Equal(200, _phone.Register($"<sip:a{i}@192.0.2.21:5062>").Status);
        }

        Assert.Equal(403, _phone.Register("<sip:more@192.0.2.21:5062>").Status);
        Assert.Equal(200, _phone.Register("<sip:a3@192.0.2.21:5062>").Status);
        Assert.Equal(Registrar.MostContacts, _bed.Registrar.Count);
    }

    [Fact]
    public void A_telephone_that_comes_from_elsewhere_replaces_what_it_left()
    {
        const string Instance = "+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>\"";
        _phone.Register($"<sip:a@192.0.2.21:5062>;{Instance}");
        TestPhone moved = _bed.Phone("101", "192.0.2.23:5062");
        SipMessage answer = moved.Register($"<sip:a@192.0.2.23:5062>;{Instance}");

        Assert.Equal(
            [$"<sip:a@192.0.2.23:5062>;expires=3600;{Instance}"],
            answer.AllOf(HeaderName.Contact)
        );
        Assert.Equal(
            "udp 192.0.2.23:5062",
            Assert.Single(_bed.Registrar.Locate("101")).Target.ToString()
        );
    }

    [Fact]
    public void Two_ways_of_one_telephone_stand_side_by_side()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>;+sip.instance=\"<urn:x>\";reg-id=1");
        SipMessage answer = _phone.Register(
            "<sip:a@192.0.2.21:5064>;+sip.instance=\"<urn:x>\";reg-id=2"
        );
        Assert.Equal(2, answer.AllOf(HeaderName.Contact).Count);

        // Both in one REGISTER, without numbers.
        _phone.Register(
            "<sip:c@192.0.2.21:1>;+sip.instance=\"<urn:y>\", <sip:c@192.0.2.21:2>;+sip.instance=\"<urn:y>\""
        );
        Assert.Equal(4, _bed.Registrar.Count);
    }

    [Fact]
    public void Behind_an_address_translator_calls_go_to_where_the_telephone_was_heard()
    {
        _phone.SentBy = "10.0.0.5:5060";
        _phone.Register("<sip:a@10.0.0.5:5060>");
        Binding binding = Assert.Single(_bed.Registrar.Locate("101"));
        Assert.True(binding.BehindNat);
        Assert.Equal("udp 192.0.2.21:5062", binding.Target.ToString());
        Assert.Equal("sip:a@10.0.0.5:5060", binding.ContactUri);
    }

    [Theory]
    [InlineData("<sip:a@192.0.2.21:7000>", "udp 192.0.2.21:7000")]
    [InlineData("<sip:a@192.0.2.99:7000>", "udp 192.0.2.99:7000")]
    [InlineData("<sip:a@192.0.2.21>", "udp 192.0.2.21:5060")]
    [InlineData("<sip:a@192.0.2.21:7000;transport=tcp>", "tcp 192.0.2.21:7000")]
    [InlineData("<sip:a@phone.example:7000>", "udp 192.0.2.21:5062")]
    [InlineData("<sip:a@127.0.0.1:7000>", "udp 192.0.2.21:5062")]
    [InlineData("<sip:a@0.0.0.0:7000>", "udp 192.0.2.21:5062")]
    public void Without_one_calls_go_to_the_contact_as_far_as_it_can_be_reached(
        string contact,
        string target
    )
    {
        _phone.Register(contact);
        Assert.Equal(target, Assert.Single(_bed.Registrar.Locate("101")).Target.ToString());
    }

    [Fact]
    public void Over_TCP_calls_go_back_over_the_connection_which_is_kept_open()
    {
        _phone.OverTcp = true;
        _phone.Register("<sip:a@192.0.2.21:5062;transport=tcp>");
        Binding binding = Assert.Single(_bed.Registrar.Locate("101"));
        Assert.StartsWith(
            "tcp 192.0.2.21:5062 #",
            binding.Target.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, _bed.Host.Wire.Pins[binding.Source.Connection]);

        _phone.Register("<sip:a@192.0.2.21:5062;transport=tcp>");
        Assert.Equal(1, _bed.Host.Wire.Pins[binding.Source.Connection]);

        _phone.Register("*", "Expires: 0");
        _bed.Network.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_bed.Host.Wire.Pins);
    }

    [Fact]
    public void An_extension_that_is_deleted_loses_its_telephones_and_a_new_secret_keeps_them()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        _bed.NewSettings("[extension:101]\nsecret = other\n");
        Assert.Single(_bed.Registrar.Locate("101"));
        Assert.Equal(403, _phone.Register("<sip:a@192.0.2.21:5062>").Status);
        _phone.Secret = "other";
        Assert.Equal(200, _phone.Register("<sip:a@192.0.2.21:5062>").Status);

        _bed.NewSettings("[extension:102]\nsecret = x\n");
        Assert.Equal(0, _bed.Registrar.Count);
        Assert.Equal(0, _bed.Loop.Timers.Count - _bed.Host.Stack.Alive.All);
    }
}
