using QX200.Settings;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Call Park, section 1 of the rules: what each park extension has for itself.</summary>
public sealed class SlotSettingsTests : CallScenario
{
    private static readonly string[] People = ["101", "102", "103", "104"];

    private static readonly string[] Slots = ["77", "78", "79"];

    [Fact]
    public void Rule_1_1_Park_extensions_stand_among_the_user_extensions()
    {
        Assert.Equal(
            ["101", "102", "103", "104", "77", "78"],
            Bench.Board.Settings.Extensions.Select(e => e.Number).Order()
        );
        Assert.Equal(2, Bench.Board.Settings.Extensions.OfType<ParkExtensionSettings>().Count());
    }

    [Fact]
    public void Rule_1_2_Limits_of_parking_are_set_for_each_slot_on_its_own()
    {
        Use(
            CallBench.Standard.Replace("[extension:78]", "park-access = {102,104}\n[extension:78]")
        );
        Telephone ann = Bench.Phone("101");
        (PhoneCall call, PhoneCall bob) = Bench.Talk(ann, Bench.Phone("102"));
        Assert.Equal(403, call.Refer("77"));
        Assert.Equal(202, call.Refer("*5"));
        Assert.Equal(["78: 102 by 101"], Bench.Parked());
        Bench.Listen();
        Assert.Equal("music", bob.Hears);

        (PhoneCall dave, _) = Bench.Talk(Bench.Phone("104"), Bench.Phone("103"));
        Assert.Equal(202, dave.Refer("*5"));
        Assert.Equal(["77: 103 by 104", "78: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_1_2_Limits_of_retrieving_are_set_for_each_slot_on_its_own()
    {
        Use(
            CallBench.Standard.Replace(
                "[extension:78]",
                "retrieve-access = PBX:101\n[extension:78]"
            )
        );
        (PhoneCall ann, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("102"));
        ann.Refer("77");
        Telephone carol = Bench.Phone("103");
        PhoneCall refused = carol.Call("77");
        Bench.Pass(8);
        Assert.Equal([183, 403], refused.Statuses);

        (PhoneCall again, _) = Bench.Talk(Bench.Phone("101"), Bench.Phone("104"));
        again.Refer("78");
        Assert.Equal([200], carol.Call("78").Statuses);
        Assert.Equal(["77: 102 by 101"], Bench.Parked());
    }

    [Fact]
    public void Rule_1_2_By_default_any_extension_parks_and_any_extension_retrieves()
    {
        Telephone[] phones = [.. People.Select(n => Bench.Phone(n))];
        foreach (Telephone parker in phones)
        {
            Telephone party = phones.First(p => p != parker);
            Telephone retriever = phones.Last(p => p != parker && p != party);
            (PhoneCall call, PhoneCall waits) = Bench.Talk(parker, party);
            Assert.Equal(202, call.Refer("77"));
            PhoneCall taker = retriever.Call("77");
            Bench.Listen();
            Assert.Equal((party.Number, retriever.Number), (taker.Hears, waits.Hears));
            taker.Hangup();
            Bench.Pass(8);
        }
    }

    [Theory]
    [InlineData("", 899, 901)]
    [InlineData("retrieve-timeout = 30s\n", 29, 31)]
    public void Rule_1_3_Each_slot_has_a_retrieve_timeout_of_its_own(
        string timeout,
        double before,
        double after
    )
    {
        Use(CallBench.Standard + $"\n[extension:79]\ntype = park\n{timeout}");
        Telephone ann = Bench.Phone("101");
        Park(ann, "79");
        Bench.Skip(TimeSpan.FromSeconds(before));
        Assert.False(ann.IsRinging);
        Bench.Skip(TimeSpan.FromSeconds(after - before));
        Assert.True(ann.IsRinging);
    }

    [Fact]
    public void Rule_1_3_Each_slot_has_the_default_tune_a_file_of_its_own_or_none()
    {
        Bench.AddMusic("own.wav");
        Bench.Use(
            CallBench.Standard
                + """

                hold-music = own.wav
                [extension:79]
                type = park
                hold-music = none
                """
        );
        PhoneCall[] parties = [.. Slots.Select(s => Park(Bench.Phone("101"), s))];
        Bench.Listen();
        Assert.Equal(["music", "words", "silence"], parties.Select(p => p.Hears));
    }

    [Fact]
    public void Rule_1_3_A_password_has_digits_only_and_may_be_empty()
    {
        (BoxSettings settings, string[] problems) = Tests.Settings.Read.Texts(
            extensions: """
            [extension:77]
            type = park
            password = 12a4
            [extension:78]
            type = park
            password =
            [extension:79]
            type = park
            password = 0471
            """
        );
        string problem = Assert.Single(problems);
        Assert.StartsWith("extensions.ini:3:", problem);
        Assert.Equal(
            ["", "", "0471"],
            settings.Extensions.OfType<ParkExtensionSettings>().Select(e => e.Password)
        );
    }

    private PhoneCall Park(Telephone parker, string slot)
    {
        (PhoneCall call, PhoneCall party) = Bench.Talk(parker, Bench.Phone("102"));
        Assert.Equal(202, call.Refer(slot));
        call.Hangup();
        return party;
    }
}
