using QX200.Status;
using Xunit;

namespace QX200.Tests.Calls;

public sealed class BasicCallTests : CallScenario
{
    [Fact]
    public void A_call_rings_is_answered_and_both_hear_each_other()
    {
        Telephone ann = Bench.Phone("101");
        Telephone bob = Bench.Phone("102");
        PhoneCall call = ann.Call("102");
        Assert.Equal([180], call.Statuses);
        Assert.True(bob.IsRinging);
        Assert.Equal(CallPhase.Ringing, Assert.Single(Bench.Status.Current.Calls).Phase);
        bob.Latest.Answer();
        Assert.Equal(CallPhase.Talking, Assert.Single(Bench.Status.Current.Calls).Phase);
        Assert.Equal([180, 200], call.Statuses);
        Bench.Listen();
        Assert.Equal(("102", "101"), (call.Hears, bob.Latest.Hears));
        call.Hangup();
        Assert.Equal("BYE", bob.Latest.EndedBy);
        Assert.Equal(["101 to 102, answered"], Bench.CallRecords());
    }

    [Fact]
    public void The_called_side_hangs_up_and_the_caller_gets_BYE()
    {
        (PhoneCall caller, PhoneCall called) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        called.Hangup();
        Assert.Equal("BYE", caller.EndedBy);
    }

    [Fact]
    public void All_contacts_ring_the_first_answer_wins_and_the_others_are_cancelled()
    {
        Telephone ann = Bench.Phone("101");
        Telephone desk = Bench.Phone("102");
        Telephone cordless = Bench.Phone("102");
        Telephone lobby = Bench.Phone("102");
        PhoneCall call = ann.Call("102");
        Assert.True(desk.IsRinging && cordless.IsRinging && lobby.IsRinging);
        cordless.Latest.Answer();
        Assert.True(call.IsUp);
        Assert.Equal(("CANCEL", "CANCEL"), (desk.Latest.EndedBy, lobby.Latest.EndedBy));
        Bench.Listen();
        Assert.Equal("101", cordless.Latest.Hears);
    }

    [Theory]
    [InlineData(486, "busy")]
    [InlineData(603, "declined")]
    [InlineData(480, "no-answer")]
    public void A_refusal_reaches_the_caller(int status, string outcome)
    {
        Bench.Phone("102", p => p.Greets = status);
        PhoneCall call = Bench.Phone("101").Call("102");
        Assert.Equal(status, call.Status);
        Assert.Equal([$"101 to 102, {outcome}"], Bench.CallRecords());
    }

    [Fact]
    public void One_contact_is_busy_and_the_other_rings_on()
    {
        Bench.Phone("102", p => p.Greets = 486);
        Telephone free = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        Assert.Equal([180], call.Statuses);
        free.Latest.Answer();
        Assert.True(call.IsUp);
    }

    [Fact]
    public void Nobody_answers_and_the_caller_is_told_after_three_minutes()
    {
        Telephone bob = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        Bench.Pass(179);
        Assert.Equal(180, call.Status);
        Bench.Pass(2);
        Assert.Equal(480, call.Status);
        Assert.Equal("CANCEL", bob.Latest.EndedBy);
    }

    [Fact]
    public void A_telephone_that_says_nothing_at_all_is_given_up()
    {
        Bench.Phone("102", p => p.Greets = 0);
        PhoneCall call = Bench.Phone("101").Call("102");
        Bench.Pass(33);
        Assert.Equal([408], call.Statuses);
    }

    [Fact]
    public void The_caller_gives_up_and_every_telephone_stops_ringing()
    {
        Telephone desk = Bench.Phone("102");
        Telephone cordless = Bench.Phone("102");
        PhoneCall call = Bench.Phone("101").Call("102");
        call.Hangup();
        Assert.Equal(487, call.Status);
        Assert.Equal(("CANCEL", "CANCEL"), (desk.Latest.EndedBy, cordless.Latest.EndedBy));
        Assert.Equal(["101 to 102, cancelled"], Bench.CallRecords());
    }

    [Fact]
    public void An_extension_without_a_telephone_is_unavailable()
    {
        Assert.Equal([480], Bench.Phone("101").Call("103").Statuses);
    }

    [Theory]
    [InlineData("999")]
    [InlineData("*9")]
    [InlineData("*5999")]
    public void A_number_that_is_nothing_is_not_found(string digits)
    {
        Assert.Equal([404], Bench.Phone("101").Call(digits).Statuses);
    }

    [Fact]
    public void Who_does_not_prove_who_he_is_gets_a_challenge_and_no_service()
    {
        Telephone bob = Bench.Phone("102");
        Telephone ann = Bench.Unregistered("101", p => p.ProvesAtOnce = false);
        PhoneCall call = ann.Call("102");
        Assert.Empty(call.Statuses);
        Assert.Equal(401, call.LatestAnswer);
        Assert.False(bob.IsRinging);
    }

    [Fact]
    public void A_wrong_secret_and_a_stranger_are_refused()
    {
        Bench.Phone("102");
        Assert.Equal(
            [403],
            Bench.Unregistered("101", p => p.Secret = "guess").Call("102").Statuses
        );
        Assert.Equal([403], Bench.Unregistered("555").Call("102").Statuses);
    }
}
