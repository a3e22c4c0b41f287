using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Stations;

/// <summary>The 401 that asks who is there.</summary>
internal static class Challenge
{
    public static void Send(ServerTransaction transaction, DigestServer digest, bool stale)
    {
        SipWriter response = transaction.Begin(401);
        digest.WriteChallenges(ref response, stale);
        response.End();
        transaction.Send(ref response);
    }
}
