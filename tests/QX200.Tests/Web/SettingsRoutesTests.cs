using System.Net;
using System.Text.Json;
using QX200.Web.Api;
using Xunit;

namespace QX200.Tests.Web;

/// <summary>System settings, outside lines, access lists, tokens, figures.</summary>
public sealed class SettingsRoutesTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task A_system_setting_is_changed_and_the_others_stay()
    {
        (HttpStatusCode status, JsonElement now) = await _bed.Ask(
            HttpMethod.Put,
            "/api/v1/system/park",
            """{"directed-window":"8s"}"""
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("8s", now.GetProperty("directed-window").GetString());
        Assert.Equal("30s", now.GetProperty("return-ring").GetString());
        Assert.Equal(TimeSpan.FromSeconds(8), _bed.Store.InForce.System.Park.DirectedWindow);
        JsonElement all = await _bed.Get("/api/v1/system");
        Assert.Equal("*5", all.GetProperty("features").GetProperty("call-park").GetString());
    }

    [Fact]
    public async Task How_long_an_update_waits_is_shown_and_changed()
    {
        Assert.Equal(
            """{"trial":"60s","late-ticks":"1","wait":"10m","has":[],"problems":{}}""",
            (await _bed.Get("/api/v1/system/update")).GetRawText()
        );
        await _bed.Ask(HttpMethod.Put, "/api/v1/system/update", """{"wait":"2h"}""");
        Assert.Equal(TimeSpan.FromHours(2), _bed.Store.InForce.System.Update.Wait);
    }

    [Fact]
    public async Task The_analog_telephones_country_and_flash_are_shown_and_changed()
    {
        JsonElement before = await _bed.Get("/api/v1/system/line");
        Assert.Equal("us", before.GetProperty("country").GetString());
        Assert.Equal("", before.GetProperty("flash-min").GetString());
        const string Path = "/api/v1/system/line";
        await _bed.Ask(
            HttpMethod.Put,
            Path,
            """{"country":"de","flash-min":"90ms","hear-gain":"-3"}"""
        );
        Assert.Equal("de", _bed.Store.InForce.System.Line.Country);
        Assert.Equal(TimeSpan.FromMilliseconds(90), _bed.Store.InForce.System.Line.FlashMin);
        Assert.Equal(-3, _bed.Store.InForce.System.Line.HearGain);

        // An empty field is the country's own again.
        (HttpStatusCode status, _) = await _bed.Ask(HttpMethod.Put, Path, """{"flash-min":""}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Null(_bed.Store.InForce.System.Line.FlashMin);
        Assert.Empty(_bed.Store.Sheet.Problems);
    }

    [Fact]
    public async Task Every_section_is_shown_where_none_is_written()
    {
        await File.WriteAllTextAsync(_bed.Folder.In("system.ini"), "; nothing\n");
        _bed.Store.LookAtDisk();
        foreach (SectionShape shape in SectionShape.System)
        {
            await _bed.Get($"/api/v1/system/{shape.Kind}");
        }
    }

    [Fact]
    public async Task A_system_section_that_is_not_written_has_a_version_too()
    {
        await File.WriteAllTextAsync(
            _bed.Folder.In("system.ini"),
            "; nothing\n[sip]\nport = 5060\n"
        );
        _bed.Store.LookAtDisk();
        using HttpResponseMessage seen = await _bed.Send(HttpMethod.Get, "/api/v1/system/park");
        string version = seen.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.OK, await PutPark("7s", version));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutPark("9s", version));
    }

    [Theory]
    [InlineData("park", """{"directed-window":"never"}""", "directed-window")]
    [InlineData("web", """{"port":"99999"}""", "port")]
    [InlineData("features", """{"call-park":"5"}""", "call-park")]
    [InlineData("line", """{"country":"xx"}""", "country")]
    [InlineData("line", """{"flash-min":"79ms"}""", "flash-min")]
    [InlineData("line", """{"hear-gain":"13"}""", "hear-gain")]
    [InlineData("update", """{"wait":"13h"}""", "wait")]
    [InlineData("update", """{"trial":"5m"}""", "trial")]
    [InlineData("update", """{"late-ticks":"101"}""", "late-ticks")]
    public async Task A_bad_system_setting_is_refused_beside_its_field(
        string section,
        string body,
        string field
    )
    {
        (HttpStatusCode status, JsonElement problem) = await _bed.Ask(
            HttpMethod.Put,
            $"/api/v1/system/{section}",
            body
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field).GetString()!);
    }

    [Fact]
    public async Task Trunks_and_routes_come_and_go()
    {
        (HttpStatusCode status, JsonElement trunk) = await _bed.Ask(
            HttpMethod.Post,
            "/api/v1/trunks",
            """{"name":"Provider","server":"sip.example.net","user":"74950001122","password":"hidden","incoming":"101"}"""
        );
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("provider", trunk.GetProperty("name").GetString());
        Assert.DoesNotContain("hidden", (await _bed.Get("/api/v1/trunks")).GetRawText());
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await _bed.Ask(
                    HttpMethod.Post,
                    "/api/v1/routes",
                    """{"order":1,"pattern":"9*","strip":1,"trunk":"provider"}"""
                )
            ).Status
        );
        Assert.Equal("9*", Assert.Single(_bed.Store.InForce.Routes).Pattern.Text);
        Assert.Contains(
            "provider go to 101",
            (await _bed.Get("/api/v1/extensions/101/uses")).GetRawText()
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _bed.Ask(HttpMethod.Delete, "/api/v1/routes/1")).Status
        );
        Assert.Empty(_bed.Store.InForce.Routes);
    }

    [Fact]
    public async Task Who_an_access_list_means_is_told_entry_by_entry()
    {
        JsonElement answer = await _bed.Get("/api/v1/matches?list=park-access&patterns=10[1-3]+{x");
        Assert.Equal(
            ["101", "102", "103"],
            answer
                .GetProperty("extensions")
                .EnumerateArray()
                .Where(e => e.GetProperty("by").GetString() == "10[1-3]")
                .Select(e => e.GetProperty("number").GetString())
        );
        JsonElement[] entries = [.. answer.GetProperty("entries").EnumerateArray()];
        Assert.Equal("", entries[0].GetProperty("problem").GetString());
        Assert.NotEqual("", entries[1].GetProperty("problem").GetString());
    }

    [Theory]
    [InlineData("park-access", "*+101", "*")]
    [InlineData("park-access", "101+102", "")]
    [InlineData("retrieve-access", "PBX:*+PBX:101", "PBX:*")]
    [InlineData("retrieve-access", "PBX:*+SIP:anna@example.net", "")]
    [InlineData("retrieve-access", "Auto:*+SIP:anna@example.net", "Auto:*")]
    public async Task An_entry_that_changes_nothing_is_told(
        string list,
        string patterns,
        string covering
    )
    {
        JsonElement answer = await _bed.Get($"/api/v1/matches?list={list}&patterns={patterns}");
        Assert.Equal(
            covering,
            answer
                .GetProperty("entries")
                .EnumerateArray()
                .Last()
                .GetProperty("coveredBy")
                .GetString()
        );
    }

    [Theory]
    [InlineData("101", "PBX:1*")]
    [InlineData("PBX:101", "PBX:1*")]
    [InlineData("PBX:201", "")]
    [InlineData("SIP:anna@example.net", "SIP:anna@example.net")]
    [InlineData("SIP:bert@example.net", "")]
    [InlineData("SIP:892220@sip.example.org", "SIP:8922*")]
    [InlineData("SIP:892220@elsewhere.example", "")]
    [InlineData("PSTN:+4930123", "PSTN:+49*")]
    [InlineData("PSTN:+3312345", "")]
    public async Task A_caller_can_be_tried_against_a_list(string caller, string by)
    {
        JsonElement answer = await _bed.Get(
            "/api/v1/matches?list=retrieve-access&server=sip.example.org:5070"
                + $"&patterns=PBX:1*+SIP:anna@example.net+SIP:8922*+PSTN:%2B49*&caller={Uri.EscapeDataString(caller)}"
        );
        Assert.Equal(by, answer.GetProperty("caller").GetProperty("by").GetString());
    }

    [Fact]
    public async Task A_token_is_made_listed_without_itself_and_revoked()
    {
        (HttpStatusCode status, JsonElement made) = await _bed.Ask(
            HttpMethod.Post,
            "/api/v1/tokens",
            """{"purpose":"monitoring of the cellar"}"""
        );
        Assert.Equal(HttpStatusCode.Created, status);
        string token = made.GetProperty("token").GetString()!;
        JsonElement list = await _bed.Get("/api/v1/tokens");
        Assert.DoesNotContain(token, list.GetRawText());
        JsonElement mine = list.EnumerateArray()
            .Single(t => t.GetProperty("purpose").GetString() == "monitoring of the cellar");
        Assert.Equal(HttpStatusCode.OK, await StatusWith(token));
        string id = mine.GetProperty("id").GetString()!;
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _bed.Ask(HttpMethod.Delete, $"/api/v1/tokens/{id}")).Status
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWith(token));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _bed.Ask(HttpMethod.Delete, "/api/v1/tokens/zz")).Status
        );
    }

    [Fact]
    public async Task Mistakes_in_the_files_are_told_with_file_and_line()
    {
        await File.AppendAllTextAsync(
            _bed.Folder.In("extensions.ini"),
            "\n[extension:200]\ntype = lamp\n"
        );
        _bed.Store.LookAtDisk();
        JsonElement problem = Assert.Single(
            (await _bed.Get("/api/v1/notices")).GetProperty("problems").EnumerateArray(),
            p => p.GetProperty("file").GetString() == "extensions.ini"
        );
        Assert.Contains("type = lamp", problem.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Figures_are_told_to_the_box_itself_without_a_token()
    {
        using HttpResponseMessage answer = await _bed.Client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string[] lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        Assert.Contains("qx200_parked_calls 0", lines);
        Assert.Contains("# TYPE qx200_calls gauge", lines);
        Assert.All(
            lines.Where(l => l.Length > 0 && l[0] != '#'),
            l => Assert.Matches("""^[a-z][a-z0-9_]*(\{[a-z]+="[^"]*"\})? [0-9.]+$""", l)
        );
    }

    private async Task<HttpStatusCode> PutPark(string window, string version) =>
        (
            await _bed.Ask(
                HttpMethod.Put,
                "/api/v1/system/park",
                $$"""{"directed-window":"{{window}}"}""",
                version
            )
        ).Status;

    private async Task<HttpStatusCode> StatusWith(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
