using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace QX200.Web;

/// <summary>
/// What every request passes before its route answers: the headers that go on every answer, the name that it came by,
/// the way to HTTPS, and who may come in by the route's door.
/// </summary>
internal sealed class Gate(WebOptions options, HostNames names, IAdmission admission)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";

    public Task Admit(HttpContext context, RequestDelegate next)
    {
        SayHowToTreatUs(context.Response.Headers);
        if (!names.Knows(context.Request.Host.Host))
        {
            return context.Problem(
                421,
                "This box is not known by that name: open it by its address, or write the name into [web] names."
            );
        }

        if (!context.Request.IsHttps && !context.IsOnBox())
        {
            return LeadToHttps(context);
        }

        if (ComesFromAnotherSite(context.Request))
        {
            return context.Problem(403, "The request comes from a page of another site.");
        }

        RouteTerms? terms = context.GetEndpoint()?.Metadata.GetMetadata<RouteTerms>();
        if (
            terms is not null
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
        )
        {
            size.MaxRequestBodySize = terms.BodyLimit;
        }

        return terms switch
        {
            { Door: Door.Public } => next(context),
            { Door: Door.Loopback } when context.IsOnBox() => next(context),
            _ => admission.Admit(context, next),
        };
    }

    /// <summary>Set before the route answers, so that a route may say it otherwise.</summary>
    private static void SayHowToTreatUs(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
    }

    /// <summary>
    /// No HSTS: browsers ignore it where the certificate is not trusted, and where the owner's own one is, it would
    /// lock him out for a year should he go back to the box's.
    /// </summary>
    private Task LeadToHttps(HttpContext context)
    {
        if (options.TlsPort == 0)
        {
            return context.Problem(
                403,
                "Plain HTTP is for programs on the box itself, and HTTPS is off: set [web] tls-port."
            );
        }

        HttpRequest asked = context.Request;
        string host = asked.Host.Host;
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location =
            $"https://{host}:{options.TlsPort}{asked.Path.ToUriComponent()}{asked.QueryString}";
        return Task.CompletedTask;
    }

    /// <summary>
    /// Browsers name the page that a changing request or a WebSocket comes from; programs do not, and send no cookie
    /// that they were not given.
    /// </summary>
    private static bool ComesFromAnotherSite(HttpRequest request)
    {
        bool changes =
            !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            || request.Headers.Upgrade.Count > 0;
        if (!changes)
        {
            return false;
        }

        string site = request.Headers["Sec-Fetch-Site"].ToString();
        string origin = request.Headers.Origin.ToString();
        return (site.Length > 0 && site is not ("same-origin" or "none"))
            || (
                origin.Length > 0
                && !origin.Equals(
                    $"{request.Scheme}://{request.Host}",
                    StringComparison.OrdinalIgnoreCase
                )
            );
    }
}

/// <summary>Knows whom sessions and tokens belong to.</summary>
internal interface IAdmission
{
    /// <summary>Goes on to the route, or answers who must come first.</summary>
    Task Admit(HttpContext context, RequestDelegate next);
}
