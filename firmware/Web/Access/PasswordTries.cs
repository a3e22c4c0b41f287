using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QX200.Settings;

namespace QX200.Web.Access;

/// <summary>Passwords that come in with requests, no more of them than <see cref="SignInLimits"/> has it.</summary>
internal sealed class PasswordTries(
    WebPassword password,
    KnownBrowsers browsers,
    SignInLimits limits,
    ILogger log
)
{
    public static IPAddress From(HttpContext context) =>
        context.Connection.RemoteIpAddress ?? IPAddress.None;

    /// <summary>Whether the browser has been in before, or is on the box itself.</summary>
    public bool IsKnown(HttpContext context) =>
        context.IsOnBox() || browsers.Knows(SessionCookie.MarkOf(context.Request));

    /// <summary>True when it is too early for another try, and then the answer is given.</summary>
    public async Task<bool> AreTooMany(HttpContext context)
    {
        TimeSpan wait = limits.Try(From(context), IsKnown(context));
        if (wait == TimeSpan.Zero)
        {
            return false;
        }

        int seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await context.Problem(429, $"Too many tries. Wait {seconds} s, then try once more.");
        return true;
    }

    /// <summary>Whether it is the password; counted where it is not.</summary>
    public async Task<bool> IsRight(HttpContext context, string tried)
    {
        if (!await password.Is(tried))
        {
            WebLog.WrongPassword(log, From(context));
            return false;
        }

        Right(context);
        return true;
    }

    /// <summary>Who came knew what only the owner knows.</summary>
    public void Right(HttpContext context) => limits.Right(From(context));
}
