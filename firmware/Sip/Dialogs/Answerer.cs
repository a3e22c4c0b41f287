using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>Who has answered our INVITE, or is rung for it, as far as the response says.</summary>
/// <param name="Number">Empty where nobody is named.</param>
/// <param name="IsWithheld">He does not want to be shown (RFC 3323).</param>
internal readonly record struct Answerer(string Number, string Name, bool IsWithheld)
{
    public static Answerer In(SipMessage response)
    {
        bool hides = PrivacyHeader.HidesSender(response);
        return
            AssertedIdentity.TryFind(response, "called"u8, out AssertedIdentity identity)
            && identity.Address.TryUri(out SipUri uri)
            ? new Answerer(
                AssertedIdentity.NumberIn(uri),
                identity.Address.DisplayText(),
                hides || identity.IsHidden
            )
            : new Answerer("", "", hides);
    }
}
