using QX200.Sip.Messages;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Tests.Sip;
using QX200.Tests.Sip.Messages;
using Xunit;

namespace QX200.Tests.Stations;

public sealed class ContactChecksTests : IDisposable
{
    private readonly StationsBed _bed = new(system: "[sip]\ncontact-check = 60s\n");
    private readonly TestPhone _phone;

    public ContactChecksTests() => _phone = _bed.Phone("101", "192.0.2.21:5062");

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Each_contact_is_asked_within_the_period()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        int before = _phone.Wire.Got.Count;
        _bed.Network.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(before, _phone.Wire.Got.Count);

        _bed.Network.Advance(TimeSpan.FromSeconds(31));

        SipMessage options = Wire.Read(_phone.Wire.Got[before]);
        Assert.Equal("OPTIONS sip:a@192.0.2.21:5062 SIP/2.0", _phone.Wire.Lines.ElementAt(before));
        Assert.Equal("<sip:a@192.0.2.21:5062>", options[HeaderName.To].Text());
        Assert.StartsWith(
            "<sip:qx200@192.0.2.1:5060>;tag=",
            options[HeaderName.From].Text(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_that_does_not_answer_is_dead_until_it_is_heard_of_again()
    {
        TestPhone other = _bed.Phone("101", "192.0.2.22:5060");
        other.Wire.Got.Clear();
        _phone.Register("<sip:a@192.0.2.21:5062>");
        other.Register("<sip:b@192.0.2.22>");
        Binding silent = _bed.Registrar.Locate("101")[0];

        Answering(other, TimeSpan.FromSeconds(100));

        Assert.False(silent.Alive);
        Assert.Equal(
            ["sip:b@192.0.2.22"],
            _bed.Registrar.Locate("101").Select(static b => b.ContactUri)
        );
        Assert.Equal(2, _bed.Registrar.BindingsOf("101").Count);
        Assert.Equal(1, _bed.Registrar.Counters.FoundDead);

        // A call from it shows that it is back.
        Assert.Equal(200, _phone.Ask("SUBSCRIBE", "Contact: <sip:a@192.0.2.21:5062>").Status);
        Assert.True(silent.Alive);
    }

    [Fact]
    public void The_only_contact_is_rung_though_it_is_dead_and_an_answer_brings_it_back()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        _bed.Network.Advance(TimeSpan.FromSeconds(100));
        Assert.False(_bed.Registrar.IsReachable("101"));
        Assert.Single(_bed.Registrar.Locate("101"));

        Answering(_phone, TimeSpan.FromSeconds(100));

        Assert.True(_bed.Registrar.IsReachable("101"));
    }

    [Fact]
    public void Any_answer_is_a_sign_of_life_but_one_that_nobody_was_found()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        Answering(_phone, TimeSpan.FromSeconds(61), "405 Not For Me");
        Assert.True(_bed.Registrar.IsReachable("101"));
        Answering(_phone, TimeSpan.FromSeconds(61), "408 Nobody There");
        Assert.False(_bed.Registrar.IsReachable("101"));
    }

    [Fact]
    public void A_connection_that_is_gone_and_refused_means_dead()
    {
        _phone.OverTcp = true;
        _phone.Register("<sip:a@192.0.2.21:5062;transport=tcp>");
        _bed.Host.Wire.CutStreams();
        _phone.Wire.Wire.RefusesTcp = true;

        _bed.Network.Advance(TimeSpan.FromSeconds(61));

        Assert.False(_bed.Registrar.IsReachable("101"));
    }

    [Fact]
    public void The_period_can_be_changed_while_running()
    {
        _phone.Register("<sip:a@192.0.2.21:5062>");
        int before = _phone.Wire.Got.Count;
        _bed.NewSettings("[extension:101]\nsecret = s101\n");
        _bed.Network.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(before, _phone.Wire.Got.Count);

        _bed.NewSettings("[extension:101]\nsecret = s101\n", "[sip]\ncontact-check = 2s\n");
        _bed.Network.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_phone.Wire.Got.Count > before);
    }

    /// <summary>Time passes second by second, and the telephone answers each OPTIONS.</summary>
    private void Answering(TestPhone phone, TimeSpan time, string answer = "200 OK")
    {
        for (int i = 0; i < time.TotalSeconds; i++)
        {
            _bed.Network.Advance(TimeSpan.FromSeconds(1));
            foreach (
                string text in phone
                    .Wire.Got.Where(static t => t.StartsWith("OPTIONS ", StringComparison.Ordinal))
                    .ToArray()
            )
            {
                phone.Wire.Got.Remove(text);
                phone.Wire.Send(
                    SipPeer.FromEndPoint(SipTransport.Udp, _bed.Host.Wire.LocalEndPoint),
                    $"""
                    SIP/2.0 {answer}
                    Via: {RawHost.Header(text, "Via")}
                    From: {RawHost.Header(text, "From")}
                    To: {RawHost.Header(text, "To")};tag=t
                    Call-ID: {RawHost.Header(text, "Call-ID")}
                    CSeq: {RawHost.Header(text, "CSeq")}
                    Content-Length: 0


                    """
                );
            }
        }
    }
}
