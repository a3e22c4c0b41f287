using System.Security.Cryptography;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>The REGISTERs of one account (RFC 3261 10.2): one Call-ID, a CSeq that counts up, one Contact.</summary>
internal sealed class AccountRequest(SipStack stack, AccountTerms terms, string token)
{
    private readonly string _callId = Word();
    private readonly string _tag = Word();
    private int _expires = (int)terms.Expires.TotalSeconds;
    private int _cseq;

    /// <summary>Where REGISTERs go to.</summary>
    public string Uri { get; } = $"sip:{terms.HostAndPort}{terms.TransportParameter}";

    /// <param name="leaving">Takes our contact away.</param>
    public void Send(ClientTransaction register, DigestClient digest, bool leaving)
    {
        SipPeer peer = register.Target;
        byte[] uri = System.Text.Encoding.UTF8.GetBytes($"sip:{terms.HostAndPort}");
        SipWriter request = register.Begin(uri);
        WriteParty(ref request, HeaderName.From, $">;tag={_tag}");
        WriteParty(ref request, HeaderName.To, ">");
        request.Header(HeaderName.CallId, _callId);
        request.Header(HeaderName.CSeq, $"{++_cseq} REGISTER");
        request.OpenHeader(HeaderName.Contact);
        stack.AppendContact(ref request, token, peer);
        request.CloseHeader();
        request.Header(HeaderName.Expires, leaving ? 0 : _expires);
        request.Header(HeaderName.UserAgent, stack.Options.ServerName);
        digest.WriteCredentials(ref request, SipMethod.Register.Text(), uri);
        request.End();
        register.Send(ref request);
    }

    /// <summary>423: asks for as long as the server wants from now on. False where it says nothing usable.</summary>
    public bool TakeShortest(SipMessage response)
    {
        bool good =
            DeltaSeconds.TryParse(response[HeaderName.MinExpires], out int shortest)
            && shortest > _expires
            && shortest <= TimeSpan.SecondsPerDay;
        _expires = good ? shortest : _expires;
        return good;
    }

    /// <summary>
    /// For how long a 200 binds our Contact: what it says beside that, else its Expires, else what was asked. Zero
    /// where it lists others' contacts and not ours.
    /// </summary>
    public TimeSpan GrantedBy(SipMessage response)
    {
        int seconds = DeltaSeconds.TryParse(response[HeaderName.Expires], out int general)
            ? general
            : _expires;
        bool listsOthers = false;
        foreach (ReadOnlySpan<byte> value in response.Values(HeaderName.Contact))
        {
            if (
                ContactHeader.TryParse(value, out ContactHeader contact)
                && contact.Address.TryUri(out SipUri uri)
            )
            {
                if (uri.UnescapedUser() == token)
                {
                    return TimeSpan.FromSeconds(
                        Math.Min(contact.Expires >= 0 ? contact.Expires : seconds, int.MaxValue)
                    );
                }

                listsOthers = true;
            }
        }

        return TimeSpan.FromSeconds(listsOthers ? 0 : seconds);
    }

    private void WriteParty(ref SipWriter request, HeaderName header, string end)
    {
        request.OpenHeader(header);
        request.Append("<sip:"u8);
        request.AppendUser(terms.User);
        request.Append($"@{terms.Host}{end}");
        request.CloseHeader();
    }

    private static string Word() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
