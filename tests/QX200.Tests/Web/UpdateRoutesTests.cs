using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using QX200.Update;
using Xunit;

namespace QX200.Tests.Web;

/// <summary>A bundle that comes over the network.</summary>
public sealed class UpdateRoutesTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task A_bundle_is_stored_as_it_came_and_the_installer_is_asked()
    {
        HttpResponseMessage answer = await Post("/api/v1/update", "a bundle");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("a bundle", Read(BundleUpload.FileName));
        Assert.Equal("install\n", Read(RunFolder.UpdateFile));
    }

    [Fact]
    public async Task An_older_one_is_asked_for_by_name()
    {
        await Post("/api/v1/update?force=yes", "a bundle");
        Assert.Equal("force\n", Read(RunFolder.UpdateFile));
    }

    [Fact]
    public async Task How_it_stands_can_be_asked()
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, "/api/v1/update");
        HttpResponseMessage answer = await _bed.Client.SendAsync(request);
        JsonElement now = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("1.2.3", now.GetProperty("running").GetString());
        Assert.Equal("none", now.GetProperty("phase").GetString());
        Assert.True(now.GetProperty("possible").GetBoolean());
    }

    [Fact]
    public async Task Nobody_uploads_without_a_token()
    {
        using var content = new StringContent("a bundle");
        HttpResponseMessage answer = await _bed.Client.PostAsync("/api/v1/update", content);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> Post(string path, string content)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(content));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await _bed.Client.SendAsync(request);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bed.Token);
        return request;
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_bed.Updates, name));
}
