using System.Collections.Immutable;
using System.Net;

namespace QX200.Settings;

/// <summary><c>system.ini</c>; the initial values are the defaults.</summary>
internal sealed record SystemSettings
{
    public SipSettings Sip { get; init; } = new();
    public MediaSettings Media { get; init; } = new();
    public WebSettings Web { get; init; } = new();
    public ParkSettings Park { get; init; } = new();
    public FeatureSettings Features { get; init; } = new();
    public UpdateSettings Update { get; init; } = new();
    public LineSettings Line { get; init; } = new();
}

internal sealed record SipSettings
{
    public IPAddress Bind { get; init; } = IPAddress.Any;

    /// <summary>UDP and TCP; 0 takes a free one.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>0 is off.</summary>
    public int TlsPort { get; init; }

    /// <summary>DNS servers to ask for SIP servers; none: those of this machine.</summary>
    public ImmutableArray<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>Names that mean this box; none: every name and address of this box.</summary>
    public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary>Whether an INVITE from an unknown address gets service.</summary>
    public bool Guests { get; init; }

    /// <summary>Whether telephones are asked for their password by SHA-256 too; not all bear it.</summary>
    public bool OffersSha256 { get; init; }

    /// <summary>How often each registered contact is asked for a sign of life with OPTIONS; zero is never.</summary>
    public TimeSpan ContactCheck { get; init; } = TimeSpan.FromSeconds(60);
}

internal enum VoiceCodec : byte
{
    G722,
    Pcmu,
    Pcma,
}

internal sealed record MediaSettings
{
    public int PortMin { get; init; } = 16384;
    public int PortMax { get; init; } = 32767;

    /// <summary>In order of preference; never empty.</summary>
    public ImmutableArray<VoiceCodec> Codecs { get; init; } =
    [VoiceCodec.G722, VoiceCodec.Pcmu, VoiceCodec.Pcma];

    public HoldMusicChoice HoldMusic { get; init; }
    public string Language { get; init; } = "en";
}

internal enum HoldMusicKind : byte
{
    Default,
    None,
    File,
}

/// <summary><c>default</c>, <c>none</c>, or a WAV file's name in DIR/music.</summary>
internal readonly record struct HoldMusicChoice(HoldMusicKind Kind, string? File)
{
    public override string ToString() =>
        Kind switch
        {
            HoldMusicKind.Default => "default",
            HoldMusicKind.None => "none",
            _ => File!,
        };
}

internal sealed record WebSettings
{
    public IPAddress Bind { get; init; } = IPAddress.Any;

    /// <summary>Plain HTTP; 0 is off.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>HTTPS; 0 is off.</summary>
    public int TlsPort { get; init; } = 8443;

    /// <summary>Names that browsers may call this box by, beside its addresses and its host name.</summary>
    public ImmutableArray<string> Names { get; init; } = [];
}

internal sealed record ParkSettings
{
    /// <summary>How long after a hold a call to a park extension means park.</summary>
    public TimeSpan DirectedWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the parker rings when a parked call returns.</summary>
    public TimeSpan ReturnRing { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether telephones that watch a park extension are told who waits there.</summary>
    public bool ShowWaiting { get; init; } = true;
}

internal sealed record FeatureSettings
{
    public string CallPark { get; init; } = "*5";
}

internal sealed record UpdateSettings
{
    /// <summary>How long all has to be well without a break before a system counts as good.</summary>
    public TimeSpan Trial { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many of a hundred sound ticks may be late meanwhile; emulated machines need more.</summary>
    public int LateTicks { get; init; } = 1;

    /// <summary>How long a restart into a new system waits for calls in progress, parked ones included.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>The analog lines.</summary>
internal sealed record LineSettings
{
    /// <summary>Whose tones, rings, flash and caller ID: one of <see cref="LineReader.Countries"/>.</summary>
    public string Country { get; init; } = "us";

    /// <summary>A hook flash opens the loop at least so long, 80 to 800 ms; null: as usual in the country.</summary>
    public TimeSpan? FlashMin { get; init; }

    /// <summary>A loop open longer is a receiver hung up, 80 to 800 ms; null: as usual in the country.</summary>
    public TimeSpan? FlashMax { get; init; }

    /// <summary>From the dial tone to the first digit.</summary>
    public TimeSpan FirstDigit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After a number that could go on.</summary>
    public TimeSpan InterDigit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether somebody who talks is told that another one calls.</summary>
    public bool CallWaiting { get; init; } = true;

    /// <summary>Whether his telephone is told who that is, if it can show it.</summary>
    public bool CallWaitingId { get; init; } = true;

    public bool EchoCancel { get; init; } = true;

    /// <summary>dB added to what the telephone hears.</summary>
    public int HearGain { get; init; }

    /// <summary>dB added to what it says.</summary>
    public int SpeakGain { get; init; }

    /// <summary>For so long the line is without feed when the other side has gone; zero: never.</summary>
    public TimeSpan LoopBreak { get; init; } = TimeSpan.FromMilliseconds(800);
}
