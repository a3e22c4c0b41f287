using System.Net;
using FsCheck.Xunit;
using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class HeldCallsTests
{
    private static readonly DeviceIdentity Desk = new(Contact: "101@192.0.2.1:5060");
    private static readonly DeviceIdentity Other = new(Contact: "101@192.0.2.1:5062");
    private static readonly DeviceIdentity Bare = new(Connection: 0);
    private static readonly TimeSpan Window = S(5);

    [Fact]
    public void Rule_3_1_The_call_that_this_device_held_last_is_meant()
    {
        MeantCall meant = Choose(Desk, 20, Held(1, Desk, 16), Held(2, Desk, 18), Held(3, Desk, 17));
        Assert.Equal(MeantCall.One(2, S(18)), meant);
    }

    [Theory]
    [InlineData(5.0, true)]
    [InlineData(5.001, false)]
    public void Rules_3_1_and_3_3_A_hold_counts_for_the_window_and_not_longer(
        double after,
        bool counts
    )
    {
        MeantCall meant = Choose(Desk, 10 + after, Held(1, Desk, 10));
        Assert.Equal(counts ? MeantKind.One : MeantKind.None, meant.Kind);
    }

    [Fact]
    public void Rules_2_1b_and_3_6_Without_a_window_an_old_hold_counts() =>
        Assert.Equal(
            MeantCall.One(1, S(10)),
            HeldCalls.Choose(Desk, [Held(1, Desk, 10)], S(9999), window: null)
        );

    [Fact]
    public void Rule_3_1_Another_devices_call_is_not_meant() =>
        Assert.Equal(MeantKind.None, Choose(Desk, 20, Held(1, Other, 19), Active(2, Other)).Kind);

    [Fact]
    public void Rule_3_1_Of_two_devices_on_one_extension_each_means_its_own_call()
    {
        ExtensionCall[] calls = [Held(1, Desk, 18), Held(2, Other, 19)];
        Assert.Equal(1u, Choose(Desk, 20, calls).Call);
        Assert.Equal(2u, Choose(Other, 20, calls).Call);
    }

    [Fact]
    public void Rule_3_1_Where_no_hold_was_signalled_the_new_INVITE_is_the_hold() =>
        Assert.Equal(MeantCall.One(1, S(20)), Choose(Desk, 20, Active(1, Desk)));

    [Fact]
    public void Rule_3_1_The_only_active_call_was_left_later_than_any_held_one() =>
        Assert.Equal(
            MeantCall.One(2, S(20)),
            Choose(Desk, 20, Held(1, Desk, 19), Active(2, Desk), Active(3, Other))
        );

    [Fact]
    public void Rule_3_1_Of_two_active_calls_neither_is_meant()
    {
        Assert.Equal(MeantKind.None, Choose(Desk, 20, Active(1, Desk), Active(2, Desk)).Kind);
        Assert.Equal(
            3u,
            Choose(Desk, 20, Active(1, Desk), Active(2, Desk), Held(3, Desk, 19)).Call
        );
    }

    [Fact]
    public void Rule_3_1_A_hold_overtaken_by_the_INVITE_counts_as_simultaneous() =>
        Assert.Equal(MeantCall.One(1, S(20)), Choose(Desk, 20, Held(1, Desk, 20.2)));

    [Fact]
    public void Rule_3_1_Undecided_device_the_only_call_held_within_the_window_is_meant()
    {
        MeantCall meant = Choose(Desk, 20, Held(1, Bare, 19), Held(2, Bare, 3), Active(3, Bare));
        Assert.Equal(MeantCall.One(1, S(19)), meant);
    }

    [Fact]
    public void Rule_3_1_Undecided_device_several_held_calls_are_ambiguous_since_the_first_hold() =>
        Assert.Equal(
            new MeantCall(MeantKind.Several, 0, S(17)),
            Choose(Desk, 20, Held(1, Bare, 19), Held(2, Bare, 17), Held(3, Bare, 18))
        );

    [Fact]
    public void Rule_3_1_Once_the_device_is_known_by_one_call_undecided_ones_do_not_count() =>
        Assert.Equal(MeantKind.None, Choose(Desk, 20, Held(1, Desk, 3), Held(2, Bare, 19)).Kind);

    [Fact]
    public void Rule_3_1_The_instance_decides_before_the_contact_and_the_contact_before_the_source()
    {
        var here = IPAddress.Parse("192.0.2.1");
        var a = new DeviceIdentity("urn:a", "101@h:1", 7, here);
        Assert.Equal(DeviceMatch.Same, a.Match(new("urn:a", "101@h:2", 8, null)));
        Assert.Equal(DeviceMatch.Different, a.Match(new("urn:b", "101@h:1", 7, here)));
        Assert.Equal(DeviceMatch.Same, a.Match(new(null, "101@h:1", 8, null)));
        Assert.Equal(DeviceMatch.Different, a.Match(new(null, "101@h:2", 7, here)));
        Assert.Equal(DeviceMatch.Same, a.Match(new(null, null, 7, null)));
        Assert.Equal(DeviceMatch.Same, a.Match(new(null, null, 0, IPAddress.Parse("192.0.2.1"))));
        Assert.Equal(
            DeviceMatch.Unknown,
            a.Match(new(null, null, 8, IPAddress.Parse("192.0.2.9")))
        );
    }

    [Fact]
    public void Rule_3_1_Two_that_have_no_connection_and_no_source_are_not_the_same() =>
        Assert.Equal(DeviceMatch.Unknown, Bare.Match(default));

    [Property]
    public void Rule_3_1_The_choice_does_not_depend_on_the_order_of_the_calls(byte[] kinds)
    {
        ExtensionCall[] calls =
        [
            .. kinds.Select(
                (kind, i) =>
                    new ExtensionCall(
                        (uint)i + 1,
                        (kind % 3) switch
                        {
                            0 => Desk,
                            1 => Other,
                            _ => Bare,
                        },
                        kind % 5 == 0 ? null : S(10 + i)
                    )
            ),
        ];
        MeantCall forward = Choose(Desk, 16, calls);
        Array.Reverse(calls);
        Assert.Equal(forward, Choose(Desk, 16, calls));
    }

    [Fact]
    public void Rule_3_1_Choosing_allocates_nothing()
    {
        ExtensionCall[] calls = [Held(1, Desk, 19), Active(2, Bare)];
        Choose(Desk, 20, calls);
        Assert.Equal(0, Allocated.AtLeast(() => Choose(Desk, 20, calls)));
    }

    private static MeantCall Choose(
        DeviceIdentity device,
        double at,
        params ExtensionCall[] calls
    ) => HeldCalls.Choose(device, calls, S(at), Window);

    private static ExtensionCall Held(uint call, DeviceIdentity device, double at) =>
        new(call, device, S(at));

    private static ExtensionCall Active(uint call, DeviceIdentity device) =>
        new(call, device, null);

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
