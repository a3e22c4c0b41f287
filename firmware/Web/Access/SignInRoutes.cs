using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QX200.Settings;

namespace QX200.Web.Access;

/// <summary>Signing in and out, and the password: <c>/api/v1/session</c> and <c>/api/v1/password</c>.</summary>
internal sealed class SignInRoutes(
    WebPassword password,
    FirstStart firstStart,
    Sessions sessions,
    KnownBrowsers browsers,
    PasswordTries tries,
    ILogger log
)
{
    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/session", Door.Public, Look);
        routes.Post("/api/v1/session", Door.Public, SignIn, 4096);
        routes.Delete("/api/v1/session", Door.Staff, SignOut);
        routes.Post("/api/v1/password", Door.Public, SetFirst, 4096);
        routes.Put("/api/v1/password", Door.Staff, Change, 4096);
    }

    private Task Look(HttpContext context)
    {
        Session? session = SessionCookie.KeyOf(context.Request) is { } key
            ? sessions.Find(key, touch: false)
            : null;
        return Tell(context, session);
    }

    private async Task SignIn(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (!password.IsSet)
        {
            await context.Problem(409, "No password is set yet: set one first.");
            return;
        }

        if (await tries.AreTooMany(context))
        {
            return;
        }

        if (!await tries.IsRight(context, body.Text("password")))
        {
            await Wrong(context, 401, "password", "That is not the password.");
            return;
        }

        await LetIn(context);
    }

    private async Task SetFirst(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (password.IsSet)
        {
            await context.Problem(409, "A password is set already: sign in with it.");
            return;
        }

        if (await tries.AreTooMany(context))
        {
            return;
        }

        if (!context.IsOnBox() && !firstStart.IsCode(body.Text("code")))
        {
            await Wrong(
                context,
                403,
                "code",
                "That is not the set-up code: it stands where the box was started, and in its folder, state/setup-code."
            );
            return;
        }

        tries.Right(context);
        if (await Set(context, body.Text("password"), "password"))
        {
            // Where the password was forgotten, sessions of before may be there still.
            sessions.CloseAll();
            firstStart.Over();
            await LetIn(context);
        }
    }

    private async Task Change(HttpContext context)
    {
        if (await context.ReadObject() is not { } body || await tries.AreTooMany(context))
        {
            return;
        }

        if (!await tries.IsRight(context, body.Text("old")))
        {
            await Wrong(context, 422, "old", "That is not the present password.");
            return;
        }

        if (await Set(context, body.Text("new"), "new"))
        {
            sessions.CloseAll();
            await LetIn(context);
        }
    }

    private Task SignOut(HttpContext context)
    {
        if (context.Request.Query["everywhere"] == "yes")
        {
            sessions.CloseAll();
        }
        else if (SessionCookie.KeyOf(context.Request) is { } key)
        {
            sessions.Close(key);
        }

        SessionCookie.ClearKey(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task<bool> Set(HttpContext context, string chosen, string field)
    {
        if (WebPassword.WhyNot(chosen) is { } why)
        {
            await Wrong(context, 422, field, why);
            return false;
        }

        try
        {
            await password.Set(chosen);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await context.Problem(
                507,
                $"The password could not be written ({failure.Message.TrimEnd('.')}); nothing has changed."
            );
            return false;
        }

        WebLog.PasswordSet(log, From(context));
        return true;
    }

    private Task LetIn(HttpContext context)
    {
        string key = sessions.Open(From(context).ToString(), out Session session);
        SessionCookie.SetKey(context, key);
        SessionCookie.SetMark(context, browsers.NewMark());
        WebLog.SignedIn(log, From(context));
        return Tell(context, session);
    }

    private Task Tell(HttpContext context, Session? session) =>
        context.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("signedIn", session is not null);
            json.WriteBoolean("passwordSet", password.IsSet);
            json.WriteBoolean("codeNeeded", !context.IsOnBox());
            json.WriteNumber("shortestPassword", WebPassword.ShortestPassword);
            if (session is not null)
            {
                json.WriteString("csrf", session.Csrf);
            }

            json.WriteEndObject();
        });

    private static Task Wrong(HttpContext context, int status, string field, string sentence) =>
        context.Problem(status, sentence, [new(field, sentence)]);

    private static IPAddress From(HttpContext context) => PasswordTries.From(context);
}
