using System.Net;

namespace QX200.Panel;

/// <summary>
/// The address of the box as flashes of a lamp, for whoever has no telephone at hand: the last number of the address,
/// digit by digit, as many flashes as the digit says and ten for 0.
/// </summary>
internal static class AddressFlashes
{
    private const string Flash = "##..";
    private const string AfterDigit = "........";
    private const string Around = "................";

    /// <summary>A letter for each <see cref="LampPatterns.Beat"/>; <c>#</c> is lit. Empty where there is no address.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null || address.GetAddressBytes() is not [.., var last])
        {
            return "";
        }

        IEnumerable<string> digits = $"{last}".Select(digit =>
            string.Concat(Enumerable.Repeat(Flash, digit == '0' ? 10 : digit - '0')) + AfterDigit
        );
        return Around + string.Concat(digits) + Around;
    }
}
