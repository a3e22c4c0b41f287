using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace QX200.Acceptance.Image;

/// <summary>A box's API, over HTTPS and with a token, as a script on another machine uses it.</summary>
internal sealed class BoxApi : IDisposable
{
    private readonly HttpClient _http;

    private BoxApi(string token, X509Certificate2 certificate)
    {
        // The box has made its certificate itself: it and no other is right.
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            certificate.Equals(shown);
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://{BoxNetwork.Box}:8443/api/v1/"),
            Timeout = TimeSpan.FromMinutes(10),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static async Task<BoxApi> Open(Box box)
    {
        string said = await box.Does(
            "setpriv --reuid=qx200 --regid=qx200 --clear-groups qx200 token --data /data/qx200"
        );
        string certificate = await box.Does("cat /data/qx200/tls/cert.pem");
        return new BoxApi(said.Split('\n')[^1].Trim(), X509Certificate2.CreateFromPem(certificate));
    }

    public async Task<JsonElement> Get(string path)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync(path));
        return json.RootElement.Clone();
    }

    /// <summary>Sends a file as it is.</summary>
    /// <returns>The answer's status and body.</returns>
    public async Task<(int Status, string Body)> Post(string path, string file)
    {
        await using FileStream content = File.OpenRead(file);
        using HttpResponseMessage answer = await _http.PostAsync(path, new StreamContent(content));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends an object of strings.</summary>
    public async Task<(int Status, string Body)> Send(
        HttpMethod method,
        string path,
        params (string Key, string Value)[] values
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = new StringContent(
            JsonSerializer.Serialize(values.ToDictionary(v => v.Key, v => v.Value)),
            Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
