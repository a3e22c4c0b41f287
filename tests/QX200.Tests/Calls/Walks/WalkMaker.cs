namespace QX200.Tests.Calls.Walks;

/// <summary>Thinks of the next step by what the telephones can do at this moment.</summary>
internal sealed class WalkMaker(Walk walk, int seed)
{
    private static readonly string[] Directions = ["sendonly", "inactive", "sendrecv", "sendrecv"];

    private static readonly string[] Passwords =
    [
        "12",
        "345",
        "6",
        "7",
        "1",
        "99",
        "999",
        "#",
        "0#",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Whether analog telephones take part: their hooks and keys take time, also of whoever waits for this test.</summary>
    public static bool HasLines(int seed) => seed % 6 == 0;

    public WalkStep Next()
    {
        int deeds = Chance(5) ? 2 : 1;
        return new WalkStep(
            [.. Enumerable.Range(0, deeds).Select(_ => NextDeed())],
            Chance(2) ? Weather() : "",
            Seconds()
        );
    }

    private Deed NextDeed()
    {
        if (Chance(80))
        {
            return new Deed('-', "settings", $"{_random.Next(Cast.Settings.Length)}");
        }

        if (HasLines(seed) && Chance(12))
        {
            int desk = _random.Next(Cast.Desks.Length);
            return Handle(Cast.Desks[desk], walk.Bench.Desks[desk]);
        }

        (char who, Telephone phone) = walk.Phones.ElementAt(_random.Next(walk.Phones.Count));
        if (phone.IsDead)
        {
            return new Deed(who, Chance(4) ? "returns" : "idles");
        }

        if (Chance(70))
        {
            return new Deed(who, Pick("dies", "leaves", "registers", "registers"));
        }

        if (who != 'o' && Chance(60))
        {
            return Chance(3)
                ? new Deed(who, "darkens")
                : new Deed(who, "watches", Pick(Pick(Cast.Slots), "101", "102", "103", "104"));
        }

        PhoneCall[] open = [.. phone.Calls.Where(static c => !c.IsOver)];
        if (open.Length == 0 || (open.Length < 3 && Chance(5)))
        {
            return open.Length == 0 && Chance(3) ? Retrieve(who) : Dial(who);
        }

        int index = _random.Next(open.Length);
        PhoneCall call = open[index];
        if (call.IsUp && open.Length < 3 && call.Sound.Muted is false && Chance(6))
        {
            // What a key for a slot does: hold, and call it.
            return Chance(2)
                ? new Deed(who, "offers", $"{index}", "sendonly")
                : new Deed(who, "call", Pick(Pick(Cast.Slots), "*5"));
        }

        return call.IsRinging ? Meet(who, $"{index}")
            : call.IsUp ? Use(who, $"{index}", open.Length)
            : Chance(6) ? new Deed(who, "hangup", $"{index}")
            : new Deed(who, "idles");
    }

    private Deed Handle(char who, DeskPhone desk) =>
        !desk.IsLifted
            ? new Deed(who, "lifts")
            : _random.Next(8) switch
            {
                < 4 => new Deed(who, "presses", Keys()),
                7 => new Deed(who, "hangup"),
                _ => new Deed(who, "flashes"),
            };

    private string Keys() =>
        _random.Next(6) switch
        {
            0 => Pick(Cast.Slots),
            1 => Occupied(),
            2 => "*5#",
            3 => $"*5{Pick(Cast.Slots)}",
            4 => Pick(Passwords),
            _ => Number(),
        };

    private Deed Retrieve(char who) => new(who, "call", Occupied());

    private Deed Dial(char who)
    {
        string digits = Number();
        return Chance(6) ? new Deed(who, "call", digits, "without-offer")
            : Chance(25) ? new Deed(who, "joins", $"{_random.Next(20)}")
            : new Deed(who, "call", digits);
    }

    private string Number() =>
        _random.Next(12) switch
        {
            < 4 => Chance(6) ? Pick("111", "112") : $"{101 + _random.Next(4)}",
            < 7 => Pick(Cast.Slots),
            < 8 => Occupied(),
            8 => "*5",
            9 => $"*5{Pick(Cast.Slots)}",
            10 => "9123",
            _ => Pick("999", "71", "72"),
        };

    private string Occupied()
    {
        string[] slots =
        [
            .. walk
                .Bench.Board.Calls.Where(static c => c.Stay is not null)
                .Select(static c => c.Stay!.Slot),
        ];
        return slots.Length > 0 ? Pick(slots) : Pick(Cast.Slots);
    }

    private Deed Meet(char who, string index) =>
        _random.Next(8) switch
        {
            0 => new Deed(who, "busy", index),
            1 => new Deed(who, "progress", index),
            2 => new Deed(who, Pick("declines", "hangup", "idles"), index),
            _ => new Deed(who, "answer", index),
        };

    private Deed Use(char who, string index, int calls) =>
        _random.Next(18) switch
        {
            0 or 1 or 2 => new Deed(who, "offers", index, Pick(Directions)),
            3 or 4 or 5 => new Deed(who, "refers", index, Number()),
            6 => new Deed(who, "attends", index, $"{_random.Next(calls)}"),
            7 => new Deed(who, "keys", index, "*5"),
            8 => new Deed(who, "presses", index, Pick("*5", "*5", "*", "5", "1")),
            9 or 10 => new Deed(who, Pick("keys", "presses"), index, Pick(Passwords)),
            11 => new Deed(who, "talks", index),
            12 => new Deed(who, "moves", index, Pick("8", "0", "9")),
            13 or 14 => new Deed(who, "idles"),
            15 => new Deed(who, "refers", index, Pick(Pick(Cast.Slots), "*5")),
            16 when Chance(2) => new Deed(who, "idles"),
            _ => new Deed(who, "hangup", index),
        };

    private string Weather()
    {
        char[] signs = new char[_random.Next(1, 10)];
        for (int i = 0; i < signs.Length; i++)
        {
            signs[i] = "....xx2~~L"[_random.Next(10)];
        }

        return new string(signs);
    }

    private double Seconds() =>
        Chance(40) ? 61
        : Chance(12) ? 6
        : Chance(4) ? 1
        : Chance(2) ? 0.05
        : 0;

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Pick(params string[] words) => words[_random.Next(words.Length)];
}
