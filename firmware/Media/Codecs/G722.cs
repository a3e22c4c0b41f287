using System.Runtime.InteropServices;

namespace QX200.Media.Codecs;

/// <summary>
/// One direction of G.722 at 64 kbit/s towards octets. Owned by one thread at a time; encoding allocates nothing.
/// </summary>
internal sealed class G722Encoder : SafeHandle
{
    private readonly G722Options _options;

    /// <exception cref="DllNotFoundException">libspandsp is not on this machine: see <see cref="G722.IsAvailable"/>.</exception>
    public G722Encoder(G722Options options)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _options = options;
        G722.Require();
        SetHandle(Spandsp.EncodeInit(0, Spandsp.BitRate, options));
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Forgets all that was heard.</summary>
    public void Reset() => Spandsp.EncodeInit(handle, Spandsp.BitRate, _options);

    /// <summary>Two samples (wide) or one (narrow) an octet.</summary>
    public unsafe int Encode(ReadOnlySpan<short> samples, Span<byte> octets)
    {
        G722.RequireRoom(
            octets.Length,
            _options == G722Options.Wide ? samples.Length / 2 : samples.Length,
            nameof(octets)
        );
        fixed (short* from = samples)
        fixed (byte* to = octets)
        {
            return Spandsp.Encode(handle, to, from, samples.Length);
        }
    }

    protected override bool ReleaseHandle() => Spandsp.EncodeFree(handle) == 0;
}

/// <summary>One direction of G.722 at 64 kbit/s from octets. As <see cref="G722Encoder"/>.</summary>
internal sealed class G722Decoder : SafeHandle
{
    private readonly G722Options _options;

    /// <exception cref="DllNotFoundException">libspandsp is not on this machine: see <see cref="G722.IsAvailable"/>.</exception>
    public G722Decoder(G722Options options)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _options = options;
        G722.Require();
        SetHandle(Spandsp.DecodeInit(0, Spandsp.BitRate, options));
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Forgets all that was heard.</summary>
    public void Reset() => Spandsp.DecodeInit(handle, Spandsp.BitRate, _options);

    /// <summary>Two samples (wide) or one (narrow) an octet.</summary>
    public unsafe int Decode(ReadOnlySpan<byte> octets, Span<short> samples)
    {
        G722.RequireRoom(
            samples.Length,
            _options == G722Options.Wide ? octets.Length * 2 : octets.Length,
            nameof(samples)
        );
        fixed (byte* from = octets)
        fixed (short* to = samples)
        {
            return Spandsp.Decode(handle, to, from, octets.Length);
        }
    }

    protected override bool ReleaseHandle() => Spandsp.DecodeFree(handle) == 0;
}

internal static class G722
{
    /// <summary>What to tell the log, once, where <see cref="IsAvailable"/> is false.</summary>
    public const string Missing =
        "G.722 is not offered: it needs libspandsp.so.2 (Debian package libspandsp2)";

    /// <summary>Whether G.722 can be spoken at all here; where not, it must not be offered.</summary>
    public static bool IsAvailable => Spandsp.IsPresent;

    public static void Require()
    {
        if (!IsAvailable)
        {
            throw new DllNotFoundException(Missing);
        }
    }

    /// <summary>The library writes where it is told to: what is too short must not get there.</summary>
    public static void RequireRoom(int room, int needed, string name)
    {
        if (room < needed)
        {
            throw new ArgumentException("The result does not fit.", name);
        }
    }
}
