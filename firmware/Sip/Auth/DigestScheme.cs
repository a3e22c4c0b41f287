using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Auth;

/// <summary>The shape that challenges and credentials share: the word Digest and a comma list of parameters.</summary>
internal static class DigestScheme
{
    /// <summary>Takes off the scheme; false where it is another one.</summary>
    public static bool TryStrip(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> list)
    {
        text = Grammar.Trim(text);
        bool ours =
            text.Length > 7
            && Ascii.EqualsIgnoreCase(text[..6], "Digest"u8)
            && Grammar.IsBlank(text[6]);
        list = ours ? text[7..] : default;
        return ours;
    }

    /// <summary>A parameter without its quotes.</summary>
    public static bool TryFind(
        ReadOnlySpan<byte> list,
        ReadOnlySpan<byte> name,
        out ReadOnlySpan<byte> value
    )
    {
        foreach (Parameter parameter in new ParameterList(list, (byte)','))
        {
            if (Ascii.EqualsIgnoreCase(parameter.Name, name))
            {
                value = parameter.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>A parameter without its quotes; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) =>
        TryFind(list, name, out ReadOnlySpan<byte> value) ? value : default;

    /// <summary>Writes name="value", with the comma before it unless it is the first.</summary>
    public static void Put(
        ref SipWriter writer,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> value,
        bool quoted,
        bool first = false
    )
    {
        writer.Append(first ? ""u8 : ", "u8);
        writer.Append(name);
        writer.Append(quoted ? "=\""u8 : "="u8);
        writer.Append(value);
        writer.Append(quoted ? "\""u8 : ""u8);
    }
}
