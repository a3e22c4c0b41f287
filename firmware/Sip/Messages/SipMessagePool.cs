namespace QX200.Sip.Messages;

/// <summary>Messages to use again, so that a busy box allocates none. Signal thread only.</summary>
internal sealed class SipMessagePool
{
    private const int Kept = 1024;

    private readonly Stack<SipMessage> _idle = new();

    /// <summary>Messages that were rented and have not come back.</summary>
    public int Alive { get; private set; }

    /// <summary>A message with one holder; <see cref="SipMessage.Release"/> brings it back.</summary>
    public SipMessage Rent()
    {
        Alive++;
        SipMessage message = _idle.TryPop(out SipMessage? idle) ? idle : new SipMessage(this);
        message.Rented();
        return message;
    }

    internal void Return(SipMessage message)
    {
        Alive--;
        if (_idle.Count < Kept)
        {
            _idle.Push(message);
        }
    }
}
