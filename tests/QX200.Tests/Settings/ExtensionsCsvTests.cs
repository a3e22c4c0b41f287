using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class ExtensionsCsvTests
{
    private const string Written = """
        [extension:101]
        type = user
        name = Anna, "the boss"
        secret = s-101
        [extension:77]
        type = park
        password = 4711
        retrieve-access = PBX:* Auto:{1,2}
        [extension:88]
        name = =HYPERLINK("http://x")
        """;

    [Fact]
    public void Secrets_are_only_in_it_when_they_are_asked_for()
    {
        string without = ExtensionsCsv.Write(Sheet(Written), secrets: false);
        Assert.DoesNotContain("s-101", without, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", without, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", without, StringComparison.Ordinal);
        Assert.Contains(
            "s-101",
            ExtensionsCsv.Write(Sheet(Written), secrets: true),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_was_exported_changes_nothing_when_it_comes_back()
    {
        SettingsSheet sheet = Sheet(Written);
        foreach (bool secrets in (bool[])[false, true])
        {
            ExtensionsImport import = ExtensionsCsv.Read(
                ExtensionsCsv.Write(sheet, secrets),
                sheet,
                static () => "new"
            );
            Assert.Empty(import.Problems);
            Assert.All(
                import.Edit.Sections,
                s => Assert.All(s.Keys, k => Assert.Equal(sheet.Find(s.Section)![k.Key], k.Value))
            );
        }
    }

    [Fact]
    public void A_spreadsheet_with_semicolons_adds_and_changes()
    {
        ExtensionsImport import = ExtensionsCsv.Read(
            "\uFEFFNumber;Name;Type\r\n101;Berta;user\r\n\r\n102;\"Carl; the second\";\r\n78;Yard;park\r\n",
            Sheet(Written),
            static () => "made"
        );
        Assert.Empty(import.Problems);
        Assert.Equal(
            [
                "Change extension:101 name=Berta type=user",
                "Add extension:102 name=Carl; the second secret=made",
                "Add extension:78 name=Yard type=park",
            ],
            import.Edit.Sections.Select(static s =>
                $"{s.Kind} {s.Section} {string.Join(' ', s.Keys.Select(static k => $"{k.Key}={k.Value}"))}"
            )
        );
    }

    [Fact]
    public void An_empty_field_takes_the_key_away()
    {
        ExtensionsImport import = ExtensionsCsv.Read(
            "number,name,secret\n101,,x\n",
            Sheet(Written),
            static () => ""
        );
        Assert.Equal(
            [new KeyEdit("name", null), new KeyEdit("secret", "x")],
            import.Edit.Sections[0].Keys
        );
    }

    [Theory]
    [InlineData("", "the file is empty: it needs a first line with the names of the columns")]
    [InlineData("name\nx\n", "line 1: a column named number is missing")]
    [InlineData(
        "number,colour\n101,red\n",
        "line 1: there is no column \"colour\": use number type"
    )]
    [InlineData("number,number\n", "line 1: a column stands there twice")]
    [InlineData("number\n0\n", "line 2: \"0\" is no extension")]
    [InlineData("number\n101\n101\n", "line 3: extension 101 stands in line 2 already")]
    [InlineData("number\n101,x\n", "line 2: there are more fields than columns")]
    [InlineData("number,name\n101,\"x\n", "line 2: a quotation mark is not closed")]
    public void Each_row_that_is_no_good_is_named(string text, string problem) =>
        Assert.StartsWith(
            problem,
            Assert.Single(ExtensionsCsv.Read(text, Sheet(Written), static () => "").Problems),
            StringComparison.Ordinal
        );

    [Property(MaxTest = 500)]
    public Property Any_table_reads_back_as_it_was_written()
    {
        Gen<string> field = Gen.Elements(
                "a",
                ",",
                ";",
                "\"",
                "\n",
                "\r\n",
                "=",
                "+",
                "'",
                "x y",
                "é",
                "\t",
                "1"
            )
            .ListOf()
            .Select(static p => string.Concat(p).Trim());
        return Prop.ForAll(
            Arb.From(field.ArrayOf(3).ListOf()),
            static rows =>
            {
                string[][] written =
                [
                    ["a", "b", "c"],
                    .. rows.Where(static r => r.Any(static f => f.Length > 0)),
                ];
                IReadOnlyList<(int Line, string[] Fields)> read = CsvTable.Read(
                    CsvTable.Write(written),
                    out string problem
                );
                Assert.Equal("", problem);
                Assert.Equal(written, read.Select(static r => r.Fields));
            }
        );
    }

    [Property(MaxTest = 500)]
    public void Any_text_is_read_without_a_throw(string text) =>
        ExtensionsCsv.Read(text ?? "", Sheet(Written), static () => "");

    private static SettingsSheet Sheet(string extensions) =>
        SettingsSheet.Of(
            [IniDocument.Parse("extensions.ini", System.Text.Encoding.UTF8.GetBytes(extensions))],
            []
        );
}
