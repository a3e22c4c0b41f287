using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Dialogs;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Dialogs;

/// <summary>
/// A host with a stack and a user agent whose user writes down what it is told. SDP is any short text here: the
/// dialogs only carry it.
/// </summary>
internal sealed class AgentHost : IUserAgentOwner, IInviteSessionUser, ISipNames
{
    public AgentHost(MemoryNetwork network, string endPoint)
    {
        Network = network;
        Loop = new SignalLoop(network.Clock, NullLogger.Instance);
        Wire = network.Join(Loop, endPoint);
        Stack = new SipStack(Loop, new SipStackOptions(), NullLoggerFactory.Instance, Wire, this);
        Agent = new SipUserAgent(Stack) { Owner = this };
        Stack.Start();
    }

    public MemoryNetwork Network { get; }

    public SignalLoop Loop { get; }

    public MemoryTransport Wire { get; }

    public SipStack Stack { get; }

    public SipUserAgent Agent { get; }

    public SipPeer Udp => SipPeer.FromEndPoint(SipTransport.Udp, Wire.LocalEndPoint);

    public string Uri => $"sip:{Wire.LocalEndPoint}";

    /// <summary>What the user was told, in words, oldest first.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>The session that came or was made last.</summary>
    public InviteSession Session { get; private set; } = null!;

    public ReferRequest Refer { get; private set; } = null!;

    public List<ServerTransaction> Requests { get; } = [];

    /// <summary>Names that resolve.</summary>
    public Dictionary<string, IPAddress[]> Names { get; } = [];

    /// <summary>Done on top of writing down, by the first word heard.</summary>
    public Dictionary<string, Action<InviteSession>> On { get; } = [];

    public InviteSession Call(
        string uri,
        string? sdp = "offer",
        InviteParts? parts = null,
        SipPeer peer = default,
        DigestClient? credentials = null,
        IReadOnlyList<string>? route = null
    )
    {
        Session = Agent.Invite(
            new InviteTarget(uri, peer, route),
            parts ?? new InviteParts { FromUser = "101" },
            sdp is null ? null : Bytes(sdp),
            this,
            credentials
        );
        Network.Settle();
        return Session;
    }

    /// <summary>Calls over one of several servers.</summary>
    public void CallServers(string uri, IReadOnlyList<SipPeer> servers)
    {
        Session = Agent.Invite(
            new InviteTarget(uri, Servers: servers),
            new InviteParts { FromUser = "101" },
            Bytes("offer"),
            this
        );
        Network.Settle();
    }

    /// <summary>One command to the session, and the network settles.</summary>
    public void Do(Action<InviteSession> command)
    {
        command(Session);
        Network.Settle();
    }

    public void Answer(string sdp) => Do(s => s.Answer(Bytes(sdp)));

    /// <summary>Nothing may be left behind once all timers have had their time.</summary>
    public void AssertClean()
    {
        Assert.Equal((0, 0), (Agent.SessionCount, Agent.SubscriptionCount));
        Assert.Equal(0, Stack.Alive.All);
        Assert.Equal(0, Loop.Timers.Count);
        Assert.Equal(0, Stack.MessagesAlive);
        Assert.Empty(Wire.Pins);
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    void IUserAgentOwner.InviteArrived(ServerTransaction invite)
    {
        Session = Agent.Accept(invite, this);
        Note(Session, "Invite", Text(Session.RemoteSdp));
    }

    void IUserAgentOwner.RequestArrived(ServerTransaction transaction)
    {
        Requests.Add(transaction);
        transaction.Respond(200);
    }

    void IInviteSessionUser.Ringing(InviteSession session, int status, byte[]? sdp) =>
        Note(session, "Ringing", $"{status} {Text(sdp)}");

    void IInviteSessionUser.Answered(InviteSession session, byte[]? sdp) =>
        Note(session, "Answered", Text(sdp));

    void IInviteSessionUser.Failed(
        InviteSession session,
        int status,
        string reason,
        Redirection? contacts
    ) => Note(session, "Failed", $"{status} {reason} {string.Join(' ', contacts?.Contacts ?? [])}");

    void IInviteSessionUser.Established(InviteSession session) => Note(session, "Established", "");

    void IInviteSessionUser.OfferArrived(InviteSession session, byte[]? sdp) =>
        Note(session, "Offer", Text(sdp));

    void IInviteSessionUser.OfferAnswered(InviteSession session, byte[]? sdp) =>
        Note(session, "OfferAnswered", Text(sdp));

    void IInviteSessionUser.OfferRefused(InviteSession session, int status) =>
        Note(session, "OfferRefused", $"{status}");

    void IInviteSessionUser.Referred(InviteSession session, ReferRequest refer)
    {
        Refer = refer;
        Note(session, "Referred", refer.Target.Uri);
    }

    void IInviteSessionUser.InfoArrived(InviteSession session, string contentType, byte[] body) =>
        Note(session, "Info", $"{contentType} {Text(body)}");

    void IInviteSessionUser.Ended(InviteSession session, SessionEnd how) =>
        Note(session, "Ended", $"{how}");

    Task<IPAddress[]> ISipNames.FindAsync(string host) =>
        Task.FromResult(Names.GetValueOrDefault(host, []));

    private void Note(InviteSession session, string what, string with)
    {
        Heard.Add($"{what} {with}".TrimEnd());
        if (On.TryGetValue(what, out Action<InviteSession>? act))
        {
            act(session);
        }
    }

    private static string Text(byte[]? sdp) => sdp is null ? "-" : Encoding.UTF8.GetString(sdp);
}
