using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using QX200.Settings;
using QX200.Web;
using QX200.Web.Access;
using Xunit;

namespace QX200.Tests.Web;

public sealed class SignInTests : IDisposable
{
    private const string Password = "a horse in the cellar";
    private readonly WebBed _bed = new();
    private string _cookie = "";
    private string _csrf = "";

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task There_is_no_password_until_the_owner_sets_one()
    {
        JsonElement first = await Body(await Send(HttpMethod.Get, "/api/v1/session"));
        Assert.False(first.GetProperty("passwordSet").GetBoolean());
        Assert.False(first.GetProperty("signedIn").GetBoolean());
        Assert.Equal(HttpStatusCode.Conflict, (await SignIn("")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SetFirst(Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SetFirst("another one now")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(HttpMethod.Get, "/api/v1/status")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    public async Task A_password_that_will_not_do_is_refused_beside_its_field(string password)
    {
        HttpResponseMessage answer = await SetFirst(password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotEmpty(
            (await Body(answer)).GetProperty("errors").GetProperty("password").GetString()!
        );
    }

    [Fact]
    public async Task The_password_is_stored_as_a_hash_for_its_owner_alone()
    {
        await SetFirst(Password);
        string file = _bed.Folder.In(WebPassword.FileName);
        string stored = await File.ReadAllTextAsync(file);
        Assert.StartsWith("pbkdf2-sha256 600000 ", stored);
        Assert.DoesNotContain("horse", stored);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task The_cookie_can_not_be_read_by_scripts_nor_sent_by_other_sites()
    {
        HttpResponseMessage answer = await SetFirst(Password);
        string cookie = answer
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("qx200-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
    }

    [Fact]
    public async Task Nothing_is_changed_without_the_CSRF_token()
    {
        await SetFirst(Password);
        _csrf = "";
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Send(HttpMethod.Delete, "/api/v1/session")).StatusCode
        );
        _csrf = "0000";
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Send(HttpMethod.Delete, "/api/v1/session")).StatusCode
        );
        Assert.Equal(HttpStatusCode.OK, (await Send(HttpMethod.Get, "/api/v1/status")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await SetFirst(Password);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await Send(HttpMethod.Delete, "/api/v1/session")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Send(HttpMethod.Get, "/api/v1/status")).StatusCode
        );
        Assert.Equal(HttpStatusCode.OK, (await SignIn(Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(HttpMethod.Get, "/api/v1/status")).StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await SetFirst(Password);
        for (int i = 0; i < SignInLimits.FreeTries; i++)
        {
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await SignIn($"guess number {i}")).StatusCode
            );
        }

        HttpResponseMessage late = await SignIn(Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.Equal(SignInLimits.FirstWait, late.Headers.RetryAfter?.Delta);
        _bed.Clock.Advance(SignInLimits.FirstWait);
        Assert.Equal(HttpStatusCode.OK, (await SignIn(Password)).StatusCode);
    }

    [Fact]
    public async Task A_new_password_signs_everybody_else_out()
    {
        await SetFirst(Password);
        (string cookie, string csrf) = (_cookie, _csrf);
        await SignIn(Password);
        HttpResponseMessage changed = await Send(
            HttpMethod.Put,
            "/api/v1/password",
            $$"""{"old":"{{Password}}","new":"two horses in the attic"}"""
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        (_cookie, _csrf) = (cookie, csrf);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Send(HttpMethod.Get, "/api/v1/status")).StatusCode
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(Password)).StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    public async Task What_is_not_a_JSON_object_is_refused(
        string type,
        string body,
        HttpStatusCode status
    )
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue(type));
        using HttpResponseMessage answer = await _bed.Client.PostAsync("/api/v1/session", content);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public void The_set_up_code_forgives_how_it_is_typed()
    {
        var firstStart = new FirstStart(_bed.Folder);
        string code = firstStart.Code();
        Assert.Equal(code, firstStart.Code());
        Assert.True(firstStart.IsCode($" {code.ToUpperInvariant().Replace("-", "")} "));
        Assert.False(firstStart.IsCode(code[..^1]));
        firstStart.Over();
        Assert.False(firstStart.IsCode(code));
        Assert.False(firstStart.IsCode(""));
    }

    private Task<HttpResponseMessage> SetFirst(string password) =>
        Send(HttpMethod.Post, "/api/v1/password", $$"""{"password":"{{password}}"}""");

    private Task<HttpResponseMessage> SignIn(string password) =>
        Send(HttpMethod.Post, "/api/v1/session", $$"""{"password":"{{password}}"}""");

    /// <summary>As a browser does: keeps the session's cookie, and sends the CSRF token along.</summary>
    private async Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Cookie", _cookie);
        request.Headers.TryAddWithoutValidation(Staff.CsrfHeader, _csrf);
        request.Content = body is null
            ? null
            : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            _cookie = string.Join("; ", cookies.Select(c => c.Split(';')[0]));
            JsonElement body2 = answer.IsSuccessStatusCode ? await Body(answer) : default;
            _csrf = body2.ValueKind == JsonValueKind.Object ? body2.Text("csrf") : "";
        }

        return answer;
    }

    private static async Task<JsonElement> Body(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
