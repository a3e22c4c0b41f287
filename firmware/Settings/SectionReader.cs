using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace QX200.Settings;

/// <summary>Understands one value. <paramref name="advice"/> says how to write it, as in "use a number from 1 to 9".</summary>
internal delegate bool ValueParser<T>(string text, out T value, out string advice);

/// <summary>
/// Reads the keys of one section into values. A missing key has its standard value; a bad one is reported and the value
/// that was last in force stands instead. What is never asked for is an unknown key.
/// </summary>
internal sealed class SectionReader(
    SettingsReading reading,
    IniDocument document,
    IConfiguration values,
    IniSection section
)
{
    private readonly List<string> _asked = [];

    public IniSection Section => section;

    /// <summary>Reports something about a key, or about the section where the key is not written.</summary>
    public void Report(string key, string text) => Add(key, text, isWarning: false);

    /// <summary>Reports something that leaves the settings as they are written in force.</summary>
    public void Warn(string key, string text) => Add(key, text, isWarning: true);

    public bool Has(string key) => Ask(key) is not null;

    public T Value<T>(string key, T standard, T last, ValueParser<T> parse)
    {
        if (Ask(key) is not { } text)
        {
            return standard;
        }

        if (parse(text, out T value, out string advice))
        {
            return value;
        }

        string comment =
            text.Contains(" ;") || text.Contains(" #")
                ? " (comments need a line of their own)"
                : "";
        Report(key, $"{key} = {Problem.Echo(text)}: {advice}{comment}");
        return last;
    }

    /// <summary>A text that is never repeated in a report.</summary>
    public string Hidden(string key, string last, Func<string, bool> fits, string advice)
    {
        if (Ask(key) is not { } text)
        {
            return "";
        }

        if (fits(text))
        {
            return text;
        }

        Report(key, $"{key}: {advice}");
        return last;
    }

    public string Text(string key, string standard, string last, int longest = 64) =>
        Value(
            key,
            standard,
            last,
            (string text, out string value, out string advice) =>
            {
                value = text;
                advice = $"use at most {longest} characters";
                return text.Length <= longest;
            }
        );

    public int Number(string key, int standard, int last, int least, int most) =>
        Value(
            key,
            standard,
            last,
            (string text, out int value, out string advice) =>
            {
                advice = $"use a number from {least} to {most}";
                return int.TryParse(
                        text,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out value
                    )
                    && value >= least
                    && value <= most;
            }
        );

    public TimeSpan Time(
        string key,
        TimeSpan standard,
        TimeSpan last,
        TimeSpan least,
        TimeSpan most
    ) =>
        Value(
            key,
            standard,
            last,
            (string text, out TimeSpan value, out string advice) =>
            {
                advice =
                    $"use a time from {Duration.Write(least)} to {Duration.Write(most)}, a number with ms, s, m or h";
                return Duration.TryParse(text, out value) && value >= least && value <= most;
            }
        );

    public IPAddress Address(string key, IPAddress standard, IPAddress last) =>
        Value(
            key,
            standard,
            last,
            static (string text, out IPAddress value, out string advice) =>
            {
                advice = "use an address of this box such as 192.168.1.2, or 0.0.0.0 for all";
                bool good =
                    IPAddress.TryParse(text, out IPAddress? parsed)
                    && text.AsSpan().ContainsAny('.', ':');
                value = parsed ?? IPAddress.Any;
                return good;
            }
        );

    public T Choice<T>(
        string key,
        T standard,
        T last,
        params ReadOnlySpan<(string Word, T Value)> words
    )
    {
        ImmutableArray<(string Word, T Value)> known = [.. words];
        return Value(
            key,
            standard,
            last,
            (string text, out T value, out string advice) =>
            {
                advice = $"use {string.Join(" or ", known.Select(static w => w.Word))}";
                foreach ((string word, T meaning) in known)
                {
                    if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                    {
                        value = meaning;
                        return true;
                    }
                }

                value = standard;
                return false;
            }
        );
    }

    public bool YesNo(string key, bool standard, bool last) =>
        Choice(key, standard, last, ("yes", true), ("no", false));

    /// <summary>A list separated by blanks: each bad entry is reported and left out.</summary>
    public ImmutableArray<T> List<T>(string key, ImmutableArray<T> standard, ValueParser<T> parse)
    {
        if (Ask(key) is not { } text)
        {
            return standard;
        }

        var list = ImmutableArray.CreateBuilder<T>();
        foreach (string entry in text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (parse(entry, out T value, out string advice))
            {
                list.Add(value);
            }
            else
            {
                Report(key, $"{key}: {Problem.Echo(entry)} is left out: {advice}");
            }
        }

        return list.ToImmutable();
    }

    public HoldMusicChoice HoldMusic(string key, HoldMusicChoice last) =>
        Value(
            key,
            default,
            last,
            (string text, out HoldMusicChoice value, out string advice) =>
            {
                value = text.ToLowerInvariant() switch
                {
                    "default" => default,
                    "none" => new HoldMusicChoice(HoldMusicKind.None, null),
                    _ => new HoldMusicChoice(HoldMusicKind.File, text),
                };
                advice = reading.MusicExists(text)
                    ? ""
                    : "there is no such file in DIR/music: put it there, or use default or none";
                return value.Kind != HoldMusicKind.File || advice.Length == 0;
            }
        );

    /// <summary>yes, no, or a file of DIR/tls.</summary>
    public TlsTrust Trust(string key, TlsTrust last) =>
        Value(
            key,
            default,
            last,
            (string text, out TlsTrust value, out string advice) =>
            {
                string? file = reading.TlsFile(text);
                value = text.ToLowerInvariant() switch
                {
                    "yes" => default,
                    "no" => new TlsTrust(TlsTrustKind.Anything, null),
                    _ => new TlsTrust(TlsTrustKind.File, file),
                };
                advice =
                    "there is no such file in DIR/tls: use yes or no, or put the certificates to trust there, in PEM form";
                return value.Kind != TlsTrustKind.File || file is not null;
            }
        );

    /// <summary>Reports the keys that nobody asked for. Last of all.</summary>
    public void ReportUnknownKeys(string hint = "")
    {
        foreach (IniLine line in section.Keys)
        {
            if (!_asked.Contains(line.Key))
            {
                string known = hint.Length > 0 ? hint : $"known here: {string.Join(' ', _asked)}";
                Report(
                    line.Key,
                    $"unknown key {Problem.Echo(line.Key)}: delete it or mend its name ({known})"
                );
            }
        }
    }

    private string? Ask(string key)
    {
        _asked.Add(key);
        return values[$"{section.Name}:{key}"];
    }

    private void Add(string key, string text, bool isWarning) =>
        reading.Report(
            new Problem(document.File, LineOf(key), $"[{section.Name}] {text}")
            {
                Section = section.Name,
                Key = key,
                IsWarning = isWarning,
            }
        );

    private int LineOf(string key) => section.Find(key)?.Number ?? section.Line;
}
