using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Access;

/// <summary>Lets in who has a token or a session; a session changes something only with its CSRF token.</summary>
internal sealed class Staff(ApiTokens tokens, Sessions sessions) : IAdmission
{
    /// <summary>The request header that carries the session's CSRF token.</summary>
    public const string CsrfHeader = "X-CSRF-Token";

    /// <summary>A page that only keeps itself fresh says so, and does not keep its session alive.</summary>
    public const string WatchHeader = "X-Watch";

    private const string Bearer = "Bearer ";
    private static readonly object s_session = new();

    /// <summary>The session that a request came in with; null where it came with a token.</summary>
    public static Session? SessionOf(HttpContext context) =>
        context.Items.TryGetValue(s_session, out object? found) ? (Session?)found : null;

    public Task Admit(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            return
                authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                && tokens.Knows(authorization[Bearer.Length..].Trim())
                ? next(context)
                : TurnAway(context, "That token is not known: make one with qx200 token.");
        }

        bool changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        bool touch = changes || !request.Headers.ContainsKey(WatchHeader);
        if (
            SessionCookie.KeyOf(request) is not { } key
            || sessions.Find(key, touch) is not { } session
        )
        {
            return IsPage(request)
                ? LeadToSignIn(context)
                : TurnAway(context, "Sign in, or send a token made with qx200 token.");
        }

        if (changes && !Same(request.Headers[CsrfHeader].ToString(), session.Csrf))
        {
            return context.Problem(
                403,
                "The page is out of date: load it again, then do this once more."
            );
        }

        context.Items[s_session] = session;
        return next(context);
    }

    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(a),
            Encoding.UTF8.GetBytes(b)
        );

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api")
        && request.Headers.Accept.ToString().Contains("text/html");

    private static Task LeadToSignIn(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location =
            $"/sign-in?next={Uri.EscapeDataString(context.Request.Path.ToUriComponent())}";
        return Task.CompletedTask;
    }

    private static Task TurnAway(HttpContext context, string sentence)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Problem(401, sentence);
    }
}
