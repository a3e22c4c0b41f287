using QX200.Runtime;

namespace QX200.Media.Engine;

internal enum MediaEventKind : byte
{
    DigitArrived,
    ToneArrived,
    SayEnded,
    StreamSilent,
}

/// <param name="Number">The announcement's token, or how many milliseconds a key was held.</param>
internal readonly record struct MediaEvent(
    MediaEventKind Kind,
    StreamId Stream,
    char Digit,
    int Number
);

/// <summary>Carries what the media thread tells to the signal thread. Posting neither blocks nor allocates.</summary>
internal sealed class MediaEvents(SignalLoop loop, Action<MediaEvent> deliver)
{
    private readonly Mailbox<MediaEvent> _mailbox = new(4096);

    /// <summary>Media thread.</summary>
    public void Post(MediaEventKind kind, StreamId stream, char digit = '\0', int number = 0)
    {
        if (_mailbox.TryPost(new MediaEvent(kind, stream, digit, number)))
        {
            _ = loop.Post(static events => ((MediaEvents)events!).Deliver(), this);
        }
    }

    private void Deliver()
    {
        while (_mailbox.TryTake(out MediaEvent happened))
        {
            deliver(happened);
        }
    }
}
