using System.Net;

namespace QX200.Panel;

/// <summary>What the button asks of the rest of the box. The panel's thread; none of them may wait.</summary>
internal interface IPanelRequests
{
    /// <summary>Tell the box's address to whoever has lifted a receiver.</summary>
    void SpeakAddress(IPAddress address);

    /// <summary>End all calls and start anew.</summary>
    void Restart();

    /// <summary>Forget all settings and start anew.</summary>
    void RestoreFactorySettings();
}
