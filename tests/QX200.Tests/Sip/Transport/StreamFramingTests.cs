using System.Text;
using FsCheck.Xunit;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

public sealed class StreamFramingTests
{
    private const string Invite =
        "INVITE sip:101@192.0.2.9 SIP/2.0\r\nContent-Length: 11\r\nTo: x\r\n\r\nhello\r\n\r\nyo";

    private const string Bye = "BYE sip:101@192.0.2.9 SIP/2.0\r\nl : 0\r\n\r\n";

    private const string Ok =
        "SIP/2.0 200 OK\r\nTo: <sip:a@b>\r\n ;tag=l: 5\r\nCONTENT-LENGTH:\r\n  3\r\n\r\nabc";

    /// <summary>However the stream is cut, the same messages come out.</summary>
    [Property]
    public void Messages_come_out_whole_however_the_stream_is_cut(byte[] cuts)
    {
        string stream = "\r\n" + Invite + "\r\n\r\n" + Bye + "\r\n" + Ok + Bye;

        Assert.Equal([Invite, "ping", Bye, Ok, Bye], Read(stream, cuts));
    }

    [Fact]
    public void Messages_come_out_byte_by_byte() =>
        Assert.Equal(
            [Invite, Bye, Ok],
            Read(Invite + Bye + Ok, [.. Enumerable.Repeat((byte)1, 400)])
        );

    [Fact]
    public void A_header_section_without_Content_Length_has_no_body() =>
        Assert.Equal(["A\r\n\r\n", Bye], Read("A\r\n\r\n" + Bye, []));

    [Theory]
    [InlineData("Content-Length: 1x")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length: 99999999999")]
    [InlineData("Content-Length: 1\r\nl: 2")]
    public void After_a_Content_Length_that_cannot_be_read_nothing_more_is(string header)
    {
        string message = $"OPTIONS sip:a@b SIP/2.0\r\n{header}\r\n\r\n";

        Assert.Equal(["last " + message], Read(message + Bye, []));
    }

    [Fact]
    public void The_same_Content_Length_twice_is_taken() =>
        Assert.Equal(
            ["A b\r\nl: 2\r\nContent-Length: 2\r\n\r\nxy"],
            Read("A b\r\nl: 2\r\nContent-Length: 2\r\n\r\nxy", [])
        );

    [Fact]
    public void A_header_section_over_16_KB_breaks_the_stream_whether_it_ends_or_not()
    {
        string endless = "OPTIONS sip:a@b SIP/2.0\r\nX: " + new string('x', 17 << 10);

        Assert.Equal(["broken"], Read(endless, []));
        Assert.Equal(["broken"], Read(endless + "\r\n\r\n", []));
    }

    [Fact]
    public void A_body_of_64_KB_is_taken_and_one_byte_more_breaks_the_stream()
    {
        string head = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: ";
        string whole = head + "65536\r\n\r\n" + new string('x', 65536);

        Assert.Equal([whole, Bye], Read(whole + Bye, []));
        Assert.Equal(["broken"], Read(head + "65537\r\n\r\n", []));
    }

    /// <summary>Whatever bytes come, framing never throws and never waits with more than its limits.</summary>
    [Property]
    public void Any_bytes_are_survived(byte[] noise, byte[] cuts) =>
        Read(Encoding.Latin1.GetString(noise) + "\r\n\r\n", cuts);

    // Feeds the stream in pieces of the given lengths, the rest in one, and writes down what comes out.
    private static List<string> Read(string stream, byte[] cuts)
    {
        var framing = new StreamFraming();
        var taken = new List<string>();
        ReadOnlySpan<byte> rest = Encoding.Latin1.GetBytes(stream);
        int piece = 0;
        while (!rest.IsEmpty)
        {
            Memory<byte> room = framing.Room;
            int wanted = piece < cuts.Length ? Math.Max((int)cuts[piece++], 1) : rest.Length;
            int length = Math.Min(Math.Min(wanted, room.Length), rest.Length);
            rest[..length].CopyTo(room.Span);
            rest = rest[length..];
            framing.Advance(length);
            if (!TakeAll(framing, taken))
            {
                break;
            }
        }

        return taken;
    }

    private static bool TakeAll(StreamFraming framing, List<string> taken)
    {
        while (true)
        {
            Framed framed = framing.Take(out ReadOnlySpan<byte> message);
            string text = Encoding.Latin1.GetString(message);
            switch (framed)
            {
                case Framed.Nothing:
                    return true;
                case Framed.Message:
                    taken.Add(text);
                    break;
                case Framed.Ping:
                    taken.Add("ping");
                    break;
                case Framed.LastMessage:
                    taken.Add("last " + text);
                    return false;
                default:
                    taken.Add("broken");
                    return false;
            }
        }
    }
}
