using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using QX200.Settings;
using QX200.Status;
using QX200.Tests.Media.Codecs;
using QX200.Tests.Media.HoldMusic;
using Xunit;

namespace QX200.Tests.Web;

/// <summary>What looks after the box: backup, music, records, log, network, restart, tables.</summary>
public sealed class CareRoutesTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task A_backup_is_made_told_restored_and_undone()
    {
        byte[] zip = await Bytes("/api/v1/backup?secrets=yes");
        Assert.Equal(
            HttpStatusCode.OK,
            await Put("/api/v1/extensions/101", """{"name":"Changed","secret":"another-4711"}""")
        );

        (HttpStatusCode status, JsonElement plan) = await Upload(
            HttpMethod.Post,
            "/api/v1/restore",
            zip
        );

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("1.2.3", plan.GetProperty("firmware").GetString());
        string change = Assert.Single(plan.GetProperty("changes").EnumerateArray()).GetString()!;
        Assert.Equal(
            "extension 101 (Changed): name from \"Changed\" to \"Phone 101\", another secret",
            change
        );
        Assert.Equal("Changed", _bed.Store.InForce.FindExtension("101")!.Name);
        Assert.Equal(HttpStatusCode.OK, await Apply("upload", plan));
        Assert.Equal("Phone 101", _bed.Store.InForce.FindExtension("101")!.Name);

        JsonElement undo = await _bed.Get("/api/v1/restore/undo");
        Assert.Equal(HttpStatusCode.OK, await Apply("undo", undo));
        Assert.Equal("Changed", _bed.Store.InForce.FindExtension("101")!.Name);
        Assert.DoesNotContain(
            Directory.GetFiles(_bed.Folder.StateFolder),
            static f =>
                f.Contains("upload", StringComparison.Ordinal)
                || f.EndsWith(".new", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_restore_is_refused_when_the_box_has_changed_since_it_was_told()
    {
        byte[] zip = await Bytes("/api/v1/backup?secrets=yes");
        await Put("/api/v1/extensions/101", """{"name":"A"}""");
        (_, JsonElement plan) = await Upload(HttpMethod.Post, "/api/v1/restore", zip);
        _bed.Clock.Advance(SettingsStore.Gathering);
        await Put("/api/v1/extensions/101", """{"name":"B"}""");
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Apply("upload", plan));
        Assert.Equal("B", _bed.Store.InForce.FindExtension("101")!.Name);
    }

    [Fact]
    public async Task A_backup_is_only_made_when_its_secrets_are_asked_for_and_a_bad_one_is_refused()
    {
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _bed.Ask(HttpMethod.Get, "/api/v1/backup")).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _bed.Ask(HttpMethod.Get, "/api/v1/restore/undo")).Status
        );
        (HttpStatusCode status, JsonElement problem) = await Upload(
            HttpMethod.Post,
            "/api/v1/restore",
            "no zip"u8.ToArray()
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(
            "Nothing was changed: the file is damaged, or no ZIP file: take another copy of the backup.",
            problem.GetProperty("detail").GetString()
        );
        using var evil = new MemoryStream();
        using (var archive = new ZipArchive(evil, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("../../etc/passwd");
        }

        (status, _) = await Upload(HttpMethod.Post, "/api/v1/restore", evil.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(HttpStatusCode.NotFound, await Apply("upload", default));
    }

    [Fact]
    public async Task Music_is_converted_listed_played_and_deleted()
    {
        byte[] wav = WaveFileTests.Wav(1, 2, 44_100, 16, Waves.Sine(440, 44_100, 1000));
        (HttpStatusCode status, JsonElement kept) = await Upload(
            HttpMethod.Put,
            "/api/v1/music/My%20Tune.WAV",
            wav
        );
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("my-tune.wav", kept.GetProperty("name").GetString());
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await Upload(HttpMethod.Put, "/api/v1/music/my-tune.wav", wav)).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await Upload(HttpMethod.Put, "/api/v1/music/my-tune.wav?replace=yes", wav)).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            await Put("/api/v1/extensions/77", """{"hold-music":"my-tune.wav"}""")
        );
        JsonElement listed = Assert.Single((await _bed.Get("/api/v1/music")).EnumerateArray());
        Assert.Equal("park extension 77", listed.GetProperty("usedBy")[0].GetString());
        Assert.InRange(listed.GetProperty("seconds").GetDouble(), 0.9, 1.1);
        Assert.Equal(
            "RIFF",
            Encoding.ASCII.GetString(await Bytes("/api/v1/music/my-tune.wav"), 0, 4)
        );
        Assert.Equal("RIFF", Encoding.ASCII.GetString(await Bytes("/api/v1/music/default"), 0, 4));

        Assert.Equal(HttpStatusCode.Conflict, await Delete("/api/v1/music/my-tune.wav"));
        await Put("/api/v1/extensions/77", """{"hold-music":"none"}""");
        Assert.Equal(HttpStatusCode.NoContent, await Delete("/api/v1/music/my-tune.wav"));
        Assert.Equal(HttpStatusCode.NotFound, await Delete("/api/v1/music/my-tune.wav"));
        Assert.Empty((await _bed.Get("/api/v1/music")).EnumerateArray());
    }

    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%2e%2e%2ftokens")]
    [InlineData("..%5C..%5Cevil.wav")]
    [InlineData("%2Fetc%2Fpasswd.wav")]
    public async Task Path_tricks_lead_nowhere(string name)
    {
        byte[] wav = WaveFileTests.Wav(1, 1, 8000, 16, Waves.Sine(440, 8000, 300));
        using HttpResponseMessage read = await _bed.Send(HttpMethod.Get, $"/api/v1/music/{name}");
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        await Upload(HttpMethod.Put, $"/api/v1/music/{name}", wav);
        Assert.Equal(HttpStatusCode.NotFound, await Delete($"/api/v1/music/{name}"));
        Assert.All(
            Directory.GetFiles(_bed.Folder.Path, "*.wav", SearchOption.AllDirectories),
            f => Assert.Equal(_bed.Folder.MusicFolder, Path.GetDirectoryName(f))
        );
    }

    [Fact]
    public async Task Music_of_another_kind_is_refused_in_words_and_a_huge_one_before_it_is_read()
    {
        (HttpStatusCode status, JsonElement problem) = await Upload(
            HttpMethod.Put,
            "/api/v1/music/song.wav",
            "ID3 and so on"u8.ToArray()
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.StartsWith(
            "the file is an MP3 file: save it as WAV",
            problem.GetProperty("errors").GetProperty("file").GetString(),
            StringComparison.Ordinal
        );

        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/music/big.wav")
        {
            Content = new StreamContent(new Endless()),
        };
        request.Content.Headers.ContentLength = 100 << 20;
        request.Headers.ExpectContinue = true;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bed.Token);
        using HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Records_are_told_page_by_page_and_counted()
    {
        Directory.CreateDirectory(_bed.Folder.In("records"));
        await File.WriteAllLinesAsync(
            _bed.Folder.In("records/records-000001.jsonl"),
            [
                """{"kind":"call","from":"101","to":"102","startedAt":"2026-03-02T08:10:00.000Z","answeredAt":"2026-03-02T08:10:05.000Z","endedAt":"2026-03-02T08:12:00.000Z","outcome":"answered"}""",
                """{"kind":"park","slot":"77","party":"102","parker":"101","parkedAt":"2026-03-02T08:11:00.000Z","endedAt":"2026-03-02T08:13:00.000Z","outcome":"retrieved","by":"103"}""",
                "{\"kind\":\"call\",\"fr",
            ]
        );
        JsonElement parks = await _bed.Get("/api/v1/records?kind=park");
        JsonElement park = Assert.Single(parks.GetProperty("records").EnumerateArray());
        Assert.Equal(
            ("77", "103", "2026-03-02T08:11:00.000Z"),
            (
                park.GetProperty("slot").GetString(),
                park.GetProperty("by").GetString(),
                park.GetProperty("parkedAt").GetString()
            )
        );
        JsonElement first = await _bed.Get("/api/v1/records?count=1");
        JsonElement second = await _bed.Get(
            $"/api/v1/records?count=1&before={first.GetProperty("next").GetString()}"
        );
        Assert.Equal("101", second.GetProperty("records")[0].GetProperty("from").GetString());
        JsonElement hours = await _bed.Get("/api/v1/records/hours?from=2026-03-02T00:00:00Z");
        Assert.Equal(24, hours.GetArrayLength());
        Assert.Equal(
            "{\"from\":\"2026-03-02T08:00:00.000Z\",\"calls\":1,\"answered\":1,\"parked\":1}",
            hours[8].GetRawText()
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _bed.Ask(HttpMethod.Get, "/api/v1/records/hours?from=x")).Status
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _bed.Ask(HttpMethod.Get, "/api/v1/records?kind=x")).Status
        );
    }

    [Fact]
    public async Task The_log_is_told_by_level_and_what_was_turned_away_with_its_counts()
    {
        ILogger log = _bed.Tail.CreateLogger("QX200.Stations.Registrar");
        log.Log(
            LogLevel.Information,
            new EventId(1, "Registered"),
            "101 is registered",
            null,
            static (s, _) => s
        );
        log.Log(
            LogLevel.Warning,
            new EventId(2, "RegisterRefused"),
            "A REGISTER as \"x\" from 192.0.2.1 was refused",
            null,
            static (s, _) => s
        );

        JsonElement warnings = await _bed.Get("/api/v1/log?level=warn");
        Assert.Equal(
            "Stations.Registrar",
            Assert.Single(warnings.EnumerateArray()).GetProperty("room").GetString()
        );
        Assert.Equal(2, (await _bed.Get("/api/v1/log")).GetArrayLength());
        Assert.Equal(1, (await _bed.Get("/api/v1/log?after=1")).GetArrayLength());
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _bed.Ask(HttpMethod.Get, "/api/v1/log?level=x")).Status
        );
        DateTimeOffset then = DateTimeOffset.UnixEpoch;
        _bed.Board.Publish(
            StatusSnapshot.Empty with
            {
                Rejected =
                [
                    new RejectedStatus("udp 192.0.2.66", "INVITE", "x", "unknown", then, then, 7),
                ],
            }
        );
        JsonElement rejected = await _bed.Get("/api/v1/rejected");
        JsonElement source = Assert.Single(rejected.GetProperty("sources").EnumerateArray());
        Assert.Equal("udp 192.0.2.66", source.GetProperty("source").GetString());
        Assert.Equal(7, source.GetProperty("count").GetInt32());
        Assert.Equal(1, rejected.GetProperty("recent").GetArrayLength());
        Assert.Equal(
            "SIP: Missing Via",
            Assert
                .Single(rejected.GetProperty("counts").EnumerateArray())
                .GetProperty("reason")
                .GetString()
        );
        Assert.Contains(
            "warn Stations.Registrar: A REGISTER as",
            Encoding.UTF8.GetString(await Bytes("/api/v1/log/text")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Extensions_go_out_and_come_in_as_a_table()
    {
        string table = Encoding.UTF8.GetString(await Bytes("/api/v1/extensions/csv"));
        Assert.DoesNotContain(
            ((UserExtensionSettings)_bed.Store.InForce.FindExtension("101")!).Secret,
            table,
            StringComparison.Ordinal
        );
        byte[] changed = Encoding.UTF8.GetBytes(
            table.Replace("Phone 101", "Anna", StringComparison.Ordinal) + "150,user,Berta\r\n"
        );

        (HttpStatusCode status, JsonElement told) = await Upload(
            HttpMethod.Post,
            "/api/v1/extensions/csv?try=yes",
            changed
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("150", Assert.Single(told.GetProperty("added").EnumerateArray()).GetString());
        Assert.Null(_bed.Store.InForce.FindExtension("150"));
        (status, _) = await Upload(HttpMethod.Post, "/api/v1/extensions/csv", changed);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Anna", _bed.Store.InForce.FindExtension("101")!.Name);
        Assert.NotEmpty(((UserExtensionSettings)_bed.Store.InForce.FindExtension("150")!).Secret);

        (status, JsonElement problem) = await Upload(
            HttpMethod.Post,
            "/api/v1/extensions/csv",
            "number,type,password\n77,park,abc\n"u8.ToArray()
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.StartsWith(
            "line 2: password: use digits only",
            problem.GetProperty("errors").GetProperty("file").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_network_is_told_and_a_restart_is_asked_for()
    {
        JsonElement network = await _bed.Get("/api/v1/network");
        Assert.Equal(5060, network.GetProperty("sip").GetProperty("port").GetInt32());
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await Upload(HttpMethod.Post, "/api/v1/restart", [])).Status
        );
        Assert.Equal(0, _bed.Restarts);
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await _bed.Ask(HttpMethod.Post, "/api/v1/restart", "{}")).Status
        );
        for (int i = 0; i < 1000 && _bed.Restarts == 0; i++)
        {
            await Task.Yield();
        }

        Assert.InRange(_bed.Restarts, 0, 1);
    }

    private async Task<byte[]> Bytes(string path)
    {
        using HttpResponseMessage answer = await _bed.Send(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpStatusCode> Put(string path, string body) =>
        (await _bed.Ask(HttpMethod.Put, path, body)).Status;

    private async Task<HttpStatusCode> Delete(string path)
    {
        using HttpResponseMessage answer = await _bed.Send(HttpMethod.Delete, path);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> Apply(string what, JsonElement plan) =>
        (
            await _bed.Ask(
                HttpMethod.Post,
                "/api/v1/restore/apply",
                $$"""{"what":"{{what}}","version":"{{(plan.ValueKind == JsonValueKind.Object ? plan.GetProperty("version").GetString() : "")}}"}"""
            )
        ).Status;

    private async Task<(HttpStatusCode Status, JsonElement Body)> Upload(
        HttpMethod method,
        string path,
        byte[] content
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new ByteArrayContent(content),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bed.Token);
        using HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return (
            answer.StatusCode,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone()
        );
    }

    /// <summary>A body that would fail the test if anybody read it.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new InvalidOperationException("the body was asked for");

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}
