using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

/// <summary>Whatever the bytes: no exception, no view outside the message; and what was written is read back.</summary>
public sealed class ParsingPropertyTests
{
    // Stands in no corpus message and in no mutation: if a view shows it, the view reached past the datagram.
    private const byte Stale = 0xEE;

    private static readonly byte[] StaleBytes = [.. Enumerable.Repeat(Stale, 8192)];

    private static readonly byte[][] Seeds =
    [
        Wire.Invite.Bytes(),
        .. Corpus.Names().Select(Corpus.Read).Where(m => !m.Contains(Stale)),
    ];

    [Property(MaxTest = 3000)]
    public void Mutated_messages_do_no_harm(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = Mutate(Seeds[random.Next(Seeds.Length)], random);
        SipMessage message = OnStaleBuffer();
        SipRejection rejection = SipMessage.Parse(bytes, message);
        Assert.Equal(rejection, message.Rejection);
        ReadEverything(message);
    }

    [Fact]
    public void Messages_cut_off_anywhere_do_no_harm()
    {
        SipMessage message = OnStaleBuffer();
        foreach (byte[] seed in Seeds)
        {
            for (int length = 0; length < seed.Length; length++)
            {
                SipMessage.Parse(StaleBytes, message);
                SipMessage.Parse(seed.AsSpan(0, length), message);
                ReadEverything(message);
            }
        }
    }

    [Property(MaxTest = 1000)]
    public void Any_bytes_do_no_harm(byte[] bytes)
    {
        byte[] clean = [.. bytes.Where(b => b != Stale)];
        SipMessage message = OnStaleBuffer();
        SipMessage.Parse(clean, message);
        ReadEverything(message);
    }

    [Property]
    public void What_is_written_is_read_back(
        NonEmptyString display,
        NonEmptyString user,
        PositiveInt cseq,
        byte[] body
    )
    {
        string name = Printable(display.Get);
        string account = Printable(user.Get);
        var writer = new SipWriter(new byte[16_000]);
        writer.Request(SipMethod.Message, "sip:h"u8);
        writer.Header(HeaderName.Via, "SIP/2.0/UDP h;branch=z9hG4bK1");
        writer.OpenHeader(HeaderName.From);
        writer.AppendQuoted(name);
        writer.Append(" <sip:"u8);
        writer.AppendUser(account);
        writer.Append("@h>;tag=1"u8);
        writer.CloseHeader();
        writer.Header(HeaderName.To, "<sip:h>");
        writer.Header(HeaderName.CallId, "1");
        writer.Header(HeaderName.CSeq, $"{cseq.Get} MESSAGE");
        writer.Body("application/octet-stream", body);

        SipMessage message = Wire.Read(writer.Written);
        Assert.True(NameAddress.TryParse(message[HeaderName.From], out NameAddress from));
        Assert.Equal(name, from.DisplayText());
        Assert.True(from.TryUri(out SipUri uri));
        Assert.Equal(account, uri.UnescapedUser());
        Assert.Equal((uint)cseq.Get, message.CSeqNumber);
        Assert.Equal(body, message.Body.ToArray());
    }

    [Property]
    public Property Escaping_a_header_value_is_undone_by_unescaping(byte[] value)
    {
        var writer = new SipWriter(new byte[3 * value.Length]);
        writer.AppendEscapedHeader(value);
        byte[] back = new byte[value.Length];
        int length = Escapes.Unescape(writer.Written, back);
        return (length == value.Length && back.AsSpan().SequenceEqual(value)).ToProperty();
    }

    private static SipMessage OnStaleBuffer()
    {
        var message = new SipMessage();
        SipMessage.Parse(StaleBytes, message);
        return message;
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (int i = random.Next(1, 8); i > 0 && bytes.Count > 1; i--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(Stale);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(at + 1), length));
                    break;
                case 3:
                    bytes[at] = " \t\r\n:;,<>\"\\@%[]=?&"u8[random.Next(18)];
                    break;
                case 4:
                    bytes.InsertRange(at, "\r\n "u8.ToArray());
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    // Reads all there is, through every view, whether the message was taken or not.
    private static void ReadEverything(SipMessage message)
    {
        Inside(message.Raw);
        Inside(message.MethodText);
        Inside(message.RequestUri);
        Inside(message.Reason);
        Inside(message.CallId);
        Inside(message.FromTag);
        Inside(message.ToTag);
        Inside(message.TopVia);
        Inside(message.TopBranch);
        Inside(message.CSeqMethodText);
        Inside(message.Body);
        if (SipUri.TryParse(message.RequestUri, out SipUri uri))
        {
            Inside(uri.Host);
            _ = uri.UnescapedUser();
            _ = uri.IsSameAs(uri);
        }

        for (int name = 0; name < HeaderNames.Count; name++)
        {
            Inside(message[(HeaderName)name]);
            foreach (ReadOnlySpan<byte> value in message.Values((HeaderName)name))
            {
                Inside(value);
                ReadAs(value);
            }
        }
    }

    private static void ReadAs(ReadOnlySpan<byte> value)
    {
        if (NameAddress.TryParse(value, out NameAddress address))
        {
            _ = address.DisplayText();
            Inside(address.Tag);
            address.TryUri(out _);
        }

        _ = ViaHeader.TryParse(value, out ViaHeader via);
        Inside(via.Branch);
        _ = ContactHeader.TryParse(value, out _);
        _ = CSeqHeader.TryParse(value, out _);
        _ = ReplacesHeader.TryParseEscaped(value, new byte[value.Length], out _);
        _ = SubscriptionStateHeader.TryParse(value, out _);
        _ = EventHeader.TryParse(value, out _);
        _ = SessionExpires.TryParse(value, out _);
        _ = RetryAfter.TryParse(value, out _);
        _ = QX200.Sip.Auth.DigestChallenge.TryParse(value, out _);
        _ = QX200.Sip.Auth.DigestCredentials.TryParse(value, out _);
    }

    private static void Inside(ReadOnlySpan<byte> view) => Assert.False(view.Contains(Stale));

    private static string Printable(string text)
    {
        string kept = new([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]);
        return kept.Length == 0 ? "x" : kept;
    }
}
