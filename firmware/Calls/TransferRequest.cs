using System.Security.Cryptography;

namespace QX200.Calls;

/// <summary>
/// A telephone's wish that the other side of its call be connected elsewhere (REFER; hook flash and hanging up on an
/// analog line). It is answered exactly once by <see cref="Accept"/> or <see cref="Refuse"/>; an accepted one is
/// then told its outcome by <see cref="Report"/>.
/// </summary>
internal abstract class TransferRequest
{
    /// <summary>The digits that are to be called; empty where the target is not at this exchange.</summary>
    public abstract string Target { get; }

    /// <summary>Whether the transferred side is to take over another call of the telephone's own (attended transfer).</summary>
    public abstract bool IsAttended { get; }

    /// <summary>The telephone's leg in that other call; null where nothing is left of it.</summary>
    public abstract Leg? FindSecond(Switchboard board);

    public abstract void Accept();

    /// <param name="status">403, 404, 480, 481 or 486 (CALL-PARK 3.5).</param>
    public abstract void Refuse(int status);

    public abstract void Report(int status, string reason);
}

/// <summary>Names a dialog as RFC 3891 does, seen from the exchange: <paramref name="LocalTag"/> is ours.</summary>
internal readonly record struct ReplacedCall(string CallId, string LocalTag, string RemoteTag)
{
    /// <summary>A name that nobody else has, for what is no SIP dialog and is to be named like one.</summary>
    public static ReplacedCall Make() => new(Word(16), Word(8), Word(8));

    /// <summary>
    /// Whether somebody who names a dialog so means this one. Telephones read the tags out of a NOTIFY, where it is a
    /// matter of standpoint which is the local one; and some give the Call-ID alone.
    /// </summary>
    public bool IsMeantBy(in ReplacedCall named) =>
        named.CallId == CallId
        && (
            (Fits(named.LocalTag, LocalTag) && Fits(named.RemoteTag, RemoteTag))
            || (Fits(named.LocalTag, RemoteTag) && Fits(named.RemoteTag, LocalTag))
        );

    private static bool Fits(string named, string tag) => named.Length == 0 || named == tag;

    private static string Word(int bytes) =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
