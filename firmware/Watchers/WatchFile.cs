using System.Net;
using System.Text.Json;
using QX200.Runtime;
using QX200.Sip.Dialogs;
using QX200.Sip.Transport;

namespace QX200.Watchers;

/// <summary>A watch as it is kept over a restart.</summary>
/// <param name="Watcher">The extension whose telephone it is.</param>
/// <param name="Number">The extension that is watched.</param>
/// <param name="Version">Of the next document that is sent, or of an earlier one: see <see cref="VersionsLeft"/>.</param>
internal sealed record KeptWatch(
    string Watcher,
    string Number,
    string Contact,
    string Entity,
    uint Version,
    KeptSubscription Subscription
)
{
    /// <summary>As <see cref="KeptSubscription.CSeqsLeft"/>: a version that a telephone has had is passed over by it.</summary>
    public const uint VersionsLeft = KeptSubscription.CSeqsLeft;
}

/// <summary>Watches as text: one JSON object a line, so that a damaged line costs one lamp.</summary>
internal static class WatchFile
{
    public static byte[] Write(IEnumerable<KeptWatch> watches) => JsonLines.Write(watches, Write);

    /// <summary>Never throws; passes over what it cannot read.</summary>
    public static IReadOnlyList<KeptWatch> Read(byte[] bytes) =>
        [.. JsonLines.Read<KeptWatch>(bytes, TryRead)];

    private static void Write(Utf8JsonWriter json, KeptWatch watch)
    {
        KeptSubscription dialog = watch.Subscription;
        json.WriteString("watcher", watch.Watcher);
        json.WriteString("number", watch.Number);
        json.WriteString("contact", watch.Contact);
        json.WriteString("entity", watch.Entity);
        json.WriteNumber("version", watch.Version);
        json.WriteString("callId", dialog.CallId);
        json.WriteString("localTag", dialog.LocalTag);
        json.WriteString("remoteTag", dialog.RemoteTag);
        json.WriteString("local", dialog.LocalParty);
        json.WriteString("remote", dialog.RemoteParty);
        json.WriteString("target", dialog.RemoteTarget);
        json.WriteStartArray("routes");
        foreach (string route in dialog.Routes)
        {
            json.WriteStringValue(route);
        }

        json.WriteEndArray();
        json.WriteString("user", dialog.ContactUser);
        json.WriteBoolean("sips", dialog.IsSips);
        json.WriteNumber("cseq", dialog.LocalCSeq);
        json.WriteNumber("remoteCSeq", dialog.RemoteCSeq);
        json.WriteString("pinned", dialog.Pinned.IsNone ? "" : $"{dialog.Pinned.EndPoint}");
        json.WriteString("event", dialog.Event);
        json.WriteNumber("expires", dialog.Expires);
    }

    private static bool TryRead(JsonElement json, out KeptWatch watch)
    {
        watch = new KeptWatch(
            Text(json, "watcher"),
            Text(json, "number"),
            Text(json, "contact"),
            Text(json, "entity"),
            json.GetProperty("version").GetUInt32(),
            new KeptSubscription(
                Text(json, "callId"),
                Text(json, "localTag"),
                Text(json, "remoteTag"),
                Text(json, "local"),
                Text(json, "remote"),
                Text(json, "target"),
                [.. json.GetProperty("routes").EnumerateArray().Select(static r => Line(r))],
                Text(json, "user"),
                json.GetProperty("sips").GetBoolean(),
                json.GetProperty("cseq").GetUInt32(),
                json.GetProperty("remoteCSeq").GetInt64(),
                Text(json, "pinned") is { Length: > 0 } pinned
                    ? SipPeer.FromEndPoint(SipTransport.Udp, IPEndPoint.Parse(pinned)).AsFlow()
                    : default,
                Text(json, "event"),
                json.GetProperty("expires").GetInt32()
            )
        );
        return true;
    }

    private static string Text(JsonElement json, string name) => Line(json.GetProperty(name));

    /// <summary>What goes into a header is one line, whatever has become of the file.</summary>
    private static string Line(JsonElement json) => SipHeaders.OneLine(json.GetString() ?? "");
}
