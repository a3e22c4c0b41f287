using System.Text;
using QX200.Tests.Sip;
using Xunit;

namespace QX200.Tests.Calls.Walks;

/// <summary>
/// An exchange and its telephones on a network that loses, doubles, delays and swaps. Each step is done and then looked
/// at: whatever telephones do, nobody who waits is lost.
/// </summary>
internal sealed class Walk : IDisposable
{
    private readonly CallsLog _log = new();
    private readonly Dictionary<char, Telephone> _phones;
    private readonly WalkChecks _checks;
    private TextWriter? _ladder;
    private string _weather = "";
    private int _datagram;

    /// <param name="hasLines">Analog telephones hang on the box's lines; they cost time, also where nobody uses them.</param>
    public Walk(bool hasLines)
    {
        Bench = new CallBench(
            Cast.Settings[0],
            trunks: Cast.Trunks,
            log: _log,
            ports: hasLines ? null : static _ => []
        );
        _phones = Cast.Enter(Bench);
        _checks = new WalkChecks(Bench);
        Bench.Network.Weather = Fall;
    }

    public CallBench Bench { get; }

    public IReadOnlyDictionary<char, Telephone> Phones => _phones;

    /// <summary>The records of parked calls; known at the end.</summary>
    public IReadOnlyList<string> Parked { get; private set; } = [];

    /// <summary>Plays a script to its end; null where all is as it has to be.</summary>
    /// <param name="ladder">Told of every step and datagram.</param>
    public static Exception? Play(IReadOnlyList<WalkStep> script, TextWriter? ladder = null)
    {
        bool hasLines = script.Any(static s => s.Deeds.Any(static d => Cast.Desks.Contains(d.Who)));
        using var walk = new Walk(hasLines) { _ladder = ladder };
        return Record.Exception(() =>
        {
            foreach (WalkStep step in script)
            {
                ladder?.WriteLine(step);
                walk.Do(step);
            }

            ladder?.WriteLine("the end");
            walk.End();
        });
    }

    public void Do(WalkStep step)
    {
        _weather = step.Weather;
        _datagram = 0;
        if (step.Deeds.Count == 1)
        {
            Do(step.Deeds[0]);
        }
        else
        {
            Bench.Together([.. step.Deeds.Select(d => (Action)(() => Do(d)))]);
        }

        Bench.Skip(TimeSpan.FromSeconds(step.Seconds));
        _checks.Look();
    }

    /// <summary>Everybody is back, hangs up, and all timers have their time: then nothing is left, and all is recorded.</summary>
    public void End()
    {
        _weather = "";
        foreach (Telephone dead in _phones.Values.Where(static p => p.IsDead))
        {
            dead.Restart();
        }

        foreach (DeskPhone desk in Bench.Desks.Where(static d => d.IsLifted))
        {
            desk.HangUp();
        }

        foreach (PhoneCall call in Bench.OpenCalls)
        {
            call.Hangup();
        }

        // The longest: a session whose telephone has forgotten it is found by its refresh after a quarter of an hour.
        int minutes = 0;
        do
        {
            Bench.Skip(TimeSpan.FromMinutes(1));
            _checks.Look();
        } while (++minutes < 40 && Bench.Agent.SessionCount > 0);

        WalkChecks.LookAtLamps(_phones.Values);
        for (int i = 0; i < 6 && Bench.Agent.SubscriptionCount > 0; i++)
        {
            Bench.Skip(TimeSpan.FromMinutes(1));
        }

        Bench.AssertNothingLeft();
        string[] records = Bench.ParkRecords();
        Assert.Equal(_log.Parked.Order(), records.Select(static r => r.Split(", ")[0]).Order());
        Assert.Equal(
            _log.Started.Order(),
            Bench.CallRecords().Select(static r => r.Split(", ")[0]).Order()
        );
        Parked = records;
    }

    public void Dispose() => Bench.Dispose();

    private Fate Fall(byte[] datagram)
    {
        char sign = _datagram < _weather.Length ? _weather[_datagram++] : '.';
        if (_ladder is not null)
        {
            string text = Encoding.UTF8.GetString(datagram);
            string from = RawHost.Header(text, "Via").Split(' ', ';')[1];
            _ladder.WriteLine(
                $"  {Bench.Network.Clock.GetUtcNow():mm:ss.fff} {sign} {text.Split('\r')[0]} | {from} | {RawHost.Header(text, "CSeq")} | {RawHost.Header(text, "Call-ID")}"
            );
        }

        return sign switch
        {
            'x' => Fate.Lose,
            '2' => Fate.Twice,
            '~' => Fate.Late,
            'L' => Fate.VeryLate,
            _ => Fate.Deliver,
        };
    }

    private void Do(Deed deed)
    {
        if (deed.Who == '-')
        {
            Do(deed.Verb, deed.What);
            return;
        }

        if (Cast.Desks.IndexOf(deed.Who) is >= 0 and var desk)
        {
            Do(Bench.Desks[desk], deed);
            return;
        }

        Telephone phone = _phones[deed.Who];
        if (deed.Verb == "returns")
        {
            phone.Restart();
        }
        else if (!phone.IsDead)
        {
            Do(phone, deed);
        }
    }

    private void Do(string verb, string[] what)
    {
        if (verb == "stops")
        {
            Bench.Stop();
        }
        else
        {
            Bench.Use(Cast.Settings[int.Parse(what[0])], trunks: Cast.Trunks);
        }
    }

    private static void Do(DeskPhone desk, Deed deed)
    {
        switch (deed.Verb)
        {
            case "lifts" when !desk.IsLifted:
                desk.Lift();
                break;
            case "hangup" when desk.IsLifted:
                desk.HangUp();
                break;
            case "flashes" when desk.IsLifted:
                desk.Flash();
                break;
            case "presses" when desk.IsLifted:
                desk.Press(deed.What[0]);
                break;
            default:
                break;
        }
    }

    private void Do(Telephone phone, Deed deed)
    {
        switch (deed.Verb)
        {
            case "call":
                phone.Call(deed.What[0], offers: deed.What.Length < 2);
                break;
            case "idles":
                break;
            case "watches":
                if (phone.Lamps.Count(static l => l.IsOn) < 3)
                {
                    phone.Watch(deed.What[0], expires: 300);
                }

                break;
            case "darkens":
                phone.Lamps.FindLast(static l => l.IsOn)?.Unsubscribe();
                break;
            case "dies":
                phone.IsDead = true;
                break;
            case "registers":
                phone.Register();
                break;
            case "leaves":
                phone.Register(expires: 0);
                break;
            case "joins":
                PhoneCall[] all = Bench.OpenCalls;
                if (all.Length > 0)
                {
                    phone.Call("100", more: $"Replaces: {Of(all, deed.What[0]).Dialog}");
                }

                break;
            default:
                PhoneCall[] open = [.. phone.Calls.Where(static c => !c.IsOver)];
                if (open.Length > 0)
                {
                    Do(Of(open, deed.What[0]), open, deed);
                }

                break;
        }
    }

    private void Do(PhoneCall call, PhoneCall[] open, Deed deed)
    {
        if (deed.Verb == "hangup")
        {
            call.Hangup();
        }
        else if (call.IsRinging)
        {
            Meet(call, deed.Verb);
        }
        else if (call.IsUp)
        {
            Use(call, open, deed);
        }
    }

    private static void Meet(PhoneCall call, string verb)
    {
        switch (verb)
        {
            case "answer":
                call.Answer();
                break;
            case "progress":
                call.Progress();
                break;
            case "busy":
                call.Respond(486);
                break;
            case "declines":
                call.Respond(603);
                break;
            default:
                break;
        }
    }

    private void Use(PhoneCall call, PhoneCall[] open, Deed deed)
    {
        switch (deed.Verb)
        {
            case "offers":
                call.Offer(new Wording(deed.What[1]));
                break;
            case "moves":
                call.Offer(new Wording(Codecs: [deed.What[1][0] - '0']));
                break;
            case "refers":
                call.Refer(deed.What[1]);
                break;
            case "attends":
                PhoneCall second = Of(open, deed.What[1]);
                _checks.Attended(call, second);
                call.Refer("100", replaces: second);
                break;
            case "keys":
                foreach (char key in deed.What[1])
                {
                    call.Info(key);
                }

                break;
            case "presses":
                foreach (char key in deed.What[1])
                {
                    call.Sound.Tap(key);
                }

                break;
            case "talks":
                call.Sound.Talk();
                break;
            default:
                break;
        }
    }

    private static PhoneCall Of(PhoneCall[] calls, string index) =>
        calls[int.Parse(index) % calls.Length];
}
