using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using QX200.Board;
using QX200.Box;
using Xunit;

namespace QX200.Tests.Box;

public sealed class PanelRoutesTests
{
    [Fact]
    public async Task The_state_is_what_the_contract_says()
    {
        using var bed = new BoxBed();
        bed.Board.SetLamp(Lamp.Power, lit: true);
        bed.View = new PanelView([new LineView(1, "111", "ready", "")], ["77"]);
        JsonElement state = await bed.State();
        Assert.Equal(
            """{"power":"on","status":"off","network":"off","line1":"off","line2":"off","park":"off"}""",
            state.GetProperty("lamps").GetRawText()
        );
        Assert.StartsWith(
            """{"line":1,"hook":"on","ringing":false,"callerId":"",""",
            state.GetProperty("lines")[0].GetRawText(),
            StringComparison.Ordinal
        );
        Assert.Equal(2, state.GetProperty("lines")[1].GetProperty("line").GetInt32());
        Assert.Equal("111", state.GetProperty("lines")[0].GetProperty("number").GetString());
        Assert.Equal("77", state.GetProperty("parked")[0].GetString());
    }

    [Fact]
    public async Task Hands_lift_hang_up_flash_press_and_dial()
    {
        using var bed = new BoxBed();
        var loops = new List<bool>();
        bed.Board.Ports[0].LoopChanged = edge => loops.Add(edge.Closed);
        Assert.Equal(200, (await bed.Post("lines/1", """{"hook":"off"}""")).Status);
        Assert.Equal(
            "off",
            (await bed.State()).GetProperty("lines")[0].GetProperty("hook").GetString()
        );
        bed.Wait(500);
        Assert.Equal(200, (await bed.Post("lines/1", """{"flash":true}""")).Status);
        bed.Wait(1000);
        Assert.Equal([true, false, true], loops);
        Assert.Equal(200, (await bed.Post("lines/1", """{"pulses":"2"}""")).Status);
        bed.Wait(1000);
        Assert.Equal([true, false, true, false, true, false, true], loops);
        Assert.Equal(200, (await bed.Post("lines/1", """{"keys":"*5#D"}""")).Status);
        Assert.Equal(200, (await bed.Post("lines/1", """{"hook":"on"}""")).Status);
        Assert.False(loops[^1]);
    }

    [Theory]
    [InlineData("lines/1", "{}", 422, "Send one thing to do: ")]
    [InlineData("lines/1", """{"hook":"off","flash":true}""", 422, "Send one thing to do: ")]
    [InlineData("lines/1", """{"hook":"up"}""", 422, "hook is \"off\" (lifted) or \"on\".")]
    [InlineData("lines/1", """{"hook":true}""", 422, "hook is \"off\" (lifted) or \"on\".")]
    [InlineData("lines/1", """{"flash":false}""", 422, "flash can only be true.")]
    [InlineData("lines/1", """{"keys":""}""", 422, "keys is a string of 1 to 64 of ")]
    [InlineData("lines/1", """{"keys":"7 7"}""", 422, "keys is a string of 1 to 64 of ")]
    [InlineData("lines/1", """{"keys":77}""", 422, "keys is a string of 1 to 64 of ")]
    [InlineData(
        "lines/1",
        """{"pulses":"*5"}""",
        422,
        "pulses is a string of 1 to 64 of 0123456789."
    )]
    [InlineData("lines/1", """{"Hook":"off"}""", 422, "\"Hook\" is not known: send ")]
    [InlineData("lines/1", "[]", 400, "Send a JSON object")]
    [InlineData("lines/1", "{", 400, "The body is not JSON")]
    [InlineData("lines/3", """{"hook":"off"}""", 404, "The box has lines 1 and 2.")]
    [InlineData("lines/x", """{"hook":"off"}""", 404, "The box has lines 1 and 2.")]
    [InlineData("lines/1", """{"keys":"7"}""", 409, "The receiver of line 1 is on the hook")]
    [InlineData("button", "{}", 422, "Send {\"holdSeconds\":5}")]
    [InlineData(
        "button",
        """{"holdSeconds":0}""",
        422,
        "holdSeconds is a number above 0, up to 3600."
    )]
    [InlineData(
        "button",
        """{"holdSeconds":"5"}""",
        422,
        "holdSeconds is a number above 0, up to 3600."
    )]
    [InlineData(
        "button",
        """{"holdSeconds":3601}""",
        422,
        "holdSeconds is a number above 0, up to 3600."
    )]
    [InlineData("button", """{"pressed":1}""", 422, "pressed is true or false.")]
    [InlineData("wires", """{"net":"FXS3_RM","state":"cut"}""", 422, "net is one of FXS1_RM ")]
    [InlineData("wires", """{"net":"FXS1_RM","state":"gone"}""", 422, "state is one of ")]
    [InlineData("wires", """{"wire":"FXS1_RM"}""", 422, "Send {\"net\":")]
    public async Task What_is_wrong_is_said(string path, string body, int status, string detail)
    {
        using var bed = new BoxBed();
        (int got, string said) = await bed.Post(path, body);
        Assert.Equal(status, got);
        Assert.StartsWith(detail, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_is_no_order()
    {
        using var bed = new BoxBed();
        Assert.Equal(415, (await bed.Post("lines/1", "hook=off", "text/plain")).Status);
    }

    [Fact]
    public async Task The_button_is_held_as_long_as_it_is_said()
    {
        using var bed = new BoxBed();
        var edges = new List<bool>();
        bed.Board.ButtonMoved = edge => edges.Add(edge.Pressed);
        await bed.Post("button", """{"holdSeconds":5}""");
        bed.Wait(5000);
        Assert.Equal([true], edges);
        bed.Wait(30);
        await bed.Post("button", """{"pressed":true}""");
        await bed.Post("button", """{"pressed":false}""");
        Assert.Equal([true, false, true, false], edges);
    }

    [Fact]
    public async Task Wires_are_cut_and_mended()
    {
        using var bed = new BoxBed();
        await bed.Post("wires", """{"net":"FXS1_SHK","state":"cut"}""");
        await bed.Post("lines/1", """{"hook":"off"}""");
        Assert.False(bed.Board.Ports[0].LoopClosed);
        await bed.Post("wires", """{"net":"FXS1_SHK","state":"whole"}""");
        Assert.True(bed.Board.Ports[0].LoopClosed);
        await bed.Post("wires", """{"net":"FXS1_PD","state":"dead"}""");
        bed.Board.Ports[0].SetFeed(LineFeed.Open);
        Assert.Equal(PortFaultKind.Pins, bed.Board.Ports[0].Fault!.Kind);
    }

    [Fact]
    public async Task The_page_and_its_parts_are_served()
    {
        using var bed = new BoxBed();
        foreach (
            (string path, string type) in new[]
            {
                ("/panel", "text/html"),
                ("/panel/panel.css", "text/css"),
                ("/panel/panel.js", "text/javascript"),
                ("/panel/receiver.js", "text/javascript"),
            }
        )
        {
            using HttpResponseMessage answer = await bed.Client.GetAsync(
                new Uri(path, UriKind.Relative)
            );
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains(
                "microphone=(self)",
                answer.Headers.GetValues("Permissions-Policy").Single()
            );
        }
    }

    [Fact]
    public async Task Changes_are_told_to_everyone_who_watches()
    {
        using var bed = new BoxBed();
        using ClientWebSocket one = await bed.Socket("/panel/live");
        using ClientWebSocket other = await bed.Socket("/panel/live");
        ClientWebSocket[] both = [one, other];
        foreach (ClientWebSocket socket in both)
        {
            JsonElement first = await Next(socket);
            Assert.Equal("off", first.GetProperty("lamps").GetProperty("park").GetString());
        }

        bed.Board.SetLamp(Lamp.Park, lit: true);
        foreach (ClientWebSocket socket in both)
        {
            JsonElement next = await Next(socket);
            Assert.Equal("on", next.GetProperty("lamps").GetProperty("park").GetString());
        }
    }

    [Fact]
    public async Task Sound_goes_both_ways_in_frames_of_320_bytes()
    {
        using var bed = new BoxBed();
        bed.Board.Telephones[0].Lift();
        IVoiceDevice voice = bed.Board.Ports[0].Voice;
        voice.Start();
        using ClientWebSocket socket = await bed.Socket("/panel/sound/1");
        short[] tone = [.. Enumerable.Range(0, 160).Select(i => (short)(1000 + (i % 80)))];

        // The socket is listened to a moment after it is accepted, and frames may begin with any block.
        var receive = new byte[1000];
        Task<ValueWebSocketReceiveResult> frame = socket
            .ReceiveAsync(receive.AsMemory(), CancellationToken.None)
            .AsTask();
        while (!frame.IsCompleted)
        {
            voice.Write(tone);
            bed.Wait(20);
            await Task.Yield();
        }

        Assert.Equal(
            tone,
            MemoryMarshal.Cast<byte, short>(receive.AsSpan(0, (await frame).Count)).ToArray()
        );
        for (int i = 0; i < 5; i++)
        {
            await socket.SendAsync(
                MemoryMarshal.AsBytes<short>(tone).ToArray().AsMemory(),
                WebSocketMessageType.Binary,
                true,
                CancellationToken.None
            );
        }

        var said = new List<short>();
        var block = new short[400];
        var waited = Stopwatch.StartNew();
        while (said.Count(s => s != 0) < 480 && waited.Elapsed < TimeSpan.FromSeconds(30))
        {
            bed.Wait(10);
            int count = voice.Read(block);
            said.AddRange(block[..count]);
            await Task.Yield();
        }

        short[] loud = [.. said.SkipWhile(static s => s == 0)];
        Assert.Equal(tone, loud[..160]);
        Assert.Equal(tone, loud[160..320]);
    }

    [Fact]
    public async Task Sound_in_other_pieces_ends_the_socket_with_a_reason()
    {
        using var bed = new BoxBed();
        using ClientWebSocket socket = await bed.Socket("/panel/sound/2");
        await socket.SendAsync(
            new byte[321].AsMemory(),
            WebSocketMessageType.Binary,
            true,
            CancellationToken.None
        );
        var receive = new byte[1000];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(receive.AsMemory(), CancellationToken.None);
        } while (result.MessageType != WebSocketMessageType.Close);
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, socket.CloseStatus);
        Assert.Equal("sound comes in binary messages of 320 bytes", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task What_is_no_websocket_is_told_so()
    {
        using var bed = new BoxBed();
        using HttpResponseMessage answer = await bed.Client.GetAsync(
            new Uri("/panel/sound/1", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => bed.Socket("/panel/sound/3"));
    }

    private static async Task<JsonElement> Next(ClientWebSocket socket)
    {
        var receive = new byte[8000];
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(
            receive.AsMemory(),
            CancellationToken.None
        );
        using var document = JsonDocument.Parse(receive.AsMemory(0, result.Count));
        return document.RootElement.Clone();
    }
}
