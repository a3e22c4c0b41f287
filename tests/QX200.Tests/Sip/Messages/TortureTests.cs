using QX200.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Messages;

/// <summary>The torture messages of RFC 4475: each with what the RFC asks, what we do, and why where that differs.</summary>
public sealed class TortureTests(ITestOutputHelper output)
{
    private const SipRejection Good = SipRejection.None;

    private static readonly Case[] Cases =
    [
        // 3.1.1 valid
        new("wsinv", "accept", Good),
        new("intmeth", "accept", Good),
        new("esc01", "accept", Good),
        new("escnull", "accept", Good),
        new("esc02", "accept", Good),
        new("lwsdisp", "accept", Good),
        new("longreq", "accept", Good),
        new("dblreq", "accept the first", Good),
        new("semiuri", "accept", Good),
        new("transports", "accept", Good),
        new("mpart01", "accept", Good),
        new("unreason", "accept", Good),
        new("noreason", "accept", Good),
        // 3.1.2 invalid
        new(
            "badinv01",
            "400, or accept what can be inferred",
            Good,
            "empty parameters and list elements carry nothing that could be misread"
        ),
        new("clerr", "400", SipRejection.BodyTooShort),
        new("ncl", "400", SipRejection.BadContentLength),
        new("scalar02", "400", SipRejection.BadCSeq),
        new("scalarlg", "drop", SipRejection.BadCSeq),
        new("quotbal", "400", SipRejection.BadTo),
        new("ltgtruri", "400", SipRejection.BadRequestUri),
        new("lwsruri", "400", SipRejection.BadRequestUri),
        new("lwsstart", "400, or accept", SipRejection.BadRequestUri),
        new("trws", "400, or accept", SipRejection.BadRequestLine),
        new(
            "escruri",
            "400, or accept and ignore the headers",
            Good,
            "the headers of a Request-URI are never looked at"
        ),
        new("baddate", "400, or accept", Good, "nothing depends on Date"),
        new(
            "regbadct",
            "400",
            Good,
            "Contact is judged where it is used: NameAddress refuses it, so the registrar answers 400"
        ),
        new(
            "badaspec",
            "400, or accept what can be inferred",
            Good,
            "blanks inside the brackets mislead nobody"
        ),
        new(
            "baddn",
            "400, or accept what can be inferred",
            Good,
            "many telephones forget the quotes, and From and To are no lists"
        ),
        new("badvers", "505", SipRejection.BadVersion),
        new("mismatch01", "400", SipRejection.CSeqMethodMismatch),
        new("mismatch02", "400 or 501", SipRejection.CSeqMethodMismatch),
        new("bigcode", "drop", SipRejection.BadStatusLine),
        // 3.2 to 3.4: well formed, or for the application layer
        new("badbranch", "accept; the branch alone matches no transaction", Good),
        new("insuf", "400", SipRejection.MissingFrom),
        new("unkscm", "accept; 416 by the user agent", Good),
        new("novelsc", "accept; 416 by the user agent", Good),
        new("unksm2", "accept; 400 by the registrar", Good),
        new("bext01", "accept; 420 by the user agent", Good),
        new("invut", "accept; 415 by the user agent", Good),
        new("regaut01", "accept; 401 by the registrar", Good),
        new("multi01", "400", SipRejection.RepeatedCSeq),
        new("mcl01", "400", SipRejection.RepeatedContentLength),
        new("bcast", "accept; drop for its second Via", Good),
        new("zeromf", "accept; 483 by a proxy", Good),
        new("cparam01", "accept", Good),
        new("cparam02", "accept", Good),
        new("regescrt", "accept", Good),
        new("sdp01", "accept; 406 by the user agent", Good),
        new("inv2543", "accept", Good),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_message_ends_as_the_table_says(string name)
    {
        Case expected = Cases.Single(c => c.Name == name);
        SipMessage message = Wire.Read(Corpus.Read(name), expected.Ours);
        output.WriteLine(
            $"{name}: RFC 4475 asks: {expected.Asked}; we: {Outcome(message)}"
                + (expected.Why is null ? "" : $" ({expected.Why})")
        );
    }

    [Fact]
    public void The_table_names_every_message_of_the_corpus()
    {
        Assert.Empty(Corpus.Names().Except(Cases.Select(c => c.Name)));
    }

    [Theory]
    [InlineData("clerr", true)]
    [InlineData("scalar02", true)]
    [InlineData("quotbal", true)]
    [InlineData("badvers", true)]
    [InlineData("mcl01", true)]
    [InlineData("insuf", false)]
    [InlineData("bigcode", false)]
    [InlineData("scalarlg", false)]
    public void A_rejected_request_can_be_answered_where_its_addresses_are_there(
        string name,
        bool answerable
    )
    {
        var message = new SipMessage();
        Assert.NotEqual(Good, SipMessage.Parse(Corpus.Read(name), message));
        Assert.Equal(answerable, message.CanBeAnswered);
    }

    [Fact]
    public void Odd_white_space_and_folds_are_read()
    {
        SipMessage message = Wire.Read(Corpus.Read("wsinv"));
        Assert.Equal("1918181833n", message.ToTag.Text());
        Assert.Equal("98asjd8", message.FromTag.Text());
        Assert.Equal(68, message.MaxForwards);
        Assert.Equal((9u, SipMethod.Invite), (message.CSeqNumber, message.CSeqMethod));
        Assert.Equal("390skdjuw", message.TopBranch.Text());
        Assert.Equal(150, message.Body.Length);
        Assert.True(message.Has(HeaderName.Subject));
        Assert.True(message[HeaderName.Subject].IsEmpty);

        List<string> vias = message.AllOf(HeaderName.Via);
        Assert.Equal(3, vias.Count);
        Assert.True(ViaHeader.TryParse(vias[1].Bytes(), out ViaHeader second));
        Assert.Equal("TCP", second.Transport.Text());
        Assert.Equal("spindle.example.com", second.Host.Text());
        Assert.Equal("z9hG4bK9ikj8", second.Branch.Text());
        Assert.True(ViaHeader.TryParse(vias[2].Bytes(), out ViaHeader third));
        Assert.Equal("192.168.255.111", third.Host.Text());
        Assert.Equal("z9hG4bK30239", third.Branch.Text());

        Assert.True(NameAddress.TryParse(message[HeaderName.From], out NameAddress from));
        Assert.Equal("J Rosenberg \\\"", from.DisplayText());
        Assert.True(ContactHeader.TryParse(message[HeaderName.Contact], out ContactHeader contact));
        Assert.Equal("Quoted string \"\"", contact.Address.DisplayText());
        Assert.Equal(330, contact.Quality);
        Assert.True(message.TryFind("newfangledheader"u8, out ReadOnlySpan<byte> newfangled));
        Assert.StartsWith("newfangled value", newfangled.Text());
        Assert.EndsWith("continued newfangled value", newfangled.Text());
    }

    [Fact]
    public void Every_sign_that_a_token_may_hold_is_taken()
    {
        SipMessage message = Wire.Read(Corpus.Read("intmeth"));
        Assert.Equal(SipMethod.Other, message.Method);
        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", message.MethodText.Text());
        Assert.Equal("_token~1'+`*%!-.", message.FromTag.Text());
        Assert.True(NameAddress.TryParse(message[HeaderName.To], out NameAddress to));
        Assert.Equal("BEL:\a NUL:\0 DEL:\u007f", to.DisplayText());
        Assert.True(SipUri.TryParse(message.RequestUri, out SipUri uri));
        Assert.Equal("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", uri.User.Text());
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", uri.Password.Text());
        Assert.Equal("example.com", uri.Host.Text());
    }

    [Fact]
    public void Escapes_are_undone_only_where_they_are_asked_for()
    {
        SipMessage message = Wire.Read(Corpus.Read("esc01"));
        Assert.True(SipUri.TryParse(message.RequestUri, out SipUri uri));
        Assert.Equal("sips%3Auser%40example.com", uri.User.Text());
        Assert.Equal("sips:user@example.com", uri.UnescapedUser());

        SipMessage notRegister = Wire.Read(Corpus.Read("esc02"));
        Assert.Equal(SipMethod.Other, notRegister.Method);
        Assert.Equal(2, notRegister.AllOf(HeaderName.Contact).Count);

        SipMessage nulls = Wire.Read(Corpus.Read("escnull"));
        Assert.Equal(
            ["<sip:%00@host5.example.com>", "<sip:%00%00@host5.example.com>"],
            nulls.AllOf(HeaderName.Contact)
        );
    }

    [Fact]
    public void A_second_message_in_the_datagram_is_left_alone()
    {
        SipMessage message = Wire.Read(Corpus.Read("dblreq"));
        Assert.Equal(SipMethod.Register, message.Method);
        Assert.True(message.Body.IsEmpty);
        Assert.EndsWith("Content-Length: 0\r\n\r\n", message.Raw.Text());
    }

    [Fact]
    public void A_user_may_hold_semicolons_and_a_list_may_be_folded()
    {
        SipMessage message = Wire.Read(Corpus.Read("semiuri"));
        Assert.True(SipUri.TryParse(message.RequestUri, out SipUri uri));
        Assert.Equal("user;par=u@example.net", uri.UnescapedUser());
        Assert.Equal("example.com", uri.Host.Text());
        Assert.Equal(6, message.AllOf(HeaderName.Accept).Count);
    }

    [Fact]
    public void Long_values_are_read_whole()
    {
        SipMessage message = Wire.Read(Corpus.Read("longreq"));
        Assert.Equal(34, message.AllOf(HeaderName.Via).Count);
        Assert.StartsWith("12982", message.FromTag.Text());
        Assert.Equal(155, message.FromTag.Length);
    }

    [Fact]
    public void Binary_bodies_come_through()
    {
        SipMessage message = Wire.Read(Corpus.Read("mpart01"));
        Assert.True(message.HasContentType("multipart/mixed"u8));
        Assert.True(message.Body.IndexOf(new byte[] { 0, 1, 2, 3, 4 }) > 0);
        Assert.EndsWith("--7a9cbec02ceef655--\r\n", message.Body.Text());
    }

    [Fact]
    public void A_contact_with_headers_needs_its_brackets()
    {
        Assert.False(
            ContactHeader.TryParse(Wire.Read(Corpus.Read("regbadct"))[HeaderName.Contact], out _)
        );
        Assert.True(
            ContactHeader.TryParse(
                Wire.Read(Corpus.Read("regescrt"))[HeaderName.Contact],
                out ContactHeader good
            )
        );
        Assert.True(good.Address.TryUri(out SipUri uri));
        Assert.True(uri.TryHeader("route"u8, out ReadOnlySpan<byte> route));
        Assert.Equal("<sip:sip.example.com>", Escapes.Unescape(route));
    }

    [Fact]
    public void A_contact_parameter_is_the_headers_without_brackets_and_the_uris_within()
    {
        Assert.True(
            NameAddress.TryParse(
                Wire.Read(Corpus.Read("cparam01"))[HeaderName.Contact],
                out NameAddress bare
            )
        );
        Assert.Equal("sip:+19725552222@gw1.example.net", bare.Uri.Text());
        Assert.True(bare.TryParam("unknownparam"u8, out _));
        Assert.True(
            NameAddress.TryParse(
                Wire.Read(Corpus.Read("cparam02"))[HeaderName.Contact],
                out NameAddress bracketed
            )
        );
        Assert.True(bracketed.Params.IsEmpty);
        Assert.True(bracketed.TryUri(out SipUri uri));
        Assert.True(uri.HasParam("unknownparam"u8));
    }

    private static string Outcome(SipMessage message) =>
        message.Rejection == Good ? "accept"
        : message.CanBeAnswered ? $"{message.Rejection.Status()} {message.Rejection.Text()}"
        : $"drop ({message.Rejection.Text()})";

    private sealed record Case(string Name, string Asked, SipRejection Ours, string? Why = null);
}
