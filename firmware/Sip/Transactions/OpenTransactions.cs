namespace QX200.Sip.Transactions;

/// <summary>How many transactions are open, by kind. Written by the signal thread, read by any.</summary>
internal sealed class OpenTransactions
{
    private int _inviteClients;
    private int _otherClients;
    private int _inviteServers;
    private int _otherServers;

    public int InviteClients => Volatile.Read(ref _inviteClients);

    public int OtherClients => Volatile.Read(ref _otherClients);

    public int InviteServers => Volatile.Read(ref _inviteServers);

    public int OtherServers => Volatile.Read(ref _otherServers);

    public int All => InviteClients + OtherClients + InviteServers + OtherServers;

    public void Count(bool isInvite, bool isClient, int by)
    {
        ref int kind = ref isClient
            ? ref isInvite ? ref _inviteClients : ref _otherClients
            : ref isInvite ? ref _inviteServers : ref _otherServers;
        Volatile.Write(ref kind, kind + by);
    }

    public override string ToString() =>
        $"INVITE {InviteClients} out, {InviteServers} in; others {OtherClients} out, {OtherServers} in";
}
