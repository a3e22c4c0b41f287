using System.Net;
using QX200.Web;
using Xunit;

namespace QX200.Tests.Web;

public sealed class PageRoutesTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("/extensions/77/park-access")]
    public async Task A_page_leads_to_the_sign_in(string page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Add("Accept", "text/html");
        using HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(
            $"/sign-in?next={Uri.EscapeDataString(page)}",
            answer.Headers.Location?.ToString()
        );
    }

    [Theory]
    [InlineData("/sign-in", "text/html")]
    [InlineData("/assets/qx200.css", "text/css")]
    [InlineData("/assets/lib/dom.js", "text/javascript")]
    [InlineData("/assets/icon.svg", "image/svg+xml")]
    public async Task What_a_browser_needs_before_is_there_for_everybody(string path, string type)
    {
        using HttpResponseMessage answer = await _bed.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using HttpResponseMessage same = await _bed.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Theory]
    [InlineData("/assets/../app.html")]
    [InlineData("/assets/..%2fapp.html")]
    [InlineData("/assets/%2e%2e/app.html")]
    [InlineData("/assets/..%5capp.html")]
    [InlineData("/assets//etc/passwd")]
    [InlineData("/assets/lib")]
    [InlineData("/assets/")]
    public async Task No_path_leads_out_of_the_assets(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        Assert.Contains(
            answer.StatusCode,
            (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.Unauthorized]
        );
    }

    [Fact]
    public void The_script_knows_the_same_addresses_as_the_box()
    {
        string script = Text("web/assets/pages.js");
        foreach (string address in PageRoutes.Addresses)
        {
            string written = address.Replace("{", ":").Replace("}", "");
            Assert.Contains($"at: \"{written}\"", script);
        }

        Assert.Equal(PageRoutes.Addresses.Length, script.Split("at: \"").Length - 1);
    }

    [Fact]
    public void All_static_content_is_small()
    {
        long size = Files().Sum(name => Text(name).Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"static content: {size} characters");
        Assert.InRange(size, 1, 150_000);
    }

    [Fact]
    public void Nothing_is_loaded_from_anywhere_else()
    {
        foreach (string name in Files())
        {
            string text = Text(name).Replace("http://www.w3.org/2000/svg", "");
            Assert.DoesNotContain("http://", text);
            Assert.DoesNotContain("https://", text);
            Assert.DoesNotContain("innerHTML", text);
            Assert.DoesNotMatch("""<[a-z]+[^>]* (style|on[a-z]+)=""", text);
        }
    }

    private static IEnumerable<string> Files() =>
        typeof(WebHost)
            .Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith("web/", StringComparison.Ordinal));

    private static string Text(string name)
    {
        using Stream stream = typeof(WebHost).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
