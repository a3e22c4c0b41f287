using System.Globalization;
using System.Text;

namespace QX200.Lines;

/// <summary>When caller ID is sent.</summary>
internal enum CallerIdMoment : byte
{
    /// <summary>In the silence after the first ring.</summary>
    AfterFirstRing,

    /// <summary>Before it, behind a reversal of the line and an alerting tone (BT SIN 227).</summary>
    BeforeRinging,
}

/// <summary>Who calls, as a telephone's display is to show it.</summary>
/// <param name="Number">Empty: withheld. A SIP caller may have a user name here.</param>
internal readonly record struct CallerIdentity(string Number, string Name);

/// <summary>
/// The octets of caller ID: a call set-up message of several parameters (MDMF), the same in Telcordia's and ETSI's way;
/// telephones read it between rings and within a talk.
/// </summary>
internal static class CallerIdMessage
{
    private const byte CallSetUp = 0x80;
    private const byte DateAndTime = 0x01;
    private const byte CallingNumber = 0x02;
    private const byte NumberAbsent = 0x04;
    private const byte CallingName = 0x07;
    private const byte NameAbsent = 0x08;
    private const int LongestNumber = 15;

    /// <param name="localTime">Month, day, hour and minute set the telephone's clock.</param>
    /// <param name="longestName">See <see cref="CallerIdStandard"/>.</param>
    public static byte[] Make(CallerIdentity caller, DateTimeOffset localTime, int longestName)
    {
        var body = new List<byte>();
        Add(body, DateAndTime, localTime.ToString("MMddHHmm", CultureInfo.InvariantCulture));
        bool isPrivate = caller.Number.Length == 0;
        if (IsDialable(caller.Number))
        {
            Add(body, CallingNumber, Cut(caller.Number, LongestNumber));
        }
        else
        {
            Add(body, NumberAbsent, isPrivate ? "P" : "O");
        }

        // Who is called by a name and not by a number is shown by it.
        string name = Plain(caller.Name);
        if (name.Length == 0 && !IsDialable(caller.Number))
        {
            name = Plain(caller.Number);
        }

        if (name.Length > 0)
        {
            Add(body, CallingName, Cut(name, longestName));
        }
        else
        {
            Add(body, NameAbsent, isPrivate ? "P" : "O");
        }

        byte[] message = [CallSetUp, (byte)body.Count, .. body, 0];
        byte sum = 0;
        foreach (byte octet in message)
        {
            sum += octet;
        }

        message[^1] = (byte)-sum;
        return message;
    }

    private static void Add(List<byte> body, byte type, string text)
    {
        body.Add(type);
        body.Add((byte)text.Length);
        body.AddRange(Encoding.ASCII.GetBytes(text));
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..longest];

    // A part of a user's name is not shown as a number: somebody would call it back.
    private static bool IsDialable(string number) =>
        number.Length > 0 && number.All(static c => char.IsAsciiDigit(c) || c is '+' or '*' or '#');

    /// <summary>Displays know ASCII alone: marks go from letters, and what then has no place is a question mark.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (char c in name)
        {
            plain.Append(
                c switch
                {
                    >= ' ' and <= '~' => c.ToString(),
                    'ä' or 'á' or 'à' or 'â' or 'å' or 'ã' => "a",
                    'Ä' or 'Á' or 'À' or 'Â' or 'Å' => "A",
                    'é' or 'è' or 'ê' or 'ë' => "e",
                    'É' or 'È' or 'Ê' => "E",
                    'í' or 'ì' or 'î' or 'ï' => "i",
                    'ö' or 'ó' or 'ò' or 'ô' or 'ø' or 'õ' => "o",
                    'Ö' or 'Ó' or 'Ø' => "O",
                    'ü' or 'ú' or 'ù' or 'û' => "u",
                    'Ü' or 'Ú' => "U",
                    'ñ' => "n",
                    'ç' => "c",
                    'ß' => "ss",
                    _ => "?",
                }
            );
        }

        return plain.ToString().Trim();
    }
}
