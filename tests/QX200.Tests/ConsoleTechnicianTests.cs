using System.Collections.Concurrent;
using QX200.Update.Parts;
using Xunit;

namespace QX200.Tests;

public sealed class ConsoleTechnicianTests
{
    [Theory]
    [InlineData("y", "Yes")]
    [InlineData(" Yes ", "Yes")]
    [InlineData("n", "No")]
    [InlineData("NO", "No")]
    [InlineData("", "Skip")]
    public void What_is_typed_is_an_answer_once(string typed, string reply)
    {
        using var keyboard = new Keyboard();
        using var screen = new StringWriter();
        var person = new ConsoleTechnician(keyboard, screen);
        person.Tell(Errand.HearTone, 1, "Is there a tone?");
        Assert.Equal(Reply.None, person.Reply());
        keyboard.Type(typed);
        Reply heard = Reply.None;
        Assert.True(
            SpinWait.SpinUntil(
                () => (heard = person.Reply()) != Reply.None,
                TimeSpan.FromSeconds(30)
            )
        );
        Assert.Equal(reply, heard.ToString());
        Assert.Equal(Reply.None, person.Reply());
        Assert.Equal("    >>> Is there a tone? [y, n; Enter leaves it out]\n", screen.ToString());
    }

    [Fact]
    public void He_is_told_what_the_keys_do()
    {
        using var keyboard = new Keyboard();
        using var screen = new StringWriter();
        var person = new ConsoleTechnician(keyboard, screen);
        person.Tell(Errand.LeaveOnHook, 1, "It rings.");
        person.Tell(Errand.PressButton, 0, "Press it.");
        Assert.Equal(
            "    >>> It rings.\n    >>> Press it. [Enter leaves it out]\n",
            screen.ToString()
        );
    }

    private sealed class Keyboard : TextReader
    {
        private readonly BlockingCollection<string> _lines = [];

        public void Type(string line) => _lines.Add(line);

        public override string? ReadLine() =>
            _lines.TryTake(out string? line, Timeout.Infinite) ? line : null;

        protected override void Dispose(bool disposing)
        {
            _lines.CompleteAdding();
            base.Dispose(disposing);
        }
    }
}
