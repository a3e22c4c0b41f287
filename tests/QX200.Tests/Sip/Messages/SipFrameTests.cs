using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class SipFrameTests
{
    [Fact]
    public void Every_beginning_of_a_message_is_incomplete_and_the_whole_is_found()
    {
        byte[] stream = (Wire.Invite + Wire.Invite).Bytes();
        for (int length = 1; length < Wire.Invite.Length; length++)
        {
            Assert.Equal(
                SipFrameState.Incomplete,
                SipFrame.Measure(stream.AsSpan(0, length), out int none)
            );
            Assert.Equal(0, none);
        }

        Assert.Equal(SipFrameState.Message, SipFrame.Measure(stream, out int whole));
        Assert.Equal(Wire.Invite.Length, whole);
    }

    [Theory]
    [InlineData("", nameof(SipFrameState.Incomplete), 0)]
    [InlineData("\r\n", nameof(SipFrameState.LineEnds), 2)]
    [InlineData("\r\n\r\nOPTIONS", nameof(SipFrameState.LineEnds), 4)]
    [InlineData("A\r\nContent-Length: 2\r\n\r\nab", nameof(SipFrameState.Message), 26)]
    [InlineData("A\r\nl:2\r\n\r\nabc", nameof(SipFrameState.Message), 12)]
    [InlineData("A\r\nl :\r\n 2\r\n\r\nabc", nameof(SipFrameState.Message), 16)]
    [InlineData("A\n\nB", nameof(SipFrameState.Message), 3)]
    [InlineData("A\r\n\r\nB", nameof(SipFrameState.Message), 5)]
    [InlineData("A\r\nl: 1\r\nl: 1\r\n\r\nab", nameof(SipFrameState.Broken), 0)]
    [InlineData("A\r\nl: -1\r\n\r\nab", nameof(SipFrameState.Broken), 0)]
    [InlineData("A\r\nl: 65537\r\n\r\nab", nameof(SipFrameState.Broken), 0)]
    [InlineData("A\r\nl: 65536\r\n\r\nab", nameof(SipFrameState.Incomplete), 0)]
    public void Messages_end_where_Content_Length_says(string stream, string state, int length)
    {
        Assert.Equal(
            (Enum.Parse<SipFrameState>(state), length),
            (SipFrame.Measure(stream.Bytes(), out int measured), measured)
        );
    }

    [Fact]
    public void Headers_without_end_break_the_connection()
    {
        byte[] endless = ("A\r\nX: " + new string('y', SipMessage.MaxHeaderBytes)).Bytes();
        Assert.Equal(SipFrameState.Broken, SipFrame.Measure(endless, out _));
        byte[] late = [.. endless, .. "\r\n\r\n"u8];
        Assert.Equal(SipFrameState.Broken, SipFrame.Measure(late, out _));
    }
}
