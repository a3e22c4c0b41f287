using QX200.Parking;
using Xunit;

namespace QX200.Tests.Parking;

public sealed class ParkCodeTests
{
    private static readonly SlotNumbers Numbers = new(["71", "72", "700"]);

    [Theory]
    [InlineData("*5", "AnySlot", -1)]
    [InlineData("*571", "OneSlot", 0)]
    [InlineData("*5700", "OneSlot", 2)]
    [InlineData("*573", "NoSuchSlot", -1)]
    [InlineData("*57", "NoSuchSlot", -1)]
    [InlineData("71", "None", -1)]
    [InlineData("*", "None", -1)]
    [InlineData("*6", "None", -1)]
    [InlineData("", "None", -1)]
    public void Rules_2_1_and_3_6_The_code_is_read_with_and_without_a_slot(
        string dialled,
        string kind,
        int slot
    )
    {
        Assert.Equal(kind, ParkCode.Read(dialled, "*5", Numbers, out int read).ToString());
        Assert.Equal(slot, read);
    }

    [Fact]
    public void An_empty_code_is_never_dialled() =>
        Assert.Equal(ParkCodeKind.None, ParkCode.Read("71", "", Numbers, out _));

    [Fact]
    public void Rule_2_3_The_number_is_spoken_where_the_parker_listens()
    {
        Assert.Equal(NumberSpoken.OnHisLeg, ParkCode.Tell(ParkWay.Digits, true, false));
        Assert.Equal(NumberSpoken.OnNewCall, ParkCode.Tell(ParkWay.NewCall, true, true));
        Assert.Equal(NumberSpoken.OnHisLeg, ParkCode.Tell(ParkWay.Refer, true, false));
    }

    [Fact]
    public void Rule_2_3_Whoever_hangs_up_himself_is_not_called_back()
    {
        Assert.Equal(NumberSpoken.Nowhere, ParkCode.Tell(ParkWay.Digits, false, false));
        Assert.Equal(NumberSpoken.Nowhere, ParkCode.Tell(ParkWay.NewCall, false, false));
    }

    [Fact]
    public void Rule_2_1c_After_a_transfer_the_device_is_called_unless_it_is_in_another_call()
    {
        Assert.Equal(NumberSpoken.ByCallingBack, ParkCode.Tell(ParkWay.Refer, false, false));
        Assert.Equal(NumberSpoken.Nowhere, ParkCode.Tell(ParkWay.Refer, false, true));
    }
}
