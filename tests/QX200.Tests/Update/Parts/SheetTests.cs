using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests.Update.Parts;

public sealed class SheetTests
{
    private readonly List<string> _begun = [];

    [Fact]
    public void It_has_a_line_for_each_part_and_a_place_to_sign()
    {
        var sheet = new Sheet();
        sheet.Try([new PartCheck("clock", () => Finding.Good("2026-01-02 03:04 UTC"))], _begun.Add);
        sheet.Try(
            [
                new PartCheck("line 1", () => Finding.Bad("it does not ring")),
                new PartCheck("line 1 hook", () => Finding.NotTried("needs someone at the box")),
            ],
            _begun.Add,
            wired: true
        );
        Assert.Equal(1, sheet.ExitCode);
        Assert.Equal(["clock", "line 1", "line 1 hook"], _begun);
        Assert.Equal(
            """
            QX200 self-test   qx200 1.2.3
            2026-01-02 03:04:05 UTC

              ok     clock        2026-01-02 03:04 UTC
              FAULT  line 1       it does not ring
              -      line 1 hook  needs someone at the box

            1 of 3 parts have a fault.
            Nets, GPIO lines and the parts that they lead to: the table "Wiring" in board/README.md.

            Serial number ____________________   Date ______________
            Tested by     ____________________   Signature _________________________

            """,
            Print(sheet)
        );
    }

    [Fact]
    public void What_was_not_tried_is_no_fault_and_no_success()
    {
        var sheet = new Sheet();
        sheet.Try(
            [new("a", () => Finding.Good("")), new("b", () => Finding.NotTried(""))],
            _begun.Add,
            wired: true
        );
        Assert.Equal(0, sheet.ExitCode);
        string text = Print(sheet);
        Assert.Contains("1 of 2 parts were tried and are well.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Wiring", text, StringComparison.Ordinal);
    }

    private static string Print(Sheet sheet)
    {
        using var output = new StringWriter();
        sheet.Print("qx200 1.2.3", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), output);
        return output.ToString();
    }
}
