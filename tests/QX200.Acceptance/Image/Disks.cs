using System.Globalization;

namespace QX200.Acceptance.Image;

/// <summary>Disks and sticks for boxes, as files.</summary>
internal sealed class Disks(string folder, string image)
{
    private const int Sector = 512;

    /// <summary>A new disk with the image on it, and room for the data partition to grow.</summary>
    public async Task<string> New(string name)
    {
        string disk = Path.Combine(folder, name + ".img");
        await BoxNetwork.Run("cp", "--sparse=always", image, disk);
        await BoxNetwork.Run("truncate", "-s", "768M", disk);
        return disk;
    }

    public async Task<string> Copy(string disk, string name)
    {
        string copy = Path.Combine(folder, name + ".img");
        await BoxNetwork.Run("cp", "--sparse=always", disk, copy);
        return copy;
    }

    /// <summary>A USB stick with files on it.</summary>
    /// <param name="files">Path on the stick and file that is copied there; folders are made.</param>
    public async Task<string> Stick(string name, params (string Path, string File)[] files)
    {
        string stick = Path.Combine(folder, name + ".stick");
        File.Delete(stick);
        await BoxNetwork.Run("truncate", "-s", "192M", stick);
        await BoxNetwork.Run("mkfs.vfat", "-F", "32", "-n", "STICK", stick);
        foreach (string? parent in files.Select(f => Path.GetDirectoryName(f.Path)).Distinct())
        {
            if (!string.IsNullOrEmpty(parent))
            {
                await BoxNetwork.Run("mmd", "-i", stick, $"::{parent}");
            }
        }

        foreach ((string path, string file) in files)
        {
            await BoxNetwork.Run("mcopy", "-i", stick, file, $"::{path}");
        }

        return stick;
    }

    /// <summary>A USB stick with the whole image on it, and a technician's key in its first partition.</summary>
    public async Task<string> RescueStick(string key)
    {
        string stick = await Copy(image, "rescue.stick");
        string boot = $"{stick}@@{Partition(stick, "boot").Start}";
        await BoxNetwork.Run("mmd", "-i", boot, "::qx200");
        await BoxNetwork.Run("mcopy", "-i", boot, key, "::qx200/authorized_keys");
        return stick;
    }

    /// <summary>Where a partition lies on the disk, in bytes.</summary>
    public static (long Start, long Length) Partition(string disk, string name)
    {
        using FileStream file = File.OpenRead(disk);
        byte[] entry = new byte[128];
        for (int i = 0; i < 128; i++)
        {
            file.Position = (2 * Sector) + (i * entry.Length);
            file.ReadExactly(entry);
            string label = System.Text.Encoding.Unicode.GetString(entry, 56, 72).TrimEnd('\0');
            if (label == name)
            {
                long first = BitConverter.ToInt64(entry, 32);
                long last = BitConverter.ToInt64(entry, 40);
                return (first * Sector, (last - first + 1) * Sector);
            }
        }

        throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"{disk} has no partition {name}")
        );
    }

    /// <summary>Writes noise over a part of a partition.</summary>
    public static void Spoil(string disk, string partition, long from, long length)
    {
        (long start, long size) = Partition(disk, partition);
        using FileStream file = File.OpenWrite(disk);
        file.Position = start + from;
        byte[] noise = new byte[1 << 16];
        var random = new Random(partition.Length + 77);
        for (long left = Math.Min(length, size - from); left > 0; left -= noise.Length)
        {
            random.NextBytes(noise);
            file.Write(noise, 0, (int)Math.Min(noise.Length, left));
        }
    }
}
