using System.Collections.Immutable;
using QX200.Media.Tones;

namespace QX200.Lines;

/// <summary>What telephones and the people at them are used to in one country.</summary>
/// <param name="Code">As <c>[line] country</c> names it.</param>
/// <param name="Ring">Milliseconds of ringing and silence by turns.</param>
/// <param name="RingHertz">Of the ringing current.</param>
/// <param name="ShortestFlash">Milliseconds that a hook flash opens the loop at least.</param>
/// <param name="LongestFlash">A loop that is open longer is a receiver hung up.</param>
internal sealed record Country(
    string Code,
    ToneSet Tones,
    ImmutableArray<int> Ring,
    int RingHertz,
    int ShortestFlash,
    int LongestFlash,
    CallerIdStandard CallerId
)
{
    /// <summary>The ring of a call that comes back, everywhere alike: short, short, long (GR-506-CORE, pattern 3).</summary>
    public static ImmutableArray<int> ReturnRing { get; } = [400, 200, 400, 200, 800, 4000];

    /// <summary>
    /// The table. Tones and ring cadences: ITU-T E.180 supplement 2 (tones and cadences in national networks); for the
    /// UK BT SIN 350, for Australia AS/CA S002, for New Zealand Telecom PTC 100, for Russia GOST 45.223. Ringing current:
    /// 20 Hz by Telcordia GR-506-CORE; 25 Hz, to which every telephone by ETSI ES 203 021 (TBR 21) rings. Hook flash: 300
    /// to 1000 ms by Telcordia TR-NWT-000506, of which telephones' keys send 300 to 700; the keys of European
    /// telephones send 80 to 120 ms (ETSI ES 201 729), French ones 220 to 320 ms, and New Zealand's 500 to 800; a
    /// finger on the hook takes longer, for which there is room everywhere. Caller ID: Telcordia GR-30-CORE, ETSI EN 300
    /// 659-1, BT SIN 227.
    /// </summary>
    public static ImmutableArray<Country> All { get; } =
    [
        new(
            "us",
            ToneSet.NorthAmerican,
            [2000, 4000],
            20,
            ShortestFlash: 200,
            LongestFlash: 800,
            CallerIdStandard.Bellcore
        ),
        new(
            "ca",
            ToneSet.NorthAmerican,
            [2000, 4000],
            20,
            ShortestFlash: 200,
            LongestFlash: 800,
            CallerIdStandard.Bellcore
        ),
        new(
            "uk",
            ToneSet.Parse(
                "350+440",
                "400+450/400 0/200 400+450/400 0/2000",
                "400/375 0/375",
                "400/400 0/350 400/225 0/525",
                "400/100"
            ),
            [400, 200, 400, 2000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.British
        ),
        new(
            "de",
            ToneSet.Parse(
                "425",
                "425/1000 0/4000",
                "425/480 0/480",
                "425/240 0/240",
                "425/200 0/200 425/200"
            ),
            [1000, 4000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "at",
            ToneSet.Parse("420", "420/1000 0/5000", "420/400 0/400", "420/200 0/200", "420/200"),
            [1000, 5000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "ch",
            ToneSet.Parse(
                "425",
                "425/1000 0/4000",
                "425/500 0/500",
                "425/200 0/200",
                "425/200 0/200 425/200"
            ),
            [1000, 4000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "fr",
            ToneSet.Parse("440", "440/1500 0/3500", "440/500 0/500", "440/250 0/250", "440/300"),
            [1500, 3500],
            25,
            ShortestFlash: 180,
            LongestFlash: 600,
            CallerIdStandard.Etsi
        ),
        new(
            "it",
            ToneSet.Parse(
                "425/200 0/200 425/600 0/1000",
                "425/1000 0/4000",
                "425/500 0/500",
                "425/200 0/200",
                "425/400 0/100 425/250 0/100 425/150"
            ),
            [1000, 4000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "es",
            ToneSet.Parse(
                "425",
                "425/1500 0/3000",
                "425/200 0/200",
                "425/200 0/200 425/200 0/200 425/200 0/600",
                "425/175 0/175 425/175"
            ),
            [1500, 3000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "nl",
            ToneSet.Parse("425", "425/1000 0/4000", "425/500 0/500", "425/250 0/250", "425/500"),
            [1000, 4000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "pl",
            ToneSet.Parse(
                "425",
                "425/1000 0/4000",
                "425/500 0/500",
                "425/500 0/500",
                "425/150 0/150 425/150"
            ),
            [1000, 4000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Etsi
        ),
        new(
            "ru",
            ToneSet.Parse("425", "425/1000 0/4000", "425/350 0/350", "425/175 0/175", "425/200"),
            [1000, 4000],
            25,
            ShortestFlash: 80,
            LongestFlash: 700,
            CallerIdStandard.Etsi
        ),
        new(
            "au",
            ToneSet.Parse(
                "413+438",
                "413+438/400 0/200 413+438/400 0/2000",
                "425/375 0/375",
                "425/375 0/375",
                "425/200 0/200 425/200"
            ),
            [400, 200, 400, 2000],
            25,
            ShortestFlash: 80,
            LongestFlash: 500,
            CallerIdStandard.Bellcore
        ),
        new(
            "nz",
            ToneSet.Parse(
                "400",
                "400+450/400 0/200 400+450/400 0/2000",
                "400/500 0/500",
                "400/250 0/250",
                "400/200"
            ),
            [400, 200, 400, 2000],
            25,
            ShortestFlash: 200,
            LongestFlash: 800,
            CallerIdStandard.Bellcore
        ),
    ];

    /// <summary>Null where the table has no such country.</summary>
    public static Country? Find(string code) => All.FirstOrDefault(c => c.Code == code);
}
