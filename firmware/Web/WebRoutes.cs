using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QX200.Web;

/// <summary>
/// Where rooms hang their routes, before the start. What an answer throws is logged and becomes a 500; a body is read
/// up to the route's limit and no further.
/// </summary>
internal sealed class WebRoutes(IEndpointRouteBuilder routes)
{
    /// <summary>In bytes, for routes that name no limit of their own.</summary>
    public const int UsualBody = 64 << 10;

    /// <param name="pattern">As ASP.NET routing writes it: <c>/panel/api/lines/{line:int}</c>.</param>
    public void Get(string pattern, Door door, RequestDelegate answer) =>
        Map("GET", pattern, door, answer, 0);

    /// <param name="bodyLimit">In bytes; a longer body gets 413 before it is read.</param>
    public void Post(
        string pattern,
        Door door,
        RequestDelegate answer,
        long bodyLimit = UsualBody
    ) => Map("POST", pattern, door, answer, bodyLimit);

    public void Put(
        string pattern,
        Door door,
        RequestDelegate answer,
        long bodyLimit = UsualBody
    ) => Map("PUT", pattern, door, answer, bodyLimit);

    public void Delete(string pattern, Door door, RequestDelegate answer) =>
        Map("DELETE", pattern, door, answer, UsualBody);

    private void Map(
        string method,
        string pattern,
        Door door,
        RequestDelegate answer,
        long bodyLimit
    ) =>
        routes
            .MapMethods(pattern, [method], answer)
            .WithMetadata(new RouteTerms(door, Math.Max(bodyLimit, 1)));
}

/// <summary>What a route says about itself.</summary>
internal sealed record RouteTerms(Door Door, long BodyLimit);
