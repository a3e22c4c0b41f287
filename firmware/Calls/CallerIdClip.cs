using QX200.Lines;
using QX200.Media;
using QX200.Media.Codecs;

namespace QX200.Calls;

/// <summary>Caller ID as something that a telephone is played once.</summary>
internal readonly record struct CallerIdClip(Announcement Words, TimeSpan Length)
{
    /// <summary>
    /// How long a telephone within a talk may take to answer <see cref="Alert"/>: 100 ms and 65 ms for its key, the way
    /// there and back through buffers that hold 30 ms and more, and as long as it takes to know a key.
    /// </summary>
    private const int AnswerMs = 450;

    /// <summary>Between the beep and the alert behind it: at most 50 ms.</summary>
    private const int AfterBeepMs = 20;

    private static readonly Sound TalkAlert = Clip(CallerIdModem.TalkAlert());

    /// <summary>For a telephone on the hook.</summary>
    public static CallerIdClip Make(
        CallerIdStandard standard,
        PartyIdentity shown,
        DateTimeOffset now
    )
    {
        Sound clip = Clip(CallerIdModem.Modulate(standard, Message(standard, shown, now)));
        return new CallerIdClip(
            new Announcement([new(clip, 0)]),
            TimeSpan.FromMilliseconds(clip.Length * 1000.0 / CallerIdModem.Rate)
        );
    }

    /// <summary>For a telephone within a talk that has answered <see cref="Alert"/>.</summary>
    public static Announcement MakeForTalk(
        CallerIdStandard standard,
        PartyIdentity shown,
        DateTimeOffset now
    ) =>
        new([new(Clip(CallerIdModem.ModulateForTalk(standard, Message(standard, shown, now))), 0)]);

    /// <summary>A beep for who talks, the question to his telephone whether it shows who calls, and time for its answer.</summary>
    public static Announcement Alert(Sound beep) =>
        new([new(beep, AfterBeepMs), new(TalkAlert, AnswerMs)]);

    private static byte[] Message(
        CallerIdStandard standard,
        PartyIdentity shown,
        DateTimeOffset now
    ) =>
        CallerIdMessage.Make(
            new CallerIdentity(shown.Number, shown.Name),
            now,
            standard.LongestName
        );

    private static Sound Clip(short[] samples)
    {
        byte[] ulaw = new byte[samples.Length];
        byte[] alaw = new byte[samples.Length];
        byte[] silence = new byte[samples.Length];
        G711.EncodeUlaw(samples, ulaw);
        G711.EncodeAlaw(samples, alaw);

        // Analog lines speak G.711 alone.
        silence.AsSpan().Fill(Codec.G722.SilenceOctet());
        return new Sound(ulaw, alaw, silence);
    }
}
