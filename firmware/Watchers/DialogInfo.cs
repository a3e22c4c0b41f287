using QX200.Sip.Messages;
using QX200.Status;

namespace QX200.Watchers;

/// <summary>The body of a NOTIFY: application/dialog-info+xml, always full state (RFC 4235 4).</summary>
internal static class DialogInfo
{
    public const string Type = "application/dialog-info+xml";

    private static ReadOnlySpan<byte> End => "</dialog-info>"u8;

    /// <param name="entity">The URI that was subscribed, as it was written.</param>
    /// <param name="version">Counts up by one within a subscription.</param>
    /// <returns>Bytes written. Dialogs that do not fit any more are left out; there is room for a dozen.</returns>
    public static int Write(Span<byte> room, string entity, uint version, LampStatus lamp)
    {
        var text = new XmlText(room[..^End.Length]);
        text.Put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);
        text.Put("<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\""u8);
        text.Put(version);
        text.Put("\" state=\"full\" entity=\""u8);
        text.Text(entity);
        text.Put("\">"u8);
        ReadOnlySpan<char> host = HostOf(entity);
        foreach (DialogStatus dialog in lamp.Dialogs)
        {
            int before = text.Length;
            Write(ref text, lamp, dialog, host);
            if (text.Overflowed)
            {
                text.CutBack(before);
                break;
            }
        }

        End.CopyTo(room[text.Length..]);
        return text.Length + End.Length;
    }

    private static void Write(
        ref XmlText text,
        LampStatus lamp,
        DialogStatus dialog,
        ReadOnlySpan<char> host
    )
    {
        // Our tag is in no other dialog, so it serves as the id too.
        text.Put("<dialog id=\""u8);
        text.Text(lamp.IsPark ? dialog.LocalTag : dialog.RemoteTag);
        text.Put("\" call-id=\""u8);
        text.Text(dialog.CallId);
        text.Put("\" local-tag=\""u8);
        text.Text(dialog.LocalTag);
        text.Put("\" remote-tag=\""u8);
        text.Text(dialog.RemoteTag);
        text.Put(
            dialog.IsInitiator ? "\" direction=\"initiator\">"u8 : "\" direction=\"recipient\">"u8
        );
        text.Put("<state>"u8);
        text.Put(
            dialog.Phase switch
            {
                DialogPhase.Early => "early"u8,
                DialogPhase.Confirmed => "confirmed"u8,
                _ => "terminated"u8,
            }
        );
        text.Put("</state><local>"u8);
        Identity(ref text, new PartyStatus(lamp.Number, lamp.Name), host);
        Target(ref text, lamp.Number, host, dialog.IsHeld);
        text.Put("</local><remote>"u8);
        Identity(ref text, dialog.Remote, host);

        // Who calls the other end of a park extension's dialog is to get the park extension, which gives the call out.
        Target(ref text, lamp.IsPark ? lamp.Number : dialog.Remote.Number, host, isHeld: false);
        text.Put("</remote></dialog>"u8);
    }

    private static void Identity(ref XmlText text, PartyStatus party, ReadOnlySpan<char> host)
    {
        string name = party.Number.Length > 0 ? party.Name : "Anonymous";
        text.Put("<identity"u8);
        if (name.Length > 0)
        {
            text.Put(" display=\""u8);
            text.Text(name);
            text.Put("\""u8);
        }

        text.Put(">"u8);
        Uri(ref text, party.Number, host);
        text.Put("</identity>"u8);
    }

    /// <summary>A telephone that holds the other side does not render its sound (RFC 4235 4.1.6.2, RFC 3840).</summary>
    private static void Target(
        ref XmlText text,
        string number,
        ReadOnlySpan<char> host,
        bool isHeld
    )
    {
        text.Put("<target uri=\""u8);
        Uri(ref text, number, host);
        text.Put(isHeld ? "\"><param pname=\"+sip.rendering\" pval=\"no\"/></target>"u8 : "\"/>"u8);
    }

    private static void Uri(ref XmlText text, string number, ReadOnlySpan<char> host)
    {
        if (number.Length == 0)
        {
            text.Put("sip:anonymous@anonymous.invalid"u8);
            return;
        }

        Span<byte> room = stackalloc byte[256];
        var user = new SipWriter(room);
        user.AppendUser(number.Length > 80 ? number[..80] : number);
        text.Put("sip:"u8);
        Span<char> escaped = stackalloc char[256];
        int length = System.Text.Encoding.ASCII.GetChars(user.Written, escaped);
        text.Text(escaped[..length]);
        text.Put("@"u8);
        text.Text(host);
    }

    /// <summary>Host and port as the watcher wrote them, so that it finds its own server in every address.</summary>
    private static ReadOnlySpan<char> HostOf(string entity)
    {
        ReadOnlySpan<char> rest = entity.AsSpan(entity.IndexOf('@') + 1);
        int end = rest.IndexOfAny(';', '?');
        return end < 0 ? rest : rest[..end];
    }
}
