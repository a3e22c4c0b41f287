using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QX200.Web;
using Xunit;

namespace QX200.Tests.Web;

public sealed class DescriptionTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task The_description_has_every_route_and_no_other()
    {
        JsonElement description = await Description();
        IEnumerable<string> described = description
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {path.Name}")
            );
        IEnumerable<string> served = _bed
            .Host.Endpoints.OfType<RouteEndpoint>()
            .Where(e => !IsPage(e))
            .SelectMany(e =>
                e.Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}")
            );
        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_description_says_is_open_is_open_and_nothing_else()
    {
        JsonElement description = await Description();
        foreach (RouteEndpoint endpoint in _bed.Host.Endpoints.OfType<RouteEndpoint>())
        {
            if (IsPage(endpoint))
            {
                continue;
            }

            JsonElement operation = description
                .GetProperty("paths")
                .GetProperty(endpoint.RoutePattern.RawText!)
                .GetProperty(
                    endpoint
                        .Metadata.GetMetadata<HttpMethodMetadata>()!
                        .HttpMethods[0]
                        .ToLowerInvariant()
                );
            bool open =
                operation.TryGetProperty("security", out JsonElement security)
                && security.GetArrayLength() == 0;
            Door door = endpoint.Metadata.GetMetadata<RouteTerms>()!.Door;
            Assert.True(open == (door == Door.Public), endpoint.DisplayName);
        }
    }

    [Fact]
    public async Task Every_reference_in_the_description_leads_somewhere()
    {
        JsonElement description = await Description();
        foreach (string reference in References(description))
        {
            JsonElement at = description;
            foreach (string step in reference.Split('/')[1..])
            {
                Assert.True(at.TryGetProperty(step, out at), reference);
            }
        }
    }

    private static bool IsPage(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is var path
        && (path is "/sign-in" or "/assets/{**name}" || PageRoutes.Addresses.Contains(path));

    private static IEnumerable<string> References(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(m => m.Name == "$ref" ? [m.Value.GetString()!] : References(m.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
            _ => [],
        };

    private async Task<JsonElement> Description()
    {
        string text = await _bed.Client.GetStringAsync("/openapi/v1.json");
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
