namespace QX200.Calls;

/// <summary>Whom a telephone shows: the number to call back and the name beside it.</summary>
/// <param name="Number">An extension number or telephone number; empty when it is withheld.</param>
/// <param name="Name">May be empty.</param>
internal readonly record struct PartyIdentity(string Number, string Name)
{
    /// <summary>The name where there is one, else the number.</summary>
    public string Label => Name.Length > 0 ? Name : Number;
}
