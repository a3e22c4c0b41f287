using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>What one message says about the session timer (RFC 4028 4, 5).</summary>
/// <param name="Supported">Its sender knows the extension.</param>
/// <param name="Expires">Session-Expires in seconds; 0 where it is absent or unreadable.</param>
/// <param name="MinSe">Min-SE in seconds; 0 where it is absent or unreadable.</param>
internal readonly record struct TimerWords(
    bool Supported,
    int Expires,
    Refresher Refresher,
    int MinSe
)
{
    public static TimerWords In(SipMessage message)
    {
        bool supported = false;
        foreach (ReadOnlySpan<byte> option in message.Values(HeaderName.Supported))
        {
            supported |= Ascii.EqualsIgnoreCase(option, "timer"u8);
        }

        SessionExpires expires = Read(message[HeaderName.SessionExpires]);
        return new TimerWords(
            supported,
            expires.Seconds,
            expires.Refresher,
            Read(message[HeaderName.MinSe]).Seconds
        );
    }

    private static SessionExpires Read(ReadOnlySpan<byte> text) =>
        SessionExpires.TryParse(text, out SessionExpires value) ? value : default;
}

/// <summary>Who refreshes a session.</summary>
internal enum RefreshDuty : byte
{
    /// <summary>We do, though the peer knows no session timer: so that we find out when it has vanished.</summary>
    Alone,

    /// <summary>We do, and the peer hangs up where we fail to.</summary>
    Ours,

    /// <summary>The peer does, and we hang up where it fails to.</summary>
    Theirs,
}

/// <summary>The interval of a session and who refreshes it, as request and response settle it (RFC 4028 7.2, 9). Pure.</summary>
internal readonly record struct SessionTerms(int Seconds, RefreshDuty Duty)
{
    /// <summary>What we ask for, and the longest that we agree to where the peer's minimum allows.</summary>
    public const int Wish = 1800;

    /// <summary>The shortest interval that there may be (RFC 4028 4), and the shortest that we take.</summary>
    public const int Shortest = 90;

    /// <summary>Before a request of ours has been answered.</summary>
    public static SessionTerms Wished { get; } = new(Wish, RefreshDuty.Alone);

    /// <summary>From what time on after a refresh the next is due: half the interval (RFC 4028 10).</summary>
    public TimeSpan RefreshAfter => TimeSpan.FromSeconds(Seconds / 2);

    /// <summary>From what time on after a refresh the session counts as expired: a little early (RFC 4028 10).</summary>
    public TimeSpan EndAfter => TimeSpan.FromSeconds(Seconds - Math.Min(32, Seconds / 3));

    /// <summary>How long to wait until a refresh is tried again that was refused, as it meets an offer of the peer.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(Math.Max(5, Seconds / 20));

    /// <summary>
    /// Whether a request is to be refused with 422. One whose sender does not know the extension is not: a proxy wrote
    /// what it says, and nobody would read the answer (RFC 4028 9).
    /// </summary>
    public static bool IsTooBrief(in TimerWords request) =>
        request is { Supported: true, Expires: > 0 and < Shortest };

    /// <summary>
    /// What our 2xx to a request says (RFC 4028 9, table 2). Where the peer leaves it open who refreshes, it stays as
    /// it is, and at first we do: then nothing depends on how well the telephone does it.
    /// </summary>
    public SessionTerms ForAnswer(in TimerWords request)
    {
        if (request is { Supported: false, Expires: 0 })
        {
            return this with { Duty = RefreshDuty.Alone };
        }

        int most = Math.Max(Wish, request.MinSe);
        int asked = request.Expires > 0 ? request.Expires : Seconds;
        bool theirs = request.Refresher switch
        {
            Refresher.Uac => request.Supported,
            Refresher.Uas => false,
            _ => request.Supported && Duty == RefreshDuty.Theirs,
        };
        return new SessionTerms(
            Math.Clamp(asked, Math.Max(Shortest, request.MinSe), most),
            theirs ? RefreshDuty.Theirs : RefreshDuty.Ours
        );
    }

    /// <summary>
    /// What the peer's 2xx to a request of ours has settled (RFC 4028 7.2). One without Session-Expires ends what was
    /// agreed, and we go on alone.
    /// </summary>
    public SessionTerms Answered(in TimerWords answer) =>
        answer.Expires == 0
            ? this with
            {
                Duty = RefreshDuty.Alone,
            }
            : new SessionTerms(
                Math.Max(answer.Expires, Shortest),
                answer.Refresher == Refresher.Uas ? RefreshDuty.Theirs : RefreshDuty.Ours
            );
}
