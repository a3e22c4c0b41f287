namespace QX200.Tests.Calls.Walks;

/// <summary>The telephones of a walk, and the office that they are in: ten slots, no two alike.</summary>
internal static class Cast
{
    /// <summary>The first address of a bench: the server of the trunk, and of one slot's account.</summary>
    private const string Server = "192.0.2.10";

    public const string Trunks = $"""
        [trunk:provider]
        server = {Server}
        user = 74950001122
        incoming = 102
        [route:1]
        pattern = 9*
        strip = 1
        trunk = provider
        """;

    private const string People = """
        [extension:101]
        name = Ann
        secret = s101
        [extension:102]
        name = Bob
        secret = s102
        [extension:103]
        name = Carol
        secret = s103
        [extension:104]
        secret = s104
        [extension:111]
        name = Desk 1
        line = fxs1
        [extension:112]
        line = fxs2

        """;

    private const string LowSlots = """
        [extension:71]
        type = park
        retrieve-timeout = 1m
        [extension:72]
        type = park
        retrieve-timeout = 1m
        password = 12
        retrieve-access = PBX:101
        [extension:73]
        type = park
        retrieve-timeout = 2m
        password = 345
        password-tries = 2
        retrieve-access = PBX:101

        """;

    private const string HighSlots = $"""
        [extension:74]
        type = park
        retrieve-timeout = 1m
        password = 6
        wrong-password = keep
        retrieve-access = PBX:103
        [extension:75]
        type = park
        retrieve-timeout = 1m
        park-access = 10[23]
        [extension:76]
        type = park
        retrieve-timeout = 40s
        push-back = PBX:103
        [extension:77]
        type = park
        retrieve-timeout = 1m
        password = 7
        push-back = PSTN:9123
        sip-server = {Server}
        sip-user = 892220
        [extension:78]
        type = park
        hold-music = none
        [extension:79]
        type = park
        retrieve-timeout = 1m
        retrieve-access = PBX:104
        [extension:80]
        type = park
        retrieve-timeout = 2m
        retrieve-access = PSTN:*

        """;

    public static readonly string[] Slots =
    [
        "71",
        "72",
        "73",
        "74",
        "75",
        "76",
        "77",
        "78",
        "79",
        "80",
    ];

    /// <summary>The settings that a walk changes to and fro: slots go and come back, and so does an extension.</summary>
    public static readonly string[] Settings =
    [
        People + LowSlots + HighSlots,
        People + HighSlots,
        People.Replace("[extension:104]", "[extension:105]") + LowSlots,
    ];

    /// <summary>The analog telephones, by their letters and numbers.</summary>
    public const string Desks = "fg";

    public static readonly string[] DeskNumbers = ["111", "112"];

    /// <summary>Telephones by their letter: two of 101, one each of 102 to 104, and the server outside.</summary>
    public static Dictionary<char, Telephone> Enter(CallBench bench)
    {
        Telephone outside = bench.Unregistered("4930123", static p => p.Persists = true);
        bench.StartAccounts();
        return new Dictionary<char, Telephone>
        {
            ['o'] = outside,
            ['a'] = bench.Phone("101", static p => p.Persists = true),
            ['b'] = bench.Phone(
                "101",
                static p =>
                {
                    p.Persists = true;
                    p.Instance = "urn:uuid:b";
                }
            ),
            ['c'] = bench.Phone(
                "102",
                static p =>
                {
                    p.Persists = true;
                    p.Allow = "INVITE, ACK, BYE, CANCEL";
                }
            ),
            ['d'] = bench.Phone(
                "103",
                static p =>
                {
                    p.Persists = true;
                    p.Codecs = [0, 8];
                }
            ),
            ['e'] = bench.Phone("104", static p => p.Persists = true),
        };
    }
}
