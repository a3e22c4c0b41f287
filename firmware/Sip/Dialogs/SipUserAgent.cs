using System.Security.Cryptography;
using System.Text;
using QX200.Runtime;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>Who takes what belongs to no dialog. Signal thread.</summary>
internal interface IUserAgentOwner
{
    /// <summary>
    /// A new INVITE that we can understand: to be challenged or refused through the transaction, or turned into a
    /// session by <see cref="SipUserAgent.Accept"/>.
    /// </summary>
    void InviteArrived(ServerTransaction invite);

    /// <summary>REGISTER, OPTIONS, SUBSCRIBE, REFER or another request out of any dialog.</summary>
    void RequestArrived(ServerTransaction transaction);
}

/// <summary>
/// The front door of the dialogs: makes sessions, and takes each request that arrives to the session that it belongs
/// to or to the owner. Signal thread.
/// </summary>
internal sealed class SipUserAgent : ISipUser
{
    /// <summary>Room for the body of one NOTIFY; no longer one fits what goes out.</summary>
    private const int LongestBody = 16 << 10;

    private readonly SessionTable _sessions = new();
    private readonly SubscriptionTable _subscriptions = new();

    public SipUserAgent(SipStack stack)
    {
        Stack = stack;
        stack.User = this;
    }

    /// <summary>Must be set before requests arrive; without an owner they get 503.</summary>
    public IUserAgentOwner? Owner { get; set; }

    /// <summary>Sessions whose dialog is still held: by a call, a BYE without its answer, or a REFER to report on.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>Subscriptions of peers, and their REFERs that are unanswered or still to be reported on.</summary>
    public int SubscriptionCount => _sessions.Subscriptions + _subscriptions.Count;

    internal SipStack Stack { get; }

    internal Timers Timers => Stack.Loop.Timers;

    /// <summary>Where bodies are written that go out in the same turn.</summary>
    internal byte[] BodyRoom { get; } = new byte[LongestBody];

    /// <summary>Calls somebody. The user hears of everything later, also where nobody can be reached.</summary>
    /// <param name="sdp">Our offer; null: the peer is to offer, and AnswerOffer sends the ACK.</param>
    /// <param name="credentials">Answers 401 and 407, once each.</param>
    public InviteSession Invite(
        InviteTarget target,
        InviteParts parts,
        byte[]? sdp,
        IInviteSessionUser user,
        DigestClient? credentials = null
    )
    {
        string host = parts.FromHost ?? FromHostFor(target);
        var dialog = Dialog.ToBe(
            callId: NewWord(16),
            localTag: NewWord(8),
            Party(parts.FromDisplay, $"sip:{UserPart(parts.FromUser)}{host}"),
            Party(parts.ToDisplay, parts.To ?? target.RequestUri),
            target,
            Escaped(parts.ContactUser ?? parts.FromUser)
        );
        var session = new InviteSession(this, dialog, parts.Headers, sdp, user, credentials);
        _sessions.Add(session);
        session.Start();
        return session;
    }

    /// <summary>
    /// Turns an INVITE that arrived into a session. Nothing is sent but, by the stack, a 100; the user then rings,
    /// answers or rejects. The peer's offer is <see cref="InviteSession.RemoteSdp"/>.
    /// </summary>
    /// <param name="contactUser">User part of our Contact; null: that of the request URI.</param>
    public InviteSession Accept(
        ServerTransaction invite,
        IInviteSessionUser user,
        string? contactUser = null
    )
    {
        SipMessage request = invite.Request;
        contactUser ??= SipUri.TryParse(request.RequestUri, out SipUri uri)
            ? Encoding.UTF8.GetString(uri.User)
            : "";
        var dialog = Dialog.MadeBy(request, invite.LocalTag, Escaped(contactUser), invite.Source);
        dialog.Pinned = Flows.PinFor(request, invite.Source);
        var session = new InviteSession(this, dialog, invite, user);
        _sessions.Add(session);
        return session;
    }

    /// <summary>
    /// Turns a SUBSCRIBE that was found good into a subscription: sends the 200 and the first NOTIFY, whose body the
    /// user is asked for from within this call.
    /// </summary>
    /// <param name="contactUser">User part of our Contact.</param>
    public Subscription AcceptSubscription(
        ServerTransaction subscribe,
        in SubscribeTerms terms,
        ISubscriptionUser user,
        string contactUser
    )
    {
        var dialog = Dialog.MadeBy(
            subscribe.Request,
            subscribe.LocalTag,
            Escaped(contactUser),
            subscribe.Source
        );
        var subscription = new Subscription(this, dialog, terms, user);
        _subscriptions.Add(subscription);
        subscription.Begin(subscribe);
        return subscription;
    }

    /// <summary>
    /// Makes a subscription again that was kept over a restart. <see cref="Subscription.BeginAnew"/> then tells the
    /// subscriber the state, and its time begins.
    /// </summary>
    /// <returns>Null where it is there already.</returns>
    public Subscription? RestoreSubscription(
        KeptSubscription kept,
        EventPackage package,
        ISubscriptionUser user
    )
    {
        var dialog = Dialog.Of(kept);
        if (_subscriptions.Find(dialog.CallId, dialog.LocalTag, dialog.RemoteTag) is not null)
        {
            return null;
        }

        var terms = new SubscribeTerms(package, kept.Event, kept.Expires);
        var subscription = new Subscription(this, dialog, terms, user);
        _subscriptions.Add(subscription);
        return subscription;
    }

    /// <summary>The session that a Replaces names, its to-tag being ours (RFC 3891 3).</summary>
    public InviteSession? FindByCallIdAndTags(string callId, string localTag, string remoteTag)
    {
        InviteSession? found = _sessions.Find(
            Encoding.UTF8.GetBytes(callId),
            Encoding.UTF8.GetBytes(localTag),
            Encoding.UTF8.GetBytes(remoteTag)
        );
        return found is { State: not SessionState.Ended } ? found : null;
    }

    /// <summary>For telephones that send Replaces with the Call-ID alone. Null where two sessions share it.</summary>
    public InviteSession? FindByCallId(string callId)
    {
        InviteSession? found = null;
        InviteSession? next = _sessions.First(Encoding.UTF8.GetBytes(callId));
        for (; next is not null; next = next.NextWithCallId)
        {
            if (next.State != SessionState.Ended)
            {
                if (found is not null)
                {
                    return null;
                }

                found = next;
            }
        }

        return found;
    }

    void ISipUser.RequestArrived(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        if (!request.ToTag.IsEmpty)
        {
            InDialog(transaction);
        }
        else if (
            request.Method is SipMethod.Bye or SipMethod.Prack or SipMethod.Update or SipMethod.Info
        )
        {
            // These live in dialogs alone.
            transaction.Respond(481);
        }
        else if (Owner is not { } owner)
        {
            transaction.Respond(503);
        }
        else if (!RequestScreen.RefuseExtensions(transaction))
        {
            OutOfDialog(owner, transaction);
        }
    }

    void ISipUser.AckArrived(SipMessage ack, in SipPeer source) =>
        _sessions.Find(ack.CallId, ack.ToTag, ack.FromTag)?.AckArrived(ack);

    /// <summary>A 2xx to an INVITE whose transaction is long over: its repeats have ended by then, so it is nobody's.</summary>
    void ISipUser.StrayResponse(SipMessage response) { }

    internal void Leave(Subscription subscription) => _subscriptions.Remove(subscription);

    internal void LeaveIfDone(InviteSession session)
    {
        if (session.State == SessionState.Ended && !session.IsHeld)
        {
            _sessions.Remove(session);
        }
    }

    /// <summary>Our Contact as <paramref name="peer"/> can reach it.</summary>
    internal void WriteContact(ref SipWriter message, Dialog dialog, in SipPeer peer)
    {
        message.OpenHeader(HeaderName.Contact);
        Stack.AppendContact(ref message, dialog.ContactUser, peer, dialog.IsSips);
        message.CloseHeader();
    }

    /// <summary>Finds where a dialog's requests go: at once where it is pinned or its next hop is numeric.</summary>
    internal void FindPeer(Dialog dialog, Action<object?, SipPeer> done, object state)
    {
        if (dialog.Pinned.IsNone)
        {
            Stack.Resolve(dialog.NextHop, dialog.Server, done, state);
        }
        else
        {
            done(state, dialog.Pinned);
        }
    }

    private void InDialog(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        InviteSession? session = _sessions.Find(request.CallId, request.ToTag, request.FromTag);
        if (session is not null)
        {
            session.RequestArrived(transaction);
        }
        else if (
            _subscriptions.Find(request.CallId, request.ToTag, request.FromTag) is { } subscription
        )
        {
            subscription.RequestArrived(transaction);
        }
        else
        {
            transaction.Respond(481);
        }
    }

    private static void OutOfDialog(IUserAgentOwner owner, ServerTransaction transaction)
    {
        if (!transaction.IsInvite)
        {
            owner.RequestArrived(transaction);
        }
        else if (
            !RequestScreen.RefuseInterval(transaction)
            && RequestScreen.TryTakeSdp(transaction, out _)
        )
        {
            owner.InviteArrived(transaction);
        }
    }

    /// <summary>Host and port of ours as <paramref name="peer"/> sees them, as they stand in a URI.</summary>
    public string LocalHostFor(in SipPeer peer)
    {
        var host = new SipWriter(stackalloc byte[80]);
        Stack.AppendLocal(ref host, peer);
        return Encoding.ASCII.GetString(host.Written);
    }

    /// <summary>The host of our From, with the port where it is not the one that everybody assumes.</summary>
    private string FromHostFor(InviteTarget target)
    {
        SipPeer peer = target.Servers is [var first, ..] ? first : target.Peer;
        if (
            peer.IsNone
            && SipUri.TryParse(Encoding.UTF8.GetBytes(target.RequestUri), out SipUri uri)
        )
        {
            SipStack.TryResolve(uri, out peer);
        }

        string host = LocalHostFor(peer);
        string standard = $":{peer.Transport.DefaultPort()}";
        return host.EndsWith(standard) ? host[..^standard.Length] : host;
    }

    private static string Party(string? display, string uri)
    {
        string safe = SipHeaders.OneLine(uri);
        return string.IsNullOrEmpty(display)
            ? $"<{safe}>"
            : $"{SipHeaders.Quoted(display)} <{safe}>";
    }

    private static string UserPart(string user) => user.Length == 0 ? "" : Escaped(user) + "@";

    /// <summary>Escapes what may not stand bare in the user part of a URI; what is escaped already stays.</summary>
    private static string Escaped(string user)
    {
        var text = new StringBuilder(user.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(user))
        {
            if (b == '%' || Escapes.IsBareInUser(b))
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('%').Append(b.ToString("X2"));
            }
        }

        return text.ToString();
    }

    private static string NewWord(int bytes) =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
