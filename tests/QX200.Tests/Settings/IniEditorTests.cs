using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Configuration;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class IniEditorTests
{
    private const string ByHand = """
        # my exchange

        [extension:101]
        Name=Anna   
          secret =  abc
        ; Anna is in on Mondays
        line = sip

        ; not a telephone
        [Extension : 77 ]
        type = park
        password =

        what is this?
        ; the end
        """;

    [Fact]
    public void A_changed_key_changes_its_line_and_no_other()
    {
        Assert.Equal(
            ByHand
                .Replace("Name=Anna   ", "Name=Berta", StringComparison.Ordinal)
                .Replace("secret =  abc", "secret =  x = y", StringComparison.Ordinal)
                .Replace("password =\n", "password = 4711\n", StringComparison.Ordinal),
            Edited(e =>
            {
                e.Set("extension:101", "name", "Berta");
                e.Set("extension:101", "secret", "x = y");
                e.Set("extension:101", "line", "sip");
                e.Set("extension:77", "password", "4711");
            })
        );
    }

    [Fact]
    public void A_new_key_stands_behind_the_sections_last_and_a_removed_one_takes_its_line_alone()
    {
        Assert.Equal(
            ByHand
                .Replace(
                    "line = sip\n",
                    "line = sip\nsip-user = 892220\n",
                    StringComparison.Ordinal
                )
                .Replace("  secret =  abc\n", "", StringComparison.Ordinal)
                .Replace(
                    "what is this?\n",
                    "what is this?\npush-back = PBX:101\n",
                    StringComparison.Ordinal
                ),
            Edited(e =>
            {
                e.Set("extension:101", "sip-user", "892220");
                e.Remove("extension:101", "secret");
                e.Remove("extension:101", "never-there");
                e.Set("extension:77", "push-back", "PBX:101");
            })
        );
    }

    [Fact]
    public void A_new_section_stands_behind_its_neighbour_or_at_the_end()
    {
        Assert.Equal(
            ByHand.Replace(
                "line = sip\n",
                "line = sip\n\n[extension:102]\ntype = user\nname =\n",
                StringComparison.Ordinal
            ) + "\n\n[extension:55]\n",
            Edited(e =>
            {
                e.Add(
                    "extension:102",
                    [KeyValuePair.Create("type", "user"), KeyValuePair.Create("name", "")]
                );
                e.Add("extension:55", []);
            })
        );
    }

    [Fact]
    public void A_deleted_section_leaves_what_was_written_around_it()
    {
        Assert.Equal(
            """
            # my exchange

            ; not a telephone
            ; the end
            """,
            Edited(e =>
            {
                e.Delete("extension:77");
                e.Delete("extension:101");
            })
        );
    }

    [Fact]
    public void A_renamed_section_keeps_everything_else()
    {
        Assert.Equal(
            ByHand.Replace("[Extension : 77 ]", "[extension:78]", StringComparison.Ordinal),
            Edited(e => e.Rename("extension:77", "extension:78"))
        );
    }

    [Fact]
    public void Line_ends_and_a_missing_last_one_are_respected()
    {
        Assert.Equal(
            "[a]\r\nx = 2\r\ny = 3\r\n",
            Edited(
                e =>
                {
                    e.Set("a", "x", "2");
                    e.Set("a", "y", "3");
                },
                "[a]\r\nx = 1"
            )
        );
        Assert.Equal("[a]\r\nx=1\r\ny=3\r\n", Edited(e => e.Set("a", "y", "3"), "[a]\r\nx=1\r\n"));
    }

    [Theory]
    [InlineData("two\nlines", "use one line, without line breaks")]
    [InlineData("bell\a", "take the control characters out")]
    [InlineData(" blank", "take the blanks at its beginning and end away")]
    public void What_a_line_can_not_hold_is_refused_with_advice(string value, string advice) =>
        Assert.Equal(advice, IniValue.WhyNot("name", value));

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.NotNull(IniValue.WhyNot("name", "half \ud83d"));

    [Fact]
    public void A_value_too_long_for_a_line_is_refused() =>
        Assert.NotNull(IniValue.WhyNot("name", new string('x', IniDocument.LongestLine)));

    /// <summary>Any text in any file: it is refused with a reason, or reads back equal through the INI provider.</summary>
    [Property(MaxTest = 2000)]
    public Property What_is_written_reads_back_equal_through_the_provider()
    {
        Gen<string> pieces = Gen.Elements(
            "a",
            "Z",
            "0",
            " ",
            "\t",
            "\"",
            "'",
            "=",
            ";",
            "#",
            "[",
            "]",
            "/",
            "\\",
            ":",
            "%",
            "{0}",
            "\r",
            "\n",
            "\0",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\ufeff",
            "\u001f",
            "\u007f",
            "é",
            "\ud83d\ude00",
            "\ud83d",
            "\u0130",
            "ß"
        );
        Gen<string> values = Gen.OneOf(
            pieces.ListOf().Select(static p => string.Concat(p)),
            ArbMap.Default.GeneratorFor<string>().Select(static s => s ?? "")
        );
        Gen<string> files = Gen.Elements(
            "",
            ByHand,
            "[a]\nk=1\n",
            "[a]\n",
            "[a]\r\nk = \"1\"\r\n",
            "\ufeff[a]\nother = 1",
            "rubbish",
            "[broken\nk = 1\n",
            "[a]\nk=1\n[a]\nk=2\n"
        );
        return Prop.ForAll(
            Arb.From(values.Zip(files)),
            static both =>
            {
                (string value, string file) = both;
                if (IniValue.WhyNot("k", value) is not null)
                {
                    return;
                }

                string written = Edited(
                    e =>
                    {
                        if (e.Document.Sections.All(static s => s.Name != "a"))
                        {
                            e.Add("a", [KeyValuePair.Create("first", "1")]);
                        }

                        e.Set("a", "k", value);
                        e.Set("a", "last", "1");
                    },
                    file
                );
                IniDocument document = IniDocument.Parse("x.ini", Encoding.UTF8.GetBytes(written));
                IConfiguration values = new ConfigurationBuilder()
                    .AddIniStream(document.ForProvider())
                    .Build();
                Assert.Equal(value, values["a:k"]);
                Assert.Equal("1", values["a:last"]);
            }
        );
    }

    /// <summary>Random edits on a file by hand: whatever line was not meant is there afterwards, in its order.</summary>
    [Property(MaxTest = 500)]
    public void Comments_survive_any_edits(byte[] dice)
    {
        string[] comments =
        [
            .. Lines(ByHand)
                .Where(static l => l.Length == 0 || l[0] is '#' or ';')
                .Where(static l => l.Length > 0),
        ];
        string written = Edited(e =>
        {
            foreach (byte die in dice)
            {
                string section = e.Document.Sections[die % e.Document.Sections.Count].Name;
                string key = (die / 8 % 3) switch
                {
                    0 => "name",
                    1 => "secret",
                    _ => "line",
                };
                switch (die % 5)
                {
                    case 0:
                        e.Remove(section, key);
                        break;
                    case 1 when e.Document.Sections.All(s => s.Name != $"extension:{die}"):
                        e.Add($"extension:{die}", [KeyValuePair.Create("name", "new")]);
                        break;
                    case 2 when e.Document.Sections.All(s => s.Name != $"other:{die}"):
                        e.Rename(section, $"other:{die}");
                        break;
                    default:
                        e.Set(section, key, $"value {die}");
                        break;
                }
            }
        });
        Assert.Equal(
            comments,
            Lines(written).Where(static l => l.Length > 0 && l[0] is '#' or ';')
        );
    }

    private static string[] Lines(string text) => text.Split('\n');

    private static string Edited(Action<IniEditor> edit, string file = ByHand)
    {
        var editor = new IniEditor(IniDocument.Parse("x.ini", Encoding.UTF8.GetBytes(file)));
        edit(editor);
        return Encoding.UTF8.GetString(editor.Document.ToBytes());
    }
}
