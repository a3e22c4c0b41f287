using System.Text.Json;
using QX200.Board;
using QX200.Board.Simulated;

namespace QX200.Box;

/// <summary>
/// The simulated box as JSON: what an eye sees and an ear hears at this moment. <c>lamps</c> and <c>lines</c> with their
/// first four members are a contract (SETTINGS, "The other doors"); the rest is for the page.
/// </summary>
internal sealed class PanelState(SimulatedBoard board, Func<PanelView> view)
{
    private static readonly string[] LampNames =
    [
        "power",
        "status",
        "network",
        "line1",
        "line2",
        "park",
    ];

    public void Write(Utf8JsonWriter json)
    {
        PanelView now = view();
        json.WriteStartObject();
        json.WriteStartObject("lamps");
        foreach (Lamp lamp in Enum.GetValues<Lamp>())
        {
            json.WriteString(LampNames[(int)lamp], board.IsLit(lamp) ? "on" : "off");
        }

        json.WriteEndObject();
        json.WriteStartArray("lines");
        foreach (AnalogTelephone telephone in board.Telephones)
        {
            Write(json, telephone, now.Lines.FirstOrDefault(l => l.Line == telephone.Number));
        }

        json.WriteEndArray();
        json.WriteString("button", board.IsButtonPressed ? "pressed" : "released");
        json.WriteStartArray("parked");
        foreach (string slot in now.Parked)
        {
            json.WriteStringValue(slot);
        }

        json.WriteEndArray();
        json.WriteStartArray("complaints");
        foreach (string complaint in board.Modules.SelectMany(static m => m.Complaints))
        {
            json.WriteStringValue(complaint);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AnalogTelephone telephone, LineView? line)
    {
        json.WriteStartObject();
        json.WriteNumber("line", telephone.Number);
        json.WriteString("hook", telephone.IsLifted ? "off" : "on");
        json.WriteBoolean("ringing", telephone.IsRinging);
        json.WriteString("callerId", telephone.CallerId);
        json.WriteNumber("hertz", telephone.RingHertz);
        json.WriteString("number", line?.Number ?? "");
        json.WriteString("phase", line?.Phase ?? "");
        json.WriteString("reason", line?.Reason ?? "");
        json.WriteEndObject();
    }
}
