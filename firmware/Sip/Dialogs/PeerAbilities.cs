using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>What the peer says that it can do, in Allow and Supported of its latest message that says it.</summary>
internal sealed class PeerAbilities
{
    private uint _methods;
    private List<string> _options = [];

    /// <summary>False where the peer never sent Allow: we then send only what every telephone has.</summary>
    public bool Allows(SipMethod method) => (_methods & (1u << (int)method)) != 0;

    public bool Supports(string option) =>
        _options.Contains(option, StringComparer.OrdinalIgnoreCase);

    public void Learn(SipMessage message)
    {
        if (message.Has(HeaderName.Allow))
        {
            _methods = 0;
            foreach (ReadOnlySpan<byte> method in message.Values(HeaderName.Allow))
            {
                _methods |= 1u << (int)SipMethods.Identify(method);
            }

            _methods &= ~(1u << (int)SipMethod.Other);
        }

        if (message.Has(HeaderName.Supported))
        {
            _options = [];
            foreach (ReadOnlySpan<byte> option in message.Values(HeaderName.Supported))
            {
                _options.Add(System.Text.Encoding.ASCII.GetString(option));
            }
        }
    }
}
