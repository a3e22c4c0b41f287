using Xunit;

namespace QX200.Tests.Calls;

public sealed class ForwardTests : CallScenario
{
    [Fact]
    public void A_forwarding_telephone_is_followed_to_another_extension()
    {
        Bench.Phone("102", p => p.ForwardsTo = "103");
        Telephone carol = Bench.Phone("103");
        PhoneCall call = Bench.Phone("101").Call("102");
        Assert.Equal([180], call.Statuses);
        carol.Latest.Answer();
        Assert.Equal("Carol 103", call.Shows);
        Bench.Listen();
        Assert.Equal(("103", "101"), (call.Hears, carol.Latest.Hears));
    }

    [Fact]
    public void Forwards_that_run_in_a_circle_come_to_an_end()
    {
        Telephone bob = Bench.Phone("102", p => p.ForwardsTo = "103");
        Telephone carol = Bench.Phone("103", p => p.ForwardsTo = "102");
        PhoneCall call = Bench.Phone("101").Call("102");
        Assert.Equal([480], call.Statuses);
        Assert.InRange(bob.Calls.Count + carol.Calls.Count, 2, 7);
    }

    [Theory]
    [InlineData("999")]
    [InlineData("104")]
    [InlineData("77")]
    [InlineData("*5")]
    public void A_forward_to_where_nobody_rings_is_no_forward(string target)
    {
        Bench.Phone("102", p => p.ForwardsTo = target);
        Assert.Equal([480], Bench.Phone("101").Call("102").Statuses);
    }

    [Fact]
    public void One_contact_forwards_while_the_other_rings_on()
    {
        Bench.Phone("102", p => p.ForwardsTo = "103");
        Telephone desk = Bench.Phone("102");
        Telephone carol = Bench.Phone("103");
        PhoneCall call = Bench.Phone("101").Call("102");
        Assert.True(desk.IsRinging && carol.IsRinging);
        carol.Latest.Answer();
        Assert.True(call.IsUp);
        Assert.Equal("CANCEL", desk.Latest.EndedBy);
    }

    [Fact]
    public void A_caller_who_gives_up_stops_the_telephone_that_was_forwarded_to()
    {
        Bench.Phone("102", p => p.ForwardsTo = "103");
        Telephone carol = Bench.Phone("103");
        Bench.Phone("101").Call("102").Hangup();
        Assert.Equal("CANCEL", carol.Latest.EndedBy);
    }
}
