using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace QX200.Web;

/// <summary>An error as <c>application/problem+json</c> (RFC 9457), with a sentence for each field that is wrong.</summary>
internal static class ProblemAnswer
{
    /// <param name="detail">What is wrong and how to mend it, for a person.</param>
    /// <param name="fields">By JSON name; <c>errors</c> in the answer.</param>
    public static Task Problem(
        this HttpContext context,
        int status,
        string detail,
        IEnumerable<KeyValuePair<string, string>>? fields = null
    )
    {
        context.Response.StatusCode = status;
        return context.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("title", Title(status));
                json.WriteNumber("status", status);
                json.WriteString("detail", detail);
                if (fields is not null)
                {
                    json.WriteStartObject("errors");
                    foreach ((string name, string sentence) in fields)
                    {
                        json.WriteString(name, sentence);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndObject();
            },
            "application/problem+json"
        );
    }

    private static string Title(int status) =>
        status switch
        {
            400 => "Bad request",
            401 => "Who are you?",
            403 => "Not allowed",
            404 => "Not found",
            405 => "Not this way",
            409 => "Already there",
            412 => "Changed by somebody else",
            413 => "Too large",
            415 => "Wrong kind of content",
            421 => "Wrong name",
            422 => "Something is wrong in it",
            428 => "Say which version you mean",
            429 => "Too often",
            507 => "It can't be stored",
            _ => "It did not work",
        };
}
