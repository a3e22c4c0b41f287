using QX200.Lines;
using QX200.Media;
using QX200.Media.Codecs;

namespace QX200.Calls;

/// <summary>Caller ID as something that a telephone on the hook is played once.</summary>
internal readonly record struct CallerIdClip(Announcement Words, TimeSpan Length)
{
    public static CallerIdClip Make(
        CallerIdStandard standard,
        PartyIdentity shown,
        DateTimeOffset now
    )
    {
        short[] samples = CallerIdModem.Modulate(
            standard,
            CallerIdMessage.Make(
                new CallerIdentity(shown.Number, shown.Name),
                now,
                standard.LongestName
            )
        );
        byte[] ulaw = new byte[samples.Length];
        byte[] alaw = new byte[samples.Length];
        byte[] silence = new byte[samples.Length];
        G711.EncodeUlaw(samples, ulaw);
        G711.EncodeAlaw(samples, alaw);

        // Analog lines speak G.711 alone.
        silence.AsSpan().Fill(Codec.G722.SilenceOctet());
        return new CallerIdClip(
            new Announcement([new(new Sound(ulaw, alaw, silence), 0)]),
            TimeSpan.FromMilliseconds(samples.Length * 1000.0 / CallerIdModem.Rate)
        );
    }
}
