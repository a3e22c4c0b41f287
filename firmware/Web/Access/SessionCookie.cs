using Microsoft.AspNetCore.Http;

namespace QX200.Web.Access;

/// <summary>The cookies. Over TLS their names say that no plain connection and no other host can have set them.</summary>
internal static class SessionCookie
{
    private const string Key = "qx200-session";
    private const string Mark = "qx200-known";
    private const string Secure = "__Host-";

    public static string? KeyOf(HttpRequest request) => request.Cookies[Name(request, Key)];

    public static string? MarkOf(HttpRequest request) => request.Cookies[Name(request, Mark)];

    public static void SetKey(HttpContext context, string key) => Set(context, Key, key, null);

    public static void SetMark(HttpContext context, string mark) =>
        Set(context, Mark, mark, KnownBrowsers.Remembered);

    public static void ClearKey(HttpContext context) => Set(context, Key, "", TimeSpan.Zero);

    private static void Set(HttpContext context, string name, string value, TimeSpan? life) =>
        context.Response.Cookies.Append(
            Name(context.Request, name),
            value,
            new CookieOptions
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Strict,
                Path = "/",
                MaxAge = life,
            }
        );

    private static string Name(HttpRequest request, string name) =>
        request.IsHttps ? Secure + name : name;
}
