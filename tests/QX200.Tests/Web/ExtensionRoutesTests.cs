using System.Net;
using System.Text.Json;
using QX200.Settings;
using QX200.Status;
using Xunit;

namespace QX200.Tests.Web;

public sealed class ExtensionRoutesTests : IDisposable
{
    private const string Extensions = "/api/v1/extensions";
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task The_list_has_every_extension_by_number_and_no_secret()
    {
        JsonElement list = await _bed.Get(Extensions);
        Assert.Equal(
            [
                "71",
                "72",
                "73",
                "74",
                "75",
                "76",
                "77",
                "78",
                "79",
                .. Numbers(101, 8),
                "111",
                "112",
            ],
            list.EnumerateArray().Select(e => e.GetProperty("number").GetString())
        );
        foreach (
            UserExtensionSettings user in _bed
                .Store.InForce.Extensions.OfType<UserExtensionSettings>()
                .Where(static e => e.Line == ExtensionLine.Sip)
        )
        {
            Assert.DoesNotContain(user.Secret, list.GetRawText());
        }
    }

    [Fact]
    public async Task One_extension_is_told_as_in_the_file_with_what_is_not_written()
    {
        Assert.Equal(
            """{"number":"77","type":"park","name":"Park 77","park-access":"*","retrieve-access":"PBX:*","retrieve-timeout":"15m","hold-music":"default","wrong-password":"disconnect","password-tries":"1","push-back":"","sip-server":"","sip-user":"","sip-auth-user":"","sip-expires":"1h","sip-tls-verify":"yes","has":[],"problems":{}}""",
            (await _bed.Get($"{Extensions}/77")).GetRawText()
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _bed.Ask(HttpMethod.Get, $"{Extensions}/5555")).Status
        );
    }

    [Fact]
    public async Task A_secret_is_told_to_who_asks_for_it_by_name()
    {
        JsonElement without = await _bed.Get($"{Extensions}/101");
        Assert.False(without.TryGetProperty("secret", out _));
        Assert.Equal(
            "secret",
            Assert.Single(without.GetProperty("has").EnumerateArray()).GetString()
        );
        JsonElement with = await _bed.Get($"{Extensions}/101?secrets=secret");
        Assert.Equal(
            Assert.IsType<UserExtensionSettings>(_bed.Store.InForce.FindExtension("101")).Secret,
            with.GetProperty("secret").GetString()
        );
    }

    [Fact]
    public async Task A_park_extension_is_added_and_in_force_at_once()
    {
        using HttpResponseMessage answer = await _bed.Send(
            HttpMethod.Post,
            Extensions,
            """{"number":"80","type":"park","name":"Kitchen","retrieve-timeout":"10m","password":"0815","park-access":"1*"}"""
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"{Extensions}/80", answer.Headers.Location?.ToString());
        Assert.NotNull(answer.Headers.ETag);
        Assert.DoesNotContain("0815", await answer.Content.ReadAsStringAsync());
        var park = Assert.IsType<ParkExtensionSettings>(_bed.Store.InForce.FindExtension("80"));
        Assert.Equal(("Kitchen", "0815"), (park.Name, park.Password));
        Assert.Equal(TimeSpan.FromMinutes(10), park.RetrieveTimeout);
        Assert.True(park.MayPark("101"));
        Assert.False(park.MayPark("201"));
    }

    [Fact]
    public async Task A_telephone_without_a_secret_gets_one_that_is_told_once()
    {
        (HttpStatusCode status, JsonElement made) = await _bed.Ask(
            HttpMethod.Post,
            Extensions,
            """{"number":"120","name":"Workshop"}"""
        );
        Assert.Equal(HttpStatusCode.Created, status);
        var user = Assert.IsType<UserExtensionSettings>(_bed.Store.InForce.FindExtension("120"));
        Assert.Equal(user.Secret, made.GetProperty("secret").GetString());
        Assert.False((await _bed.Get($"{Extensions}/120")).TryGetProperty("secret", out _));
    }

    [Theory]
    [InlineData("""{"type":"park"}""", "number")]
    [InlineData("""{"number":"7","type":"park"}""", "number")]
    [InlineData("""{"number":"0815","type":"park"}""", "number")]
    [InlineData("""{"number":"80]","type":"park"}""", "number")]
    [InlineData("""{"number":"80","type":"lamp"}""", "type")]
    [InlineData("""{"number":"80","type":"park","password":"secret"}""", "password")]
    [InlineData("""{"number":"80","type":"park","retrieve-timeout":"soon"}""", "retrieve-timeout")]
    [InlineData("""{"number":"80","type":"park","retrieve-timeout":900}""", "retrieve-timeout")]
    [InlineData("""{"number":"80","type":"park","park-access":"{1"}""", "park-access")]
    [InlineData("""{"number":"80","type":"park","colour":"red"}""", "colour")]
    [InlineData("""{"number":"80","type":"park","name":{"de":"Park"}}""", "name")]
    [InlineData("""{"number":"80","type":"park","name":"two\nlines"}""", "name")]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_is_added(
        string body,
        string field
    )
    {
        string before = _bed.Store.Sheet.Version;
        (HttpStatusCode status, JsonElement problem) = await _bed.Ask(
            HttpMethod.Post,
            Extensions,
            body
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field).GetString()!);
        Assert.Equal(before, _bed.Store.Sheet.Version);
    }

    [Fact]
    public async Task A_number_that_is_taken_is_a_conflict()
    {
        (HttpStatusCode status, JsonElement problem) = await _bed.Ask(
            HttpMethod.Post,
            Extensions,
            """{"number":"77","type":"park"}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("number", out _));
    }

    [Fact]
    public async Task PUT_changes_what_it_names_and_leaves_the_rest()
    {
        await Put("77", """{"password":"4711","name":"Park 77"}""");
        (HttpStatusCode status, JsonElement now) = await Put(
            "77",
            """{"retrieve-timeout":"5m","password-tries":3,"park-access":["101","11?"]}"""
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("5m", now.GetProperty("retrieve-timeout").GetString());
        var park = Assert.IsType<ParkExtensionSettings>(_bed.Store.InForce.FindExtension("77"));
        Assert.Equal(("4711", 3), (park.Password, park.PasswordTries));
        Assert.Equal("101 11?", string.Join(' ', park.ParkAccess));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back()
    {
        string read = (await _bed.Get($"{Extensions}/101")).GetRawText();
        string secret = Secret("101");
        Assert.Equal(HttpStatusCode.OK, (await Put("101", read)).Status);
        Assert.Equal(secret, Secret("101"));
    }

    [Fact]
    public async Task Null_takes_a_key_back_to_its_standard()
    {
        await Put("77", """{"retrieve-timeout":"5m"}""");
        (_, JsonElement now) = await Put("77", """{"retrieve-timeout":null}""");
        Assert.Equal("15m", now.GetProperty("retrieve-timeout").GetString());
    }

    [Fact]
    public async Task Another_number_moves_the_extension()
    {
        Assert.Equal(HttpStatusCode.OK, (await Put("77", """{"number":"70"}""")).Status);
        Assert.Null(_bed.Store.InForce.FindExtension("77"));
        Assert.NotNull(_bed.Store.InForce.FindExtension("70"));
        Assert.Equal(HttpStatusCode.Conflict, (await Put("70", """{"number":"71"}""")).Status);
    }

    [Fact]
    public async Task Whoever_has_seen_an_older_version_is_told()
    {
        using HttpResponseMessage seen = await _bed.Send(HttpMethod.Get, $"{Extensions}/77");
        string version = seen.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.OK, (await Put("77", """{"name":"Hall"}""", version)).Status);
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await Put("77", """{"name":"Kitchen"}""", version)).Status
        );
        Assert.Equal("Hall", _bed.Store.InForce.FindExtension("77")!.Name);
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await _bed.Ask(HttpMethod.Delete, $"{Extensions}/77", null, version)).Status
        );
    }

    [Fact]
    public async Task An_extension_is_deleted_once()
    {
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _bed.Ask(HttpMethod.Delete, $"{Extensions}/77")).Status
        );
        Assert.Null(_bed.Store.InForce.FindExtension("77"));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _bed.Ask(HttpMethod.Delete, $"{Extensions}/77")).Status
        );
        Assert.Equal(HttpStatusCode.NotFound, (await Put("77", """{"name":"x"}""")).Status);
    }

    [Fact]
    public async Task Eight_extensions_are_added_at_once_each_with_its_own_secret()
    {
        (HttpStatusCode status, JsonElement made) = await _bed.Ask(
            HttpMethod.Post,
            $"{Extensions}/many",
            """{"first":"195","quantity":8,"type":"user","name":"Desk {number}"}"""
        );
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(
            8,
            made.EnumerateArray()
                .Select(e => e.GetProperty("secret").GetString())
                .Distinct()
                .Count()
        );
        Assert.Equal("Desk 202", _bed.Store.InForce.FindExtension("202")!.Name);

        (status, JsonElement problem) = await _bed.Ask(
            HttpMethod.Post,
            $"{Extensions}/many",
            """{"first":"190","quantity":8}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("195", problem.GetProperty("detail").GetString());
        Assert.Null(_bed.Store.InForce.FindExtension("190"));
    }

    [Fact]
    public async Task Several_are_changed_and_deleted_together_or_not_at_all()
    {
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await _bed.Ask(
                    HttpMethod.Put,
                    Extensions,
                    """{"numbers":["71","72"],"set":{"retrieve-timeout":"2m","name":"P{number}"}}"""
                )
            ).Status
        );
        Assert.Equal("P72", _bed.Store.InForce.FindExtension("72")!.Name);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _bed.Ask(HttpMethod.Delete, $"{Extensions}?numbers=71,5555")).Status
        );
        Assert.NotNull(_bed.Store.InForce.FindExtension("71"));
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _bed.Ask(HttpMethod.Delete, $"{Extensions}?numbers=71,72")).Status
        );
        Assert.Null(_bed.Store.InForce.FindExtension("72"));
    }

    [Fact]
    public async Task What_hangs_on_an_extension_is_told_before_it_is_deleted()
    {
        await Put("77", """{"push-back":"PBX:101"}""");
        DateTimeOffset now = _bed.Clock.GetUtcNow();
        _bed.Board.Publish(
            StatusSnapshot.Empty with
            {
                Parked = [new ParkedStatus("77", 5, "102", "103", now, now, false)],
            }
        );
        Assert.Contains(
            "77 pushes calls back to 101",
            (await _bed.Get($"{Extensions}/101/uses")).GetRawText()
        );
        Assert.Contains("102 waits on 77", (await _bed.Get($"{Extensions}/77/uses")).GetRawText());
        Assert.Equal("[]", (await _bed.Get($"{Extensions}/108/uses")).GetRawText());
    }

    [Fact]
    public async Task Comments_written_by_hand_are_there_after_ten_changes()
    {
        string file = _bed.Folder.In("extensions.ini");
        string before = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file,
            "; mine\n" + before.Replace("[extension:77]", "; the kitchen\n[extension:77]")
        );
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (await Put("77", $$"""{"name":"Kitchen {{i}}"}""")).Status
            );
            _bed.Clock.Advance(SettingsStore.Gathering);
        }

        string after = await File.ReadAllTextAsync(file);
        Assert.StartsWith("; mine\n", after);
        Assert.Contains("; the kitchen\n[extension:77]", after);
        Assert.Contains("name = Kitchen 9", after);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> Put(
        string number,
        string body,
        string? version = null
    ) => _bed.Ask(HttpMethod.Put, $"{Extensions}/{number}", body, version);

    private string Secret(string number) =>
        Assert.IsType<UserExtensionSettings>(_bed.Store.InForce.FindExtension(number)).Secret;

    private static IEnumerable<string> Numbers(int first, int count) =>
        Enumerable.Range(first, count).Select(n => $"{n}");
}
