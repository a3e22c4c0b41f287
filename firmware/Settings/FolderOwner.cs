using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace QX200.Settings;

/// <summary>
/// What root makes in somebody's folder is that somebody's: <c>qx200 reset</c> on the appliance's console must not leave
/// files that the program, which has no rights, can't read.
/// </summary>
internal static partial class FolderOwner
{
    private const int Here = -100;
    private const int NotThroughLinks = 0x100;
    private const uint WhoseOnly = 0x18;

    // struct statx: the same on every machine.
    private const int Length = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <summary>
    /// Gives what was just made to the owner of the folder that it is in, as far as that can be; nothing for who is not
    /// root.
    /// </summary>
    public static void Inherit(string path)
    {
        if (
            Environment.IsPrivilegedProcess
            && Of(Path.GetDirectoryName(Path.GetFullPath(path))!) is { } owner
            && Of(path) != owner
        )
        {
            // Root of a namespace alone can't give to those outside of it, and they are not here either.
            _ = Give(path, owner.User, owner.Group);
        }
    }

    /// <summary>Null where that can't be told.</summary>
    public static (uint User, uint Group)? Of(string path)
    {
        Span<byte> told = stackalloc byte[Length];
        return Look(Here, path, NotThroughLinks, WhoseOnly, told) == 0
            ? (
                BinaryPrimitives.ReadUInt32LittleEndian(told[UserAt..]),
                BinaryPrimitives.ReadUInt32LittleEndian(told[GroupAt..])
            )
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int from, string path, int flags, uint mask, Span<byte> told);

    // Not through a link that took its place in the meantime.
    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Give(string path, uint user, uint group);
}
