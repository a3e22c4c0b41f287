using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using QX200.Status;
using QX200.Tests.Update;
using QX200.Update;
using Xunit;

namespace QX200.Tests.Web;

/// <summary>Updates over the network: what is told, and what comes in.</summary>
public sealed class UpdateRoutesTests : IDisposable
{
    private const string Path = "/api/v1/update";
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task A_bundle_is_stored_as_it_came_and_the_installer_is_asked()
    {
        HttpResponseMessage answer = await Post(Path, "hsqs and more");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("hsqs and more", _bed.Box.Read("data/update/upload/bundle.raucb"));
        Assert.Equal("install\n", _bed.Box.Read("run/qx200/update"));
        Assert.Equal("checking", await Text("phase"));
    }

    [Fact]
    public async Task An_older_one_is_asked_for_by_name()
    {
        await Post($"{Path}?force=yes", "hsqs");
        Assert.Equal("force\n", _bed.Box.Read("run/qx200/update"));
    }

    [Fact]
    public async Task What_runs_is_told_and_what_lies_beside_it()
    {
        _bed.Box.Write("data/update/slot-B", "1.3.0 0000001\n");
        _bed.Box.Write("data/update/installed", "B 1.5.0 fedcba9\n");
        JsonElement now = await _bed.Get(Path);
        Assert.True(now.GetProperty("possible").GetBoolean());
        Assert.Equal("1.4.0", now.GetProperty("running").GetString());
        Assert.Equal("A", now.GetProperty("slot").GetString());
        Assert.Equal("proven", now.GetProperty("standing").GetString());
        Assert.Equal(
            """{"version":"1.3.0","build":"0000001","proven":true}""",
            now.GetProperty("other").GetRawText()
        );
        Assert.Equal("1.5.0", now.GetProperty("fellBack").GetProperty("version").GetString());
        Assert.Equal("none", now.GetProperty("phase").GetString());
        Assert.Equal(600, now.GetProperty("waitSeconds").GetInt64());
        Assert.Equal(BundleUpload.Largest, now.GetProperty("largest").GetInt64());
    }

    [Fact]
    public async Task Before_the_restart_nothing_has_fallen_back()
    {
        _bed.Box.Write("data/update/installed", "B 1.5.0 fedcba9\n");
        _bed.Box.Reports(new UpdateReport(UpdatePhase.Installed, 100, "1.5.0", "it is there"));
        Assert.False((await _bed.Get(Path)).TryGetProperty("fellBack", out _));
    }

    [Fact]
    public async Task Calls_that_it_waits_for_and_checks_are_told()
    {
        DateTimeOffset now = _bed.Clock.GetUtcNow();
        _bed.Board.Publish(
            StatusSnapshot.Empty with
            {
                Calls = [new CallStatus(5, "101", "102", CallPhase.Held, now, now)],
                Parked = [new ParkedStatus("77", 5, "102", "101", now, now.AddMinutes(15), false)],
            }
        );
        _bed.Box.Reports(
            new UpdateReport(UpdatePhase.Refused, 0, "1.3.0", "it is older")
            {
                Older = true,
                Checks = [new UpdateCheck(CheckKind.Version, Passed: false, "it is older")],
            }
        );
        JsonElement told = await _bed.Get(Path);
        Assert.Equal(1, told.GetProperty("calls").GetInt32());
        Assert.Equal(1, told.GetProperty("parked").GetInt32());
        Assert.True(told.GetProperty("older").GetBoolean());
        Assert.Equal(
            """[{"name":"version","passed":false,"words":"it is older"}]""",
            told.GetProperty("checks").GetRawText()
        );
        (HttpStatusCode status, _) = await _bed.Ask(HttpMethod.Post, $"{Path}/install", "{}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        const string older = """{"older":true}""";
        (status, _) = await _bed.Ask(HttpMethod.Post, $"{Path}/install", older);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        _bed.Box.Write("data/update/upload/bundle.raucb", "hsqs");
        (status, _) = await _bed.Ask(HttpMethod.Post, $"{Path}/install", older);
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("force\n", _bed.Box.Read("run/qx200/update"));
    }

    [Fact]
    public async Task What_can_not_be_taken_is_said_in_a_sentence()
    {
        HttpResponseMessage answer = await Post(Path, "<html>no bundle</html>");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "The file is no bundle: choose the one whose name ends in .raucb.",
            await answer.Content.ReadAsStringAsync()
        );
        _bed.Box.Reports(new UpdateReport(UpdatePhase.Writing, 40, "1.5.0", ""));
        answer = await Post(Path, "hsqs");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(
            "Version 1.5.0 is just being written",
            await answer.Content.ReadAsStringAsync()
        );
        (HttpStatusCode status, _) = await _bed.Ask(HttpMethod.Post, $"{Path}/restart", "{}");
        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    [Fact]
    public async Task A_machine_without_two_systems_says_so()
    {
        using var bed = new WebBed(appliance: false);
        JsonElement now = await bed.Get(Path);
        Assert.False(now.GetProperty("possible").GetBoolean());
        Assert.Equal("1.2.3", now.GetProperty("running").GetString());
        foreach (string path in (string[])[Path, $"{Path}/install", $"{Path}/restart"])
        {
            (HttpStatusCode status, JsonElement body) = await bed.Ask(HttpMethod.Post, path, "{}");
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Contains("This is not the appliance", body.GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("POST", Path)]
    [InlineData("POST", Path + "/install")]
    [InlineData("POST", Path + "/restart")]
    [InlineData("GET", Path)]
    [InlineData("GET", "/api/v1/technician")]
    [InlineData("PUT", "/api/v1/technician")]
    [InlineData("DELETE", "/api/v1/technician")]
    public async Task Nobody_gets_in_without_a_token(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "GET" ? null : new StringContent("hsqs");
        HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("", _bed.Box.Read("run/qx200/update"));
    }

    [Fact]
    public async Task How_it_ended_is_told_without_a_session_and_no_more_than_that()
    {
        using HttpResponseMessage answer = await _bed.Client.GetAsync($"{Path}/outcome");
        Assert.Equal(
            """{"running":"1.4.0","build":"abc1234","slot":"A","standing":"proven","ailment":"","notes":[{"kind":"good","title":"Version 1.4.0 runs and has proven itself.","words":""}]}""",
            await answer.Content.ReadAsStringAsync()
        );
    }

    [Fact]
    public async Task A_technicians_key_needs_the_password_too()
    {
        string body = $$"""{"key":"{{TechnicianKeyTests.Ed25519}}","password":"PASSWORD"}""";
        Assert.Equal("password", await PutKey(body));
        await SetPassword("a horse in the cellar");
        Assert.Equal("password", await PutKey(body));
        Assert.Equal("", _bed.Box.Read("run/qx200/technician"));
        body = body.Replace("PASSWORD", "a horse in the cellar", StringComparison.Ordinal);
        Assert.Equal("key", await PutKey(body.Replace("ssh-ed25519", "ssh-none")));
        Assert.Equal("", await PutKey(body));
        Assert.Equal(TechnicianKeyTests.Ed25519 + "\n", _bed.Box.Read("run/qx200/technician"));
    }

    [Fact]
    public async Task Whose_key_is_in_is_told_until_it_is_taken_out()
    {
        _bed.Box.Write("run/qx200-door", "stick\n" + TechnicianKeyTests.Ed25519 + "\n");
        Assert.Equal(
            """{"possible":true,"open":true,"from":"stick","keys":[{"kind":"ssh-ed25519","fingerprint":"SHA256:69Tt1yv2VlOaUqnSV4ZRzIhJQXKsba2ei2Y8d3SsNMg","comment":"anna@bench"}]}""",
            (await _bed.Get("/api/v1/technician")).GetRawText()
        );
        (HttpStatusCode status, _) = await _bed.Ask(HttpMethod.Delete, "/api/v1/technician");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("\n", _bed.Box.Read("run/qx200/technician"));
    }

    [Fact]
    public async Task Guesses_at_the_password_come_to_an_end_here_too()
    {
        await SetPassword("a horse in the cellar");
        string body = $$"""{"key":"{{TechnicianKeyTests.Ed25519}}","password":"wrong"}""";
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("password", await PutKey(body));
        }

        (HttpStatusCode status, _) = await _bed.Ask(HttpMethod.Put, "/api/v1/technician", body);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
    }

    /// <returns>The field that is wrong; empty where it was taken.</returns>
    private async Task<string> PutKey(string body)
    {
        (HttpStatusCode status, JsonElement answer) = await _bed.Ask(
            HttpMethod.Put,
            "/api/v1/technician",
            body
        );
        return status == HttpStatusCode.Accepted
            ? ""
            : answer.GetProperty("errors").EnumerateObject().Single().Name;
    }

    private Task SetPassword(string password) =>
        new QX200.Settings.WebPassword(_bed.Folder).Set(password);

    private async Task<string?> Text(string name) =>
        (await _bed.Get(Path)).GetProperty(name).GetString();

    private async Task<HttpResponseMessage> Post(string path, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bed.Token);
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(content));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await _bed.Client.SendAsync(request);
    }
}
