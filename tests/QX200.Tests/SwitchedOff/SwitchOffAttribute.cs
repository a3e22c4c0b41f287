namespace QX200.Tests.SwitchedOff;

/// <summary>
/// On a method of <see cref="Switches"/>: it stands in the way of one method of the product, and with it the rule is off.
/// What it does follows from its signature. Returning what the product's method returns, and taking that first, it
/// changes the answer; returning nothing, it changes the arguments, which it takes by reference; returning bool for a
/// method without an answer, it says whether that is left out.
/// </summary>
/// <param name="what">What is missing then, in half a sentence.</param>
/// <param name="in">The product's type.</param>
/// <param name="method">Its method.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SwitchOffAttribute(string rule, string what, Type @in, string method)
    : Attribute
{
    public string Rule => rule;

    public string What => what;

    public Type In => @in;

    public string Method => method;
}
