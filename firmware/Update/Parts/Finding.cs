namespace QX200.Update.Parts;

/// <param name="Ok">Null where it could not be tried; the text then says why.</param>
internal readonly record struct Finding(bool? Ok, string Text)
{
    public static Finding Good(string text) => new(true, text);

    public static Finding Bad(string text) => new(false, text);

    public static Finding NotTried(string why) => new(null, why);
}

/// <summary>One part of the box and how it is tried.</summary>
internal sealed record PartCheck(string Part, Func<Finding> Try);
