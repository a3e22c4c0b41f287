using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

public sealed class AllocationTests
{
    [Fact]
    public void Reading_a_message_and_its_headers_and_writing_an_answer_allocates_nothing()
    {
        byte[] datagram = Wire.Invite.Bytes();
        byte[] room = new byte[2000];
        var message = new SipMessage();
        Assert.Equal(0, Allocated.AtLeast(() => Round(datagram, message, room)));
    }

    [Fact]
    public void A_pool_gives_the_same_messages_again()
    {
        var pool = new SipMessagePool();
        SipMessage first = pool.Rent();
        first.Retain();
        Assert.Equal(1, pool.Alive);
        first.Release();
        Assert.Equal(1, pool.Alive);
        Assert.NotSame(first, pool.Rent());
        first.Release();
        Assert.Equal(1, pool.Alive);

        SipMessage again = pool.Rent();
        Assert.Same(first, again);
        again.Release();
        Assert.Equal(0, Allocated.AtLeast(() => pool.Rent().Release()));
    }

    // Returns something made of all that was read, so that nothing can be left out.
    private static int Round(byte[] datagram, SipMessage message, byte[] room)
    {
        SipRejection rejection = SipMessage.Parse(datagram, message);
        int sum = (int)rejection + message.CallId.Length + message.FromTag.Length;
        foreach (ReadOnlySpan<byte> via in message.Values(HeaderName.Via))
        {
            sum += ViaHeader.TryParse(via, out ViaHeader read) ? read.Branch.Length : 0;
        }

        sum += ContactHeader.TryParse(message[HeaderName.Contact], out ContactHeader contact)
            ? contact.Quality
            : 0;
        sum += SipUri.TryParse(message.RequestUri, out SipUri uri) ? uri.Port : 0;
        sum += message.HasToken(HeaderName.Supported, "timer"u8) ? 1 : 0;

        var writer = new SipWriter(room);
        writer.Status(180);
        writer.CopyHeader(message, HeaderName.Via);
        writer.CopyHeader(message, HeaderName.From);
        writer.CopyHeader(message, HeaderName.To);
        writer.Header(HeaderName.CallId, message.CallId);
        writer.Header(HeaderName.Expires, 60);
        writer.AppendQuoted("Ann");
        writer.End();
        return sum + writer.Length;
    }
}
