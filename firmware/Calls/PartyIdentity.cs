namespace QX200.Calls;

/// <summary>Whom a telephone shows: the number to call back and the name beside it.</summary>
/// <param name="Number">An extension number or telephone number; empty where nobody is known.</param>
/// <param name="Name">May be empty.</param>
/// <param name="IsWithheld">He does not want to be shown: number and name are for the records and the rules alone.</param>
internal readonly record struct PartyIdentity(string Number, string Name, bool IsWithheld = false)
{
    /// <summary>Somebody who is not to be shown, and whom we do not know either.</summary>
    public static PartyIdentity Anonymous { get; } = new("", "", IsWithheld: true);

    /// <summary>Nobody yet, or nobody to be shown: a telephone is told nothing.</summary>
    public static PartyIdentity Nobody { get; } = new("", "");

    /// <summary>What others may see of him.</summary>
    public PartyIdentity Presented => IsWithheld && Number.Length > 0 ? Anonymous : this;

    /// <summary>The name where there is one, else the number; <c>Anonymous</c> where he is not to be shown.</summary>
    public string Label =>
        IsWithheld && (Number.Length > 0 || Name.Length == 0) ? "Anonymous"
        : Name.Length > 0 ? Name
        : Number;

    /// <summary>For logs. Without it the members would be printed, one of which is an identity again, and so on for ever.</summary>
    public override string ToString() => Label;

    /// <summary>
    /// The same with words before the name, as they are to be seen: <c>Park 77: Bob</c>. Who is not to be shown stands
    /// behind a number of ours, as there are telephones that take no anonymous calls, and this one must ring.
    /// </summary>
    public PartyIdentity Behind(string words, string insteadOfNone) =>
        new(Presented.Number.Length > 0 ? Number : insteadOfNone, words + Label);
}
