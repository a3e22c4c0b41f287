using System.Buffers.Binary;

namespace QX200.Acceptance.Wire;

/// <summary>A UDP datagram as it passed loopback; the time is in seconds.</summary>
internal readonly record struct Datagram(double At, int Source, int Destination, byte[] Payload);

/// <summary>Reads the capture files that tcpdump writes: microseconds, Ethernet framing, IPv4.</summary>
internal static class PcapFile
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;
    private const int Ethernet = 14;
    private const int UdpHeader = 8;

    public static IEnumerable<Datagram> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        for (int at = FileHeader; at + RecordHeader <= file.Length; )
        {
            ReadOnlySpan<byte> record = file.AsSpan(at);
            double seconds = BinaryPrimitives.ReadUInt32LittleEndian(record);
            double micros = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
            int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);
            at += RecordHeader + length;
            if (at > file.Length)
            {
                yield break;
            }

            yield return Datagram(seconds + (micros / 1e6), record.Slice(RecordHeader, length));
        }
    }

    private static Datagram Datagram(double at, ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> ip = frame[Ethernet..];
        ReadOnlySpan<byte> udp = ip[((ip[0] & 0x0F) * 4)..];
        int source = BinaryPrimitives.ReadUInt16BigEndian(udp);
        int destination = BinaryPrimitives.ReadUInt16BigEndian(udp[2..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]);
        return new Datagram(at, source, destination, udp[UdpHeader..length].ToArray());
    }
}
