using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

/// <summary>
/// A step of an open transaction allocates nothing: the datagram parsed, matched and answered, timers armed and
/// fired. (Opening one makes the transaction itself, which its users may keep.)
/// </summary>
public sealed class AllocationTests
{
    private readonly MemoryNetwork _network = new();
    private readonly StackHost _box;
    private readonly RawHost _phone;
    private readonly Quiet _user = new();

    public AllocationTests()
    {
        _box = new StackHost(_network, "192.0.2.9:5060");
        _box.Stack.User = _user;
        _phone = new RawHost(_network, "192.0.2.1:5060");
    }

    [Fact]
    public void A_repeated_INVITE_that_is_answered_again_allocates_nothing()
    {
        byte[] invite = Bytes(RawHost.Request("INVITE", "z9hG4bK1", more: Padding));
        AssertAllocatesNothing(() => Arrive(invite));
        Assert.Equal(1, _user.Heard);
        Assert.Equal(1, _box.Stack.Alive.InviteServers);
        Assert.True(_box.Stack.Counters.Sent.Value > 1000);
    }

    [Fact]
    public void Ringing_again_allocates_nothing()
    {
        Arrive(Bytes(RawHost.Request("INVITE", "z9hG4bK1", more: Padding)));
        AssertAllocatesNothing(() => _user.Last!.Respond(180));
    }

    [Fact]
    public void A_response_that_is_matched_and_passed_up_allocates_nothing()
    {
        ClientTransaction call = _box.Stack.NewRequest(SipMethod.Invite, _phone.Udp, _user);
        SipWriter writer = call.Begin("sip:101@192.0.2.1"u8);
        writer.Header(HeaderName.From, "<sip:102@192.0.2.9>;tag=f1"u8);
        writer.Header(HeaderName.To, "<sip:101@192.0.2.1>"u8);
        writer.Header(HeaderName.CallId, "c1"u8);
        writer.Header(HeaderName.CSeq, "1 INVITE"u8);
        writer.End();
        call.Send(ref writer);
        string via = Encoding.ASCII.GetString(writer.Written);
        via = RawHost.Header(via, "Via");
        byte[] ringing = Bytes(
            $"""
            SIP/2.0 180 Ringing
            Via: {via}
            From: <sip:102@192.0.2.9>;tag=f1
            To: <sip:101@192.0.2.1>;tag=t1
            Call-ID: c1
            CSeq: 1 INVITE


            """
        );

        AssertAllocatesNothing(() => Arrive(ringing));
        Assert.True(_user.Heard > 1000);
    }

    [Fact]
    public void A_refusal_acknowledged_again_and_again_allocates_nothing()
    {
        ClientTransaction call = _box.Ask(SipMethod.Invite, _phone.Udp, "c1");
        _network.Settle();
        byte[] busy = Bytes(
            $"""
            SIP/2.0 486 Busy Here
            Via: {RawHost.Header(_phone.Got[0], "Via")}
            From: <sip:102@192.0.2.9>;tag=f1
            To: <sip:101@192.0.2.1>;tag=t1
            Call-ID: c1
            CSeq: 7 INVITE


            """
        );

        AssertAllocatesNothing(() => Arrive(busy));
        Assert.Equal(TransactionState.Completed, call.State);
    }

    private const string Padding =
        "Contact: <sip:102@192.0.2.1:5060;transport=udp>\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\n"
        + "User-Agent: a telephone\nSupported: replaces, timer\nSubject: nothing at all";

    private void Arrive(byte[] datagram)
    {
        _phone.Wire.TrySend(_box.Udp, datagram, out _);
        _box.Loop.RunPending();
    }

    // The phone takes everything and keeps nothing, as keeping would allocate.
    private void AssertAllocatesNothing(Action step)
    {
        _phone.Wire.Stop();
        Assert.Equal(0, Allocated.AtLeast(Round));

        // Enough for the figures that the tests look at, however few rounds it took.
        for (int i = 0; i < 1000; i++)
        {
            Round();
        }

        void Round()
        {
            step();
            _phone.Wire.Loop.RunPending();
        }
    }

    private static byte[] Bytes(string text) =>
        Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    private sealed class Quiet : ISipUser, IClientTransactionUser
    {
        public int Heard { get; private set; }

        public ServerTransaction? Last { get; private set; }

        public void RequestArrived(ServerTransaction transaction)
        {
            Heard++;
            Last = transaction;
            transaction.Respond(180);
        }

        public void AckArrived(SipMessage ack, in SipPeer source) => Heard++;

        public void StrayResponse(SipMessage response) => Assert.Fail("a stray");

        public void ResponseArrived(ClientTransaction transaction, SipMessage response) => Heard++;

        public void Failed(ClientTransaction transaction, ClientFailure failure) =>
            Assert.Fail($"{failure}");
    }
}
