using System.Net;
using System.Text;
using System.Text.Json;
using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <param name="Expires">Its end by the calendar, as only that goes on over a restart.</param>
internal readonly record struct KeptBinding(Binding Binding, DateTimeOffset Expires);

/// <summary>Bindings as text: one JSON object a line, so that a damaged line costs one registration.</summary>
internal static class BindingFile
{
    public static byte[] Write(IEnumerable<Binding> bindings, TimeProvider clock) =>
        JsonLines.Write(bindings, (json, binding) => WriteOne(json, binding, clock));

    /// <summary>Never throws; passes over what it cannot read.</summary>
    public static IEnumerable<KeptBinding> Read(byte[] bytes) =>
        JsonLines.Read<KeptBinding>(bytes, TryReadOne);

    private static void WriteOne(Utf8JsonWriter json, Binding binding, TimeProvider clock)
    {
        json.WriteString("number", binding.Number);
        json.WriteString("contact", binding.ContactUri);
        WritePeer(json, "target", binding.Target);
        WritePeer(json, "source", binding.Source);
        json.WriteBoolean("nat", binding.BehindNat);
        json.WriteString("instance", binding.Instance);
        json.WriteNumber("regId", binding.RegId);
        json.WriteNumber("q", binding.Quality);
        json.WriteString("callId", binding.CallId);
        json.WriteNumber("cseq", binding.CSeq);
        json.WriteString("userAgent", binding.UserAgent);
        json.WriteString("expires", clock.GetUtcNow() + binding.Remaining(clock));
    }

    private static void WritePeer(Utf8JsonWriter json, string name, in SipPeer peer) =>
        json.WriteString(name, $"{peer.Transport} {peer.EndPoint}");

    private static bool TryReadOne(JsonElement json, out KeptBinding kept)
    {
        kept = default;
        string contact = Text(json, "contact");
        if (
            !SipUri.TryParse(Encoding.UTF8.GetBytes(contact), out SipUri uri)
            || !TryPeer(Text(json, "target"), out SipPeer target)
            || !TryPeer(Text(json, "source"), out SipPeer source)
        )
        {
            return false;
        }

        var binding = new Binding
        {
            Number = Text(json, "number"),
            ContactUri = contact,
            ContactKey = Binding.KeyOf(uri),
            Target = target,
            Source = source,
            BehindNat = json.GetProperty("nat").GetBoolean(),
            Instance = json.GetProperty("instance").GetString(),
            RegId = json.GetProperty("regId").GetInt32(),
            Quality = json.GetProperty("q").GetInt32(),
            CallId = Text(json, "callId"),
            CSeq = json.GetProperty("cseq").GetUInt32(),
            UserAgent = Text(json, "userAgent"),

            // Its connection went with the restart; the telephone will open a new one.
            Alive = !target.IsReliable,
        };
        kept = new KeptBinding(binding, json.GetProperty("expires").GetDateTimeOffset());
        return true;
    }

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? "";

    private static bool TryPeer(string text, out SipPeer peer)
    {
        peer = default;
        if (
            text.Split(' ') is not [var transport, var endPoint]
            || !Enum.TryParse(transport, out SipTransport known)
            || !IPEndPoint.TryParse(endPoint, out IPEndPoint? address)
        )
        {
            return false;
        }

        peer = SipPeer.FromEndPoint(known, address);
        return true;
    }
}
