using QX200.Status;
using Xunit;

namespace QX200.Tests.Calls;

public sealed class UnusedLineTests : CallScenario
{
    [Fact]
    public void A_line_that_no_extension_uses_is_no_fault_unless_its_hardware_has_one()
    {
        Use(
            """
            [extension:111]
            line = fxs1
            """
        );
        Bench.Desks[0].Lift();
        Assert.Equal(LinePhase.OffHook, Line(0).Phase);
        Assert.Equal(new LineStatus(2, "", LinePhase.Unused, ""), Line(1));
        Bench.Desks[1].Break("RM stays high");
        Bench.Pass(0.1);
        Assert.Equal((LinePhase.OutOfService, "RM stays high"), (Line(1).Phase, Line(1).Reason));
    }

    private LineStatus Line(int index)
    {
        Bench.Pass(0.3);
        return Bench.Status.Current.Lines[index];
    }
}
