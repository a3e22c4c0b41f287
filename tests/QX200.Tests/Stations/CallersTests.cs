using QX200.Stations;
using Xunit;

namespace QX200.Tests.Stations;

public sealed class CallersTests : IDisposable
{
    private readonly StationsBed _bed = new();
    private readonly TestPhone _phone;

    public CallersTests() => _phone = _bed.Phone("101", "192.0.2.21:5062");

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void An_extension_is_asked_and_known_by_its_proof()
    {
        Assert.Equal(200, _phone.Ask("INVITE", "Contact: <sip:101@192.0.2.21:5062>").Status);
        Assert.Equal(
            [CallerKind.Answered, CallerKind.Extension],
            _bed.Called.Select(static c => c.Kind)
        );
        Assert.Equal("101", _bed.Called[1].Extension?.Number);
        Assert.Equal(1, _bed.Registrar.Counters.Challenged);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("REFER")]
    [InlineData("SUBSCRIBE")]
    public void A_claim_without_proof_is_worth_a_question(string method) =>
        Assert.Equal(401, _phone.Ask(method, proves: false).Status);

    [Theory]
    [InlineData("<sip:102@box>", 403)]
    [InlineData("<sip:77@box>", 403)]
    [InlineData("<sip:103@box>", 403)]
    [InlineData("\"Anonymous\" <sip:anonymous@anonymous.invalid>", 200)]
    [InlineData("<sip:101@anywhere.example>", 200)]
    [InlineData("<tel:101>", 200)]
    public void Nobody_speaks_under_the_name_of_another_extension(string from, int status)
    {
        // Registered, as it is challenged by where it speaks from where its name is nobody's.
        _phone.Register("<sip:101@192.0.2.21:5062>");
        Assert.Equal(status, _phone.Ask("INVITE", from: from).Status);
        Assert.Equal(status == 200, _bed.Called[^1].Extension?.Number == "101");
    }

    [Fact]
    public void A_wrong_secret_is_refused()
    {
        _phone.Secret = "wrong";
        Assert.Equal(403, _phone.Ask("INVITE").Status);
        Assert.Equal(1, _bed.Registrar.Counters.RefusedCallers);
    }

    [Fact]
    public void A_stranger_gets_no_service_unless_guests_are_welcome()
    {
        const string Stranger = "<sip:bob@example.net>";
        Assert.Equal(403, _phone.Ask("INVITE", from: Stranger).Status);

        _bed.NewSettings("[extension:101]\nsecret = s101\n", "[sip]\nguests = yes\n");

        Assert.Equal(200, _phone.Ask("INVITE", from: Stranger).Status);
        Assert.Equal(CallerKind.Guest, _bed.Called[^1].Kind);
        Assert.Equal(401, _phone.Ask("INVITE", proves: false).Status);
    }

    [Fact]
    public void A_device_is_known_by_its_instance_or_its_registered_contact_or_where_it_speaks_from()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>;+sip.instance=\"<urn:x>\"");
        TestPhone plain = _bed.Phone("101", "192.0.2.22:5060");
        plain.Register("<sip:b@192.0.2.22>");

        Device byInstance = DeviceOf(_phone, "<sip:other@192.0.2.21:9>;+sip.instance=\"<urn:x>\"");
        Assert.Equal(
            ("<urn:x>", null, "sip:a@192.0.2.21:5062"),
            (byInstance.Instance, byInstance.Contact, byInstance.Binding?.ContactUri)
        );

        Device byContact = DeviceOf(_phone, "<sip:a@192.0.2.21:5062>");
        Assert.Equal(
            ("<urn:x>", "a@192.0.2.21:5062", "sip:a@192.0.2.21:5062"),
            (byContact.Instance, byContact.Contact, byContact.Binding?.ContactUri)
        );

        Device bySource = DeviceOf(plain, "<sip:random@192.0.2.22:4711>");
        Assert.Equal(
            (null, null, "sip:b@192.0.2.22"),
            (bySource.Instance, bySource.Contact, bySource.Binding?.ContactUri)
        );
        Assert.Equal("192.0.2.22", bySource.Source.ToString());

        Device stranger = DeviceOf(_bed.Phone("101", "192.0.2.30:5060"), "<sip:a@192.0.2.30>");
        Assert.Null(stranger.Binding);
    }

    [Fact]
    public void A_device_that_is_rung_is_the_one_that_is_registered()
    {
        _phone.OverTcp = true;
        _phone.Register("<sip:a@192.0.2.21:5062;transport=tcp>;+sip.instance=\"<urn:x>\"");
        var rung = Device.Of(_bed.Registrar.Locate("101")[0]);
        Device calling = DeviceOf(_phone, "<sip:a@192.0.2.21:5062;transport=tcp>");
        Assert.Equal(rung, calling);
        Assert.NotEqual(0, rung.Connection);
    }

    private Device DeviceOf(TestPhone phone, string contact)
    {
        Assert.Equal(200, phone.Ask("INVITE", $"Contact: {contact}").Status);
        return _bed.Called[^1].Device!;
    }
}
