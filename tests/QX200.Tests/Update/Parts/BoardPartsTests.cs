using QX200.Board;
using QX200.Board.Simulated;
using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests.Update.Parts;

public sealed class BoardPartsTests
{
    private static readonly string[] s_needSomeone =
    [
        "line 1 ring trip",
        "line 1 hook",
        "line 2 ring trip",
        "line 2 hook",
        "button",
    ];

    [Fact]
    public void A_good_board_with_somebody_there()
    {
        using var bed = new PartsBed();
        Dictionary<string, Finding> found = bed.Run();
        Assert.All(found, static part => Assert.True(part.Value.Ok, part.ToString()));
        Assert.Equal("15 lines answer and rest as they should", found["GPIO lines"].Text);
        Assert.Equal("rang 2 s at 25 Hz in cadence, no false trip", found["line 1 ringing"].Text);
        Assert.Equal(
            "lifting was seen, and ringing ended 30 ms later",
            found["line 2 ring trip"].Text
        );
        Assert.Equal(
            "1004 Hz sent at -10.0 dBm0, back at -24.0 dBm0 (return loss 14.0 dB); silence is below -90 dBm0; heard in the receiver",
            found["line 1 sound"].Text
        );
        Assert.Equal("six lines follow, and all six lamps light", found["lamps"].Text);
        Assert.Equal("pressed and let go", found["button"].Text);

        // Nothing was done that the data sheet forbids, and all is left at rest.
        Assert.All(bed.Board.Modules, static module => Assert.Empty(module.Complaints));
        Assert.All(
            Wiring.All,
            pin => Assert.Equal(pin.RestsHigh, bed.Board.ReadPin(pin.Offset).High)
        );
    }

    [Fact]
    public void Each_telephone_rings_in_cadence_and_once_more_until_it_is_lifted()
    {
        using var bed = new PartsBed();
        bed.Run();
        Assert.All(
            bed.Board.Telephones,
            static phone => Assert.Equal([25, 25, 25], phone.Rings.Select(ring => ring.Hertz))
        );
    }

    [Fact]
    public void A_good_board_with_nobody_there()
    {
        using var bed = new PartsBed(attended: false);
        Dictionary<string, Finding> found = bed.Run();
        Assert.Equal(
            s_needSomeone,
            found
                .Where(static part => part.Value == Attendance.NeedsSomeone)
                .Select(static part => part.Key)
        );
        Assert.All(
            found.Where(static part => !s_needSomeone.Contains(part.Key)),
            static part => Assert.True(part.Value.Ok, part.ToString())
        );
        Assert.Equal(
            "rang 2 s at 25 Hz in cadence, no false trip; nobody lifted",
            found["line 2 ringing"].Text
        );
        Assert.Equal(
            "moves both ways; receiver on the hook: 1004 Hz sent at -10.0 dBm0, nothing back; silence is below -90 dBm0",
            found["line 2 sound"].Text
        );
        Assert.Equal(
            "six lines follow; nobody was there to look at the lamps",
            found["lamps"].Text
        );
        Assert.Empty(bed.Screen.ToString());
    }

    [Theory]
    [InlineData(
        "FXS1_RM",
        Wire.StuckHigh,
        "GPIO lines",
        "FXS1_RM (line 0) stays high though it is set low"
    )]
    [InlineData(
        "FXS2_RM",
        Wire.StuckLow,
        "line 2 ringing",
        "FXS2_RM (line 4, to SLIC2, RM) stays low"
    )]
    [InlineData(
        "FXS1_RM",
        Wire.Cut,
        "line 1 ring trip",
        "look at FXS1_RM (line 0, to SLIC1, RM) and FXS1_FR"
    )]
    [InlineData(
        "FXS1_FR",
        Wire.StuckLow,
        "GPIO lines",
        "FXS1_FR (line 1, to SLIC1, F/R) stays low"
    )]
    [InlineData(
        "FXS2_FR",
        Wire.StuckHigh,
        "line 2 feed",
        "FXS2_FR (line 5, to SLIC2, F/R) stays high"
    )]
    [InlineData(
        "FXS1_FR",
        Wire.Cut,
        "line 1 ring trip",
        "and FXS1_FR (line 1, to SLIC1, F/R), and at its bell"
    )]
    [InlineData(
        "FXS1_PD",
        Wire.StuckHigh,
        "GPIO lines",
        "FXS1_PD (line 2, to SLIC1, PD) stays high"
    )]
    [InlineData(
        "FXS1_PD",
        Wire.StuckLow,
        "line 1 feed",
        "FXS1_PD (line 2, to SLIC1, PD) stays low"
    )]
    [InlineData(
        "FXS2_PD",
        Wire.Cut,
        "line 2 hook",
        "while the battery is off: look at FXS2_PD (line 6, to SLIC2, PD)"
    )]
    [InlineData(
        "FXS1_SHK",
        Wire.StuckHigh,
        "GPIO lines",
        "FXS1_SHK (line 3, to SLIC1, SHK) is high though the line has no feed"
    )]
    [InlineData(
        "FXS1_SHK",
        Wire.StuckLow,
        "line 1 ring trip",
        "no loop current was seen: if the receiver was lifted, look at FXS1_SHK (line 3"
    )]
    [InlineData(
        "FXS2_SHK",
        Wire.Cut,
        "line 2 ring trip",
        "no loop current was seen: if the receiver was lifted, look at FXS2_SHK (line 7"
    )]
    [InlineData(
        "LED_PARK",
        Wire.StuckLow,
        "lamps",
        "LED_PARK (line 13, to LED6) stays low though it is set high"
    )]
    [InlineData(
        "LED_LINE1",
        Wire.StuckHigh,
        "GPIO lines",
        "LED_LINE1 (line 11, to LED4) stays high though it is set low"
    )]
    [InlineData(
        "LED_POWER",
        Wire.Cut,
        "lamps",
        "a lamp does not light though its line is set: look at LED1 to LED6"
    )]
    [InlineData(
        "BUTTON",
        Wire.Cut,
        "button",
        "if it was pressed, look at BUTTON (line 14, to SW1)"
    )]
    [InlineData("BUTTON", Wire.StuckLow, "GPIO lines", "BUTTON (line 14, to SW1) is low")]
    internal void A_broken_wire_is_found_and_named(string net, Wire how, string part, string names)
    {
        using var bed = new PartsBed();
        bed.Break(net, how);
        Dictionary<string, Finding> found = bed.Run();
        Assert.False(found[part].Ok, found[part].Text);
        Assert.Contains(names, found[part].Text, StringComparison.Ordinal);

        // The other line has nothing to do with it.
        char other = net.StartsWith("FXS2", StringComparison.Ordinal) ? '1' : '2';
        Assert.All(
            found.Where(p => p.Key.StartsWith($"line {other}", StringComparison.Ordinal)),
            static p => Assert.True(p.Value.Ok, p.ToString())
        );
    }

    [Theory]
    [InlineData("FXS1_RM", "line 1 ringing", "look for a short to ground")]
    [InlineData("LED_STATUS", "lamps", "look for a short to ground")]
    internal void Wires_that_read_back_need_nobody(string net, string part, string names)
    {
        using var bed = new PartsBed(attended: false);
        bed.Break(net, Wire.StuckLow);
        Finding found = bed.Run()[part];
        Assert.False(found.Ok);
        Assert.Contains(names, found.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stuck_hook_is_one_fault_and_no_more(bool attended)
    {
        using var bed = new PartsBed(attended);
        bed.Break("FXS1_SHK", Wire.StuckHigh);
        Dictionary<string, Finding> found = bed.Run();
        Assert.Equal(
            ["GPIO lines"],
            found.Where(static part => part.Value.Ok == false).Select(static part => part.Key)
        );
        Assert.Equal(
            Finding.NotTried("nothing is seen of the receiver: see GPIO lines"),
            found["line 1 ring trip"]
        );
    }

    [Fact]
    public void A_line_of_the_chip_that_does_not_answer_is_named()
    {
        using var bed = new PartsBed(attended: false);
        bed.Board.Chip.Fail(13, failing: true);
        Assert.Equal(
            "LED_PARK (line 13, to LED6) does not answer: the front panel's LED_PARK (GPIO line 13) does not answer: the simulated chip does not answer",
            bed.Run()["GPIO lines"].Text
        );
    }

    [Fact]
    public void A_port_that_does_not_answer_is_a_fault_once()
    {
        using var bed = new PartsBed();
        bed.Board.Chip.Fail(4, failing: true);
        Dictionary<string, Finding> found = bed.Run();
        Assert.False(found["GPIO lines"].Ok);
        Assert.Contains(
            "telephone port 2 (FXS2_RM to FXS2_SHK, lines 4 to 7) do not answer",
            found["GPIO lines"].Text,
            StringComparison.Ordinal
        );
        Assert.All(
            found.Where(static p => p.Key.StartsWith("line 2", StringComparison.Ordinal)),
            static p =>
                Assert.Equal(Finding.NotTried("the port is out of service: see above"), p.Value)
        );
    }

    [Fact]
    public void A_lamp_that_lights_another_is_a_short()
    {
        using var bed = new PartsBed(attended: false);
        Action<int, bool> parts = bed.Board.Chip.OutputChanged!;
        int shorted = Wiring.Lamps[(int)Lamp.Line1].Offset;
        bed.Board.Chip.OutputChanged = (line, high) =>
        {
            parts(line, high);
            if (line == shorted)
            {
                bed.Break("LED_LINE2", high ? Wire.StuckHigh : Wire.Whole);
            }
        };
        Assert.Equal(
            Finding.Bad(
                "LED_LINE2 (line 12, to LED5) is high while only LED_LINE1 is lit: look for a short"
            ),
            bed.Run()["lamps"]
        );
    }

    [Fact]
    public void Whoever_breaks_off_is_obeyed_at_once()
    {
        using var bed = new PartsBed();
        int turns = 0;
        bed.Turned = () =>
        {
            if (++turns == 3000)
            {
                bed.Stop.Cancel();
            }
        };
        Assert.Throws<OperationCanceledException>(() => bed.Run());
        Assert.InRange(turns, 3000, 3100);
    }

    [Fact]
    public void Nobody_does_what_he_is_told()
    {
        using var bed = new PartsBed();
        bed.Person.Ignores = static _ => true;
        Dictionary<string, Finding> found = bed.Run();
        Assert.Equal(
            ["line 1 ring trip", "line 2 ring trip", "button"],
            found.Where(static part => part.Value.Ok == false).Select(static part => part.Key)
        );
        Assert.Equal(
            Finding.NotTried("six lines follow; nobody said whether the lamps light"),
            found["lamps"]
        );
        Assert.Equal(Finding.NotTried("the receiver was not lifted"), found["line 1 hook"]);
    }
}
