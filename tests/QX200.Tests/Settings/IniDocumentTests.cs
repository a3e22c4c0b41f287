using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.Configuration;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class IniDocumentTests
{
    [Property(MaxTest = 1000)]
    public void Any_bytes_come_out_as_they_went_in_and_never_upset_the_provider(byte[] bytes)
    {
        // Much of what is random is never structured: mix signs that mean something into it.
        byte[] mixed = [.. bytes.SelectMany(static b => Pieces[b % Pieces.Length])];

        IniDocument document = IniDocument.Parse("x.ini", mixed);

        if (document.Lines.Count > 0 || mixed.Length == 0)
        {
            Assert.Equal(mixed, document.ToBytes());
        }

        _ = new ConfigurationBuilder().AddIniStream(document.ForProvider()).Build();
    }

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "[",
            "]",
            "=",
            "\n",
            "\r\n",
            " ",
            ":",
            ";",
            "#",
            "/",
            "\"",
            "a",
            "b",
            "sip",
            "[a]\n",
            "x=1\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0],
        [0xff],
        [0xC3],
        "\uFEFF"u8.ToArray(),
    ];

    [Fact]
    public void Each_bad_line_is_named_and_the_good_ones_reach_the_provider()
    {
        byte[] text =
        [
            .. "\uFEFFlost = 1\r\n"u8,
            .. "[sip]\r\n"u8,
            .. "; a comment\r\n"u8,
            .. "  Port =  5070 \r\n"u8,
            .. "port = 5080\r\n"u8,
            .. "no equals sign\r\n"u8,
            .. "/slash = 1\r\n"u8,
            .. "bad = \xff\r\n"u8[..6],
            0xff,
            .. "\r\n"u8,
            .. "nul = "u8,
            0,
            .. "\r\n"u8,
            .. "bell = "u8,
            7,
            .. "\r\n"u8,
            .. "= 1\r\n"u8,
            .. "a:b = 1\r\n"u8,
            .. "name = \"Bob\"\r\n"u8,
            .. "[broken\r\n"u8,
            .. "below = 1\r\n"u8,
            .. "[ Extension : 101 ]\r\n"u8,
            .. "name = A = B"u8,
        ];

        IniDocument document = IniDocument.Parse("system.ini", text);

        Assert.Equal(text, document.ToBytes());
        Assert.False(document.Broken);
        Assert.Equal(
            [1, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15],
            document.Problems.Select(static p => p.Line)
        );
        IConfiguration values = new ConfigurationBuilder()
            .AddIniStream(document.ForProvider())
            .Build();
        Assert.Equal("5070", values["sip:port"]);
        Assert.Equal("\"Bob\"", values["sip:name"]);
        Assert.Equal("A = B", values["extension:101:name"]);
        Assert.Null(values["sip:below"]);
    }

    [Theory]
    [InlineData(
        "[sip]\nport = 1\nport = 2\n",
        "x.ini:3: \"port\" stands a second time in [sip] and is left out (first in line 2): delete one of the two"
    )]
    [InlineData(
        "[sip]\nport\n",
        "x.ini:2: \"port\" has no \"=\" and is left out: write key = value, or begin a comment with ;"
    )]
    [InlineData(
        "port = 1\n[sip]\n",
        "x.ini:1: \"port\" stands before any section and is left out: write its [section] above it"
    )]
    [InlineData(
        "[sip\n[web]\n",
        "x.ini:1: \"[sip\" is no section, and the lines after it are left out: write [name] alone on the line"
    )]
    [InlineData(
        "[sip]\n\n[SIP]\n",
        "x.ini:3: [sip] stands a second time, its keys are read as if they stood in the first (line 1): join the two, or give this one a name of its own"
    )]
    public void The_sentence_says_what_to_do(string text, string expected)
    {
        IniDocument document = IniDocument.Parse("x.ini", Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, Assert.Single(document.Problems).ToString());
    }

    [Fact]
    public void A_line_that_is_too_long_is_left_out()
    {
        string text = "[a]\nlong = " + new string('x', IniDocument.LongestLine) + "\nshort = 1\n";
        IniDocument document = IniDocument.Parse("x.ini", Encoding.UTF8.GetBytes(text));
        Assert.Equal(2, Assert.Single(document.Problems).Line);
        Assert.Equal("short", Assert.Single(document.Sections[0].Keys).Key);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("; nothing but a comment\n", false)]
    [InlineData("[sip]\n???\n", false)]
    [InlineData("this is a letter\nto somebody\n", true)]
    [InlineData("\0\0\0\0", true)]
    public void A_file_without_any_good_line_is_broken(string text, bool broken) =>
        Assert.Equal(broken, IniDocument.Parse("x.ini", Encoding.UTF8.GetBytes(text)).Broken);

    [Fact]
    public void A_file_in_another_encoding_or_far_too_large_is_broken()
    {
        Assert.True(IniDocument.Parse("x.ini", [0xff, 0xfe, 0x5b, 0]).Broken);
        Assert.True(IniDocument.Parse("x.ini", new byte[IniDocument.LargestFile + 1]).Broken);
    }
}
