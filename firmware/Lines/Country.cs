using System.Collections.Immutable;
using QX200.Media.Tones;

namespace QX200.Lines;

/// <summary>What telephones and the people at them are used to in one country.</summary>
/// <param name="Code">As <c>[line] country</c> names it.</param>
/// <param name="RingHertz">Of the ringing current.</param>
/// <param name="ShortestFlash">Milliseconds that a hook flash opens the loop at least.</param>
/// <param name="LongestFlash">A loop that is open longer is a receiver hung up.</param>
internal sealed record Country(
    string Code,
    ToneSet Tones,
    int RingHertz,
    int ShortestFlash,
    int LongestFlash,
    CallerIdStandard CallerId
)
{
    /// <summary>
    /// The ring of a call that comes back, everywhere alike: short, short, long (pattern 3 of Telcordia GR-506-CORE, as
    /// AudioCodes' manuals give it).
    /// </summary>
    public static ImmutableArray<int> ReturnRing { get; } = [400, 200, 400, 200, 800, 4000];

    /// <summary>
    /// The table. Each figure has a source that can be looked up; a standard is named only where that source names it.
    /// <list type="bullet">
    /// <item>Tones and cadences: ITU-T E.180 supplement 2 as Asterisk's <c>indications.conf</c> has it, with BT SIN 350
    /// for the UK, ACIF S002 for Australia, TNA 102 for New Zealand and GOST 45.223 for Russia.</item>
    /// <item>Ringing current: 20 Hz in North America and 25 Hz in Europe (InnoMedia's and AudioCodes' manuals); 25 Hz
    /// elsewhere, to which telephones for sale there are built.</item>
    /// <item>Hook flash: 200 to 800 ms is what office exchanges in North America take (TalkSwitch's manual; keys send
    /// 300 ms there). European keys break the loop for 90 to 120 ms (NEC's SL2100 guide: "timed break recall"); a finger
    /// on the hook takes longer. No source was found for the keys of France and New Zealand, which are said to be longer:
    /// their windows are wide enough for either.</item>
    /// <item>Caller ID: see <see cref="CallerIdStandard"/>. By DTMF, as public networks in the Netherlands, Belgium, Denmark,
    /// Sweden and Finland send it, there is none: the Netherlands have the ETSI form, which many
    /// telephones read too, and the other four are not in the table.</item>
    /// </list>
    /// </summary>
    public static ImmutableArray<Country> All { get; } =
    [
        NorthAmerican("us"),
        NorthAmerican("ca"),
        European(
            "uk",
            "350+440",
            "400+450/400 0/200 400+450/400 0/2000",
            "400/375 0/375",
            "400/400 0/350 400/225 0/525",
            "400/100 0/4000"
        ) with
        {
            CallerId = CallerIdStandard.British,
        },
        European(
            "de",
            "425",
            "425/1000 0/4000",
            "425/480 0/480",
            "425/240 0/240",
            "425/200 0/200 425/200 0/5000"
        ),
        European("at", "420", "420/1000 0/5000", "420/400 0/400", "420/200 0/200", "420/40 0/1960"),
        European(
            "ch",
            "425",
            "425/1000 0/4000",
            "425/500 0/500",
            "425/200 0/200",
            "425/200 0/200 425/200 0/4000"
        ),
        European(
            "fr",
            "440",
            "440/1500 0/3500",
            "440/500 0/500",
            "440/250 0/250",
            "440/300 0/10000"
        ) with
        {
            LongestFlash = 600,
        },
        European(
            "it",
            "425/200 0/200 425/600 0/1000",
            "425/1000 0/4000",
            "425/500 0/500",
            "425/200 0/200",
            "425/400 0/100 425/250 0/100 425/150 0/14000"
        ),
        European(
            "es",
            "425",
            "425/1500 0/3000",
            "425/200 0/200",
            "425/200 0/200 425/200 0/200 425/200 0/600",
            "425/175 0/175 425/175 0/3500"
        ),
        European(
            "nl",
            "425",
            "425/1000 0/4000",
            "425/500 0/500",
            "425/250 0/250",
            "425/500 0/9500"
        ),
        European(
            "pl",
            "425",
            "425/1000 0/4000",
            "425/500 0/500",
            "425/500 0/500",
            "425/150 0/150 425/150 0/4000"
        ),
        European(
            "ru",
            "425",
            "425/1000 0/4000",
            "425/350 0/350",
            "425/175 0/175",
            "425/200 0/5000"
        ) with
        {
            LongestFlash = 700,
        },
        European(
            "au",
            "413+438",
            "413+438/400 0/200 413+438/400 0/2000",
            "425/375 0/375",
            "425/375 0/375",
            "425/200 0/200 425/200 0/4400"
        ) with
        {
            CallerId = CallerIdStandard.Bellcore,
        },
        European(
            "nz",
            "400",
            "400+450/400 0/200 400+450/400 0/2000",
            "400/500 0/500",
            "400/250 0/250",
            "400/200 0/3000"
        ) with
        {
            LongestFlash = 800,
            CallerId = CallerIdStandard.Bellcore,
        },
    ];

    /// <summary>Milliseconds of ringing and silence by turns: in all of these countries the bell keeps the time of what the caller hears.</summary>
    public ImmutableArray<int> Ring { get; } =
    [.. Tones.Ringback.Parts.Select(static p => p.Milliseconds)];

    /// <summary>Null where the table has no such country.</summary>
    public static Country? Find(string code) => All.FirstOrDefault(c => c.Code == code);

    /// <summary>What counts as a hook flash; null is the country's own.</summary>
    public LoopFigures Flash(TimeSpan? shortest, TimeSpan? longest)
    {
        // One end that is set may lie beyond the country's other one.
        TimeSpan most = longest ?? TimeSpan.FromMilliseconds(LongestFlash);
        TimeSpan least = shortest ?? TimeSpan.FromMilliseconds(ShortestFlash);
        return new LoopFigures(
            shortest ?? (least < most ? least : most),
            longest ?? (most > least ? most : least)
        );
    }

    private static Country NorthAmerican(string code) =>
        new(code, ToneSet.NorthAmerican, 20, 200, 800, CallerIdStandard.Bellcore);

    private static Country European(
        string code,
        string dial,
        string ringback,
        string busy,
        string congestion,
        string callWaiting
    ) =>
        new(
            code,
            ToneSet.Parse(dial, ringback, busy, congestion, callWaiting),
            25,
            80,
            500,
            CallerIdStandard.Etsi
        );
}
