using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Three SIP telephones, an analog one at each line, and two park extensions.</summary>
public abstract class DeskScenario : CallScenario
{
    protected const string Extensions = """
        [extension:101]
        name = Ann
        secret = s101
        [extension:102]
        name = Bob
        secret = s102
        [extension:103]
        name = Carol
        secret = s103
        [extension:111]
        name = Desk 1
        line = fxs1
        secret = s111
        [extension:112]
        name = Desk 2
        line = fxs2
        [extension:77]
        type = park
        name = Park 77
        retrieve-timeout = 1m
        [extension:78]
        type = park
        retrieve-timeout = 1m
        """;

    protected DeskScenario() => Use(Extensions);

    private protected DeskPhone One => Bench.Desks[0];

    private protected DeskPhone Two => Bench.Desks[1];

    protected string Parked => string.Join(", ", Bench.Parked());

    /// <summary>Ann calls the first desk, which answers.</summary>
    private protected PhoneCall UpWithAnn()
    {
        PhoneCall call = Bench.Phone("101").Call("111");
        One.Lift();
        Assert.True(call.IsUp);
        return call;
    }

    /// <summary>As <see cref="UpWithAnn"/>, and then a hook flash and keys.</summary>
    private protected PhoneCall FlashFromAnn(string keys)
    {
        PhoneCall ann = UpWithAnn();
        One.Flash();
        One.Press(keys);
        return ann;
    }

    protected void Talk()
    {
        Bench.Listen();
        Bench.Listen();
        Bench.Listen();
    }

    /// <summary>What a desk hears while the SIP telephones talk.</summary>
    private protected string HearsWhileTalking(DeskPhone desk) => desk.HearsWhile(Bench.Listen);

    /// <summary>The lengths of ringing and silence by turns, in milliseconds.</summary>
    private protected static int[] Cadence(DeskPhone desk)
    {
        var edges = desk.Told.Where(static t => t.What is "ring" or "quiet").ToArray();
        return [.. edges.Zip(edges.Skip(1), static (a, b) => (int)(b.At - a.At).TotalMilliseconds)];
    }
}
