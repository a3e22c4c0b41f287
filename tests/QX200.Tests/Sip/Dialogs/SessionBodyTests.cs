using System.Text;
using FsCheck.Xunit;
using QX200.Sip.Dialogs;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

public sealed class SessionBodyTests
{
    private const string Sdp = "v=0\r\ns=-\r\n";

    [Theory]
    [InlineData("application/sdp", "", Sdp)]
    [InlineData("Application/SDP ; charset=utf-8", "identity", Sdp)]
    [InlineData(
        "multipart/mixed;boundary=x",
        "",
        "preamble\r\n--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: application/sdp\r\n\r\n"
            + Sdp
            + "\r\n--x--\r\n"
    )]
    [InlineData(
        "multipart/alternative; boundary=\"a b\"",
        "",
        "--a b\nContent-Type: APPLICATION/sdp\n\n" + Sdp + "\n--a b--"
    )]
    [InlineData(
        "multipart/mixed;boundary=o",
        "",
        "--o\r\nContent-Type: multipart/mixed;boundary=i\r\n\r\n--i\r\nContent-Type: application/sdp\r\n\r\n"
            + Sdp
            + "\r\n--i--\r\n--o--\r\n"
    )]
    [InlineData(
        "multipart/mixed;boundary=x",
        "",
        "--x\r\nContent-Type: application/sdp\r\n\r\n" + Sdp
    )]
    public void The_description_is_found(string type, string encoding, string body)
    {
        BodyKind kind = SessionBody.Find(
            Encoding.ASCII.GetBytes(type),
            Encoding.ASCII.GetBytes(encoding),
            Encoding.ASCII.GetBytes(body),
            out ReadOnlySpan<byte> sdp
        );
        Assert.Equal((BodyKind.Sdp, Sdp), (kind, Encoding.ASCII.GetString(sdp)));
    }

    [Theory]
    [InlineData("application/sdp", "", "", 0)]
    [InlineData("text/plain", "", "x", 2)]
    [InlineData("", "", "x", 2)]
    [InlineData("application/sdp", "gzip", "x", 2)]
    [InlineData("multipart/mixed", "", "--\r\n", 2)]
    [InlineData(
        "multipart/mixed;boundary=x",
        "",
        "--y\r\nContent-Type: application/sdp\r\n\r\nv=0",
        2
    )]
    [InlineData("multipart/mixed;boundary=x", "", "--x\r\n\r\nv=0\r\n--x--", 2)]
    public void Other_bodies_are_not_taken_for_one(
        string type,
        string encoding,
        string body,
        int kind
    ) =>
        Assert.Equal(
            (BodyKind)kind,
            SessionBody.Find(
                Encoding.ASCII.GetBytes(type),
                Encoding.ASCII.GetBytes(encoding),
                Encoding.ASCII.GetBytes(body),
                out _
            )
        );

    [Property(MaxTest = 500)]
    public void Any_bytes_do_no_harm(byte[] body, byte[] middle)
    {
        byte[] whole = [.. "--b\r\n"u8, .. body, .. "\n--b"u8, .. middle];
        BodyKind kind = SessionBody.Find(
            "multipart/mixed;boundary=b"u8,
            default,
            whole,
            out var sdp
        );
        Assert.True(kind == BodyKind.Sdp || sdp.IsEmpty);
    }
}
