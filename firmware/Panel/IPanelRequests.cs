using System.Net;

namespace QX200.Panel;

/// <summary>What the button asks of the rest of the box. The panel's thread; none of them may wait.</summary>
internal interface IPanelRequests
{
    /// <summary>
    /// Tell the box's address, an IPv4 one, to whoever has lifted a receiver. Where nobody can be told,
    /// <see cref="FrontPanel.FlashAddress"/> is called for.
    /// </summary>
    void SpeakAddress(IPAddress address);

    /// <summary>Install the update that is on the stick in the box.</summary>
    void AcceptUpdate();

    /// <summary>End all calls and start anew.</summary>
    void Restart();

    /// <summary>Forget all settings and start anew.</summary>
    void RestoreFactorySettings();
}

/// <summary>How an update of the box stands.</summary>
internal enum BoxUpdate : byte
{
    None,

    /// <summary>A stick with a good bundle waits for the button.</summary>
    Offered,

    /// <summary>One is being checked or written, or waits for the restart.</summary>
    Running,
}
