using System.Globalization;
using System.Xml.Linq;

namespace QX200.Acceptance.Phones;

/// <summary>A lamp key of a scripted telephone: its subscription to an extension (RFC 4235).</summary>
internal sealed class RawLamp
{
    private static readonly XNamespace Space = "urn:ietf:params:xml:ns:dialog-info";

    private readonly RawPhone _phone;
    private readonly RawCall _dialog;

    private RawLamp(RawPhone phone, string number)
    {
        _phone = phone;
        _dialog = new RawCall(phone, phone.Account.Uri(number), phone.Account.Uri(number));
    }

    /// <summary>The dialogs that the latest NOTIFY has named.</summary>
    public IReadOnlyList<XElement> Dialogs { get; private set; } = [];

    /// <summary>The latest Subscription-State.</summary>
    public string State { get; private set; } = "";

    /// <summary>The one dialog as Replaces names it.</summary>
    public string Name => $"{CallId};to-tag={Value("remote-tag")};from-tag={Value("local-tag")}";

    public string CallId => Value("call-id");

    public static async Task<RawLamp> Subscribe(RawPhone phone, string number)
    {
        var lamp = new RawLamp(phone, number);
        await lamp.Subscribe(seconds: 600);
        await lamp.Notified();
        return lamp;
    }

    public async Task Unsubscribe()
    {
        await Subscribe(seconds: 0);
        await Until("terminated;reason=timeout");
    }

    /// <summary>Waits until the one dialog is in this state; returns whom it is with, number and name.</summary>
    public async Task<string> Shows(string state)
    {
        while (Dialogs is not [var only] || only.Element(Space + "state")!.Value != state)
        {
            await Notified();
        }

        XElement identity = Dialogs[0].Element(Space + "remote")!.Element(Space + "identity")!;
        return $"{identity.Value.Split('@')[0][4..]} {identity.Attribute("display")?.Value}".Trim();
    }

    /// <summary>Waits for this Subscription-State.</summary>
    public async Task Until(string state)
    {
        while (State != state)
        {
            await Notified();
        }
    }

    /// <summary>Waits until no dialog is shown.</summary>
    public async Task IsDark()
    {
        while (Dialogs.Count > 0)
        {
            await Notified();
        }
    }

    private async Task Subscribe(int seconds)
    {
        SipText answer = await _dialog.Ask(
            "SUBSCRIBE",
            r =>
                r.With("Event", "dialog")
                    .With("Accept", "application/dialog-info+xml")
                    .With("Expires", seconds.ToString(CultureInfo.InvariantCulture))
        );
        if (answer.Status != 200)
        {
            throw new InvalidOperationException($"SUBSCRIBE was answered {answer.StartLine}");
        }

        _dialog.Learn(answer);
    }

    private async Task Notified()
    {
        SipText notify = await _dialog.Request("NOTIFY", Patience.Soon);
        _phone.Reply(notify, 200, _dialog.LocalTag);
        State = notify["Subscription-State"];
        Dialogs = [.. XDocument.Parse(notify.Body).Root!.Elements(Space + "dialog")];
    }

    private string Value(string attribute) => Dialogs.Single().Attribute(attribute)!.Value;
}
