using Microsoft.Extensions.Logging;
using QX200.Settings;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;

namespace QX200.Stations;

internal enum CallerKind : byte
{
    /// <summary>Nobody gets service: the request is answered already, by 401 or 403.</summary>
    Answered,

    /// <summary>An extension that has proved who it is.</summary>
    Extension,

    /// <summary>Somebody who calls over an account or a trunk.</summary>
    Outside,

    /// <summary>Somebody unknown, where <c>[sip] guests = yes</c>.</summary>
    Guest,
}

/// <summary>Who sent a request.</summary>
internal readonly record struct Caller(
    CallerKind Kind,
    UserExtensionSettings? Extension,
    Device? Device,
    OutsideCaller? Outside = null
);

/// <summary>
/// Finds out who sends a request outside a dialog: nobody becomes an extension by what a From header claims. Requests
/// inside a dialog are not asked again. Signal thread only.
/// </summary>
internal sealed class Callers(
    Extensions extensions,
    Registrar registrar,
    Accounts accounts,
    DigestServer digest,
    ILogger log
)
{
    private readonly StationsLog _log = new(log);

    /// <summary>Answers the request itself unless its sender gets service.</summary>
    public Caller Identify(ServerTransaction transaction)
    {
        SipMessage request = transaction.Request;
        string claimed = ClaimedUser(request);
        DigestOutcome outcome = digest.Check(request, extensions.SecretOf);
        switch (outcome.Verdict)
        {
            case DigestVerdict.Accepted when MaySpeakAs(outcome.User, claimed):
                registrar.Heard(outcome.User, transaction.Source);
                return new Caller(
                    CallerKind.Extension,
                    extensions.FindUser(outcome.User),
                    Device.Of(registrar, outcome.User, request, transaction.Source)
                );
            case DigestVerdict.ChallengeStale:
                return Challenged(transaction, stale: true);
            case DigestVerdict.Challenge when FromOutside(transaction) is { } outside:
                return outside;
            case DigestVerdict.Challenge when MustProve(claimed, transaction.Source):
                return Challenged(transaction, stale: false);
            case DigestVerdict.Challenge when extensions.Settings.System.Sip.Guests:
                return new Caller(CallerKind.Guest, null, null);
            default:
                return Refused(transaction, claimed);
        }
    }

    // An extension may call without its name (anonymous), but not under another's.
    private bool MaySpeakAs(string user, string claimed) =>
        user == claimed || extensions.Find(claimed) is null;

    // A telephone of ours may sit at the address of a server, so whoever is registered there is asked all the same.
    private Caller? FromOutside(ServerTransaction transaction)
    {
        if (
            !transaction.IsInvite
            || registrar.FindSpeaker(null, transaction.Source) is not null
            || accounts.Find(transaction.Request, transaction.Source) is not { } account
        )
        {
            return null;
        }

        registrar.Counters.OutsideCalls++;
        return new Caller(
            CallerKind.Outside,
            null,
            null,
            OutsideCaller.Of(transaction.Request, account)
        );
    }

    private bool MustProve(string claimed, in SipPeer source) =>
        extensions.Find(claimed) is not null || registrar.FindSpeaker(null, source) is not null;

    private Caller Challenged(ServerTransaction transaction, bool stale)
    {
        registrar.Counters.Challenged++;
        Challenge.Send(transaction, digest, stale);
        return default;
    }

    private Caller Refused(ServerTransaction transaction, string claimed)
    {
        registrar.Counters.RefusedCallers++;
        _log.CallerRefused(transaction.Method.ToString(), claimed, transaction.Source);
        registrar.Rejected.Add(
            transaction.Source,
            transaction.Method.ToString().ToUpperInvariant(),
            claimed,
            "nobody who gets service here"
        );
        transaction.Respond(403);
        return default;
    }

    private static string ClaimedUser(SipMessage request) =>
        NameAddress.TryParse(request[HeaderName.From], out NameAddress from)
        && from.TryUri(out SipUri uri)
            ? uri.UnescapedUser()
            : "";
}
