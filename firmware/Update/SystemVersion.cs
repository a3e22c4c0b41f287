using System.Globalization;

namespace QX200.Update;

/// <summary>A version of the whole system, <c>MAJOR.MINOR.PATCH</c> with an optional <c>-PRERELEASE</c> (Semantic Versioning 2.0, section 11).</summary>
internal readonly record struct SystemVersion(int Major, int Minor, int Patch, string PreRelease)
    : IComparable<SystemVersion>
{
    public static bool operator <(SystemVersion left, SystemVersion right) =>
        left.CompareTo(right) < 0;

    public static bool operator >(SystemVersion left, SystemVersion right) =>
        left.CompareTo(right) > 0;

    public static bool operator <=(SystemVersion left, SystemVersion right) =>
        left.CompareTo(right) <= 0;

    public static bool operator >=(SystemVersion left, SystemVersion right) =>
        left.CompareTo(right) >= 0;

    /// <summary>Build metadata after <c>+</c> is left out: it has no order.</summary>
    public static bool TryParse(string? text, out SystemVersion version)
    {
        version = default;
        string[] halves = (text ?? "").Split('+', 2)[0].Split('-', 2);
        string[] numbers = halves[0].Split('.');
        if (
            numbers.Length != 3
            || !TryNumber(numbers[0], out int major)
            || !TryNumber(numbers[1], out int minor)
            || !TryNumber(numbers[2], out int patch)
            || (halves.Length > 1 && halves[1].Length == 0)
        )
        {
            return false;
        }

        version = new SystemVersion(major, minor, patch, halves.Length > 1 ? halves[1] : "");
        return true;
    }

    public int CompareTo(SystemVersion other)
    {
        int order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? order : ComparePreReleases(PreRelease, other.PreRelease);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Major}.{Minor}.{Patch}{(string.IsNullOrEmpty(PreRelease) ? "" : "-" + PreRelease)}"
        );

    private static int ComparePreReleases(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length) switch
            {
                0 => 0,
                _ => left.Length == 0 ? 1 : -1,
            };
        }

        string[] ours = left.Split('.');
        string[] theirs = right.Split('.');
        for (int i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
        {
            int order = ComparePart(ours[i], theirs[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return ours.Length.CompareTo(theirs.Length);
    }

    private static int ComparePart(string left, string right) =>
        (TryNumber(left, out int ours), TryNumber(right, out int theirs)) switch
        {
            (true, true) => ours.CompareTo(theirs),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
