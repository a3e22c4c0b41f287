using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>
/// The body of a NOTIFY as a telephone reads it. Every one that a test receives is held against the schema
/// (<c>corpus/dialog-info.xsd</c>) and against what CALL-PARK 6.1 wants to be always there.
/// </summary>
internal sealed class DialogDocument
{
    private static readonly XNamespace Space = "urn:ietf:params:xml:ns:dialog-info";
    private static readonly XmlSchemaSet Schema = Load();

    private readonly XElement _root;

    private DialogDocument(XElement root) => _root = root;

    public uint Version =>
        uint.Parse(_root.Attribute("version")!.Value, CultureInfo.InvariantCulture);

    public string Entity => _root.Attribute("entity")!.Value;

    /// <summary>Each dialog in words: <c>confirmed recipient Bob 102</c>; <c>(held)</c> behind it where it is.</summary>
    public string[] Dialogs => [.. Elements.Select(Words)];

    /// <summary>The one dialog there is, as Replaces names it: our own end of it is the remote one.</summary>
    public string Name =>
        $"{Value("call-id")};to-tag={Value("remote-tag")};from-tag={Value("local-tag")}";

    /// <summary>The same by telephones that see it the other way round.</summary>
    public string OtherName =>
        $"{Value("call-id")};to-tag={Value("local-tag")};from-tag={Value("remote-tag")}";

    public string CallId => Value("call-id");

    public string LocalTag => Value("local-tag");

    public string RemoteTag => Value("remote-tag");

    /// <summary>Where the remote party of the one dialog is called.</summary>
    public string RemoteTarget =>
        Elements
            .Single()
            .Element(Space + "remote")!
            .Element(Space + "target")!
            .Attribute("uri")!
            .Value;

    private IEnumerable<XElement> Elements => _root.Elements(Space + "dialog");

    public static DialogDocument Read(string body)
    {
        XDocument document = XDocument.Parse(body);
        document.Validate(Schema, (_, fault) => Assert.Fail($"{fault.Message}\n{body}"));
        var read = new DialogDocument(document.Root!);
        Assert.Equal("full", document.Root!.Attribute("state")!.Value);
        foreach (XElement dialog in read.Elements)
        {
            Assert.All(
                ["id", "call-id", "local-tag", "remote-tag", "direction"],
                name => Assert.NotNull(dialog.Attribute(name))
            );
            foreach (string side in (string[])["local", "remote"])
            {
                XElement participant = dialog.Element(Space + side)!;
                Assert.StartsWith("sip:", participant.Element(Space + "identity")!.Value);
                Assert.NotNull(participant.Element(Space + "target"));
            }
        }

        return read;
    }

    private string Value(string attribute) => Elements.Single().Attribute(attribute)!.Value;

    private static string Words(XElement dialog)
    {
        XElement identity = dialog.Element(Space + "remote")!.Element(Space + "identity")!;
        string number = Uri.UnescapeDataString(identity.Value.Split('@')[0][4..]);
        bool held = dialog
            .Element(Space + "local")!
            .Element(Space + "target")!
            .Elements(Space + "param")
            .Any(static p => p.Attribute("pval")!.Value == "no");
        return string.Join(
            ' ',
            (
                (string?[])
                    [
                        dialog.Element(Space + "state")!.Value,
                        dialog.Attribute("direction")!.Value,
                        identity.Attribute("display")?.Value,
                        number,
                        held ? "(held)" : null,
                    ]
            ).OfType<string>()
        );
    }

    private static XmlSchemaSet Load()
    {
        var set = new XmlSchemaSet();
        using var reader = XmlReader.Create(
            Path.Combine(AppContext.BaseDirectory, "corpus", "dialog-info.xsd")
        );
        set.Add(null, reader);
        set.Compile();
        return set;
    }
}
