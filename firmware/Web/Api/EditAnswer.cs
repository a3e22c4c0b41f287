using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>Carries an edit out, and answers where it was not taken.</summary>
internal static class EditAnswer
{
    /// <summary>
    /// Longer than a write takes. Edits that come in a row are in force at once and written together later: those are
    /// not waited for, so that a script with hundreds of them is not slowed down.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(300);

    /// <returns>The result where it is saved; null where the answer is given.</returns>
    public static async Task<EditResult?> Apply(
        this HttpContext context,
        SettingsStore store,
        SettingsEdit edit,
        string idName = ""
    )
    {
        EditResult result = store.Apply(edit);
        if (result.Outcome == EditOutcome.Saved)
        {
            await Task.WhenAny(result.OnFlash, Task.Delay(s_patience));
            if (!result.OnFlash.IsCompleted || await result.OnFlash is not { } taken)
            {
                return result;
            }

            await context.Problem(507, taken);
            return null;
        }

        await (
            result.Outcome switch
            {
                EditOutcome.Refused => Refused(context, result, edit, idName),
                EditOutcome.Conflict => Conflict(context, result, edit, idName),
                _ => context.Problem(507, result.Reason),
            }
        );
        return null;
    }

    private static Task Refused(
        HttpContext context,
        EditResult result,
        SettingsEdit edit,
        string idName
    )
    {
        var fields = new Dictionary<string, string>();
        foreach (Problem problem in result.Problems)
        {
            string name = problem.Key.Length > 0 ? problem.Key : idName;
            string advice = Beside(problem, edit);
            fields[name] = fields.TryGetValue(name, out string? first)
                ? $"{first}; {advice}"
                : advice;
        }

        string detail = string.Join(" ", result.Problems.Take(3).Select(static p => p.Text + "."));
        return context.Problem(422, detail, fields.Where(static f => f.Key.Length > 0));
    }

    /// <summary>Beside a field nobody has to be told which field it is, and what he has typed.</summary>
    private static string Beside(Problem problem, SettingsEdit edit)
    {
        string? value = edit
            .Sections.Where(s => (s.RenameTo ?? s.Section) == problem.Section)
            .SelectMany(static s => s.Keys)
            .FirstOrDefault(k => k.Key == problem.Key)
            .Value;
        string advice = problem.Advice;
        foreach (
            string before in (string[])
                [$"{problem.Key} = {Problem.Echo(value ?? "")}: ", $"{problem.Key}: "]
        )
        {
            advice = advice.StartsWith(before, StringComparison.Ordinal)
                ? advice[before.Length..]
                : advice;
        }

        return advice;
    }

    private static Task Conflict(
        HttpContext context,
        EditResult result,
        SettingsEdit edit,
        string idName
    )
    {
        SectionEdit first = edit.Sections.First(s => result.Conflicts.Contains(s.Section));
        string name = first.Section.Split(':')[^1];
        if (first.Kind == EditKind.Add)
        {
            string there = $"{name} is there already: choose another";
            return context.Problem(409, there + ".", [new(idName, there)]);
        }

        return result.Sheet.Find(first.Section) is null
            ? context.Problem(404, $"{name} is not there any more.")
            : context.Problem(412, $"Somebody else has changed {name} in the meantime.");
    }
}
