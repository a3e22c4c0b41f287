using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace QX200.Acceptance.Phones;

/// <summary>Length-prefixed messages, <c>5:hello,</c>: how baresip's control connection frames its JSON.</summary>
internal static class NetString
{
    public static byte[] Frame(ReadOnlySpan<byte> content)
    {
        byte[] length = Encoding.ASCII.GetBytes(
            content.Length.ToString(CultureInfo.InvariantCulture)
        );
        return [.. length, (byte)':', .. content, (byte)','];
    }

    /// <summary>Messages as they come, until the connection ends.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAll(Stream stream)
    {
        var reader = PipeReader.Create(stream);
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync();
            }
            catch (Exception ended) when (ended is IOException or ObjectDisposedException)
            {
                yield break;
            }

            ReadOnlySequence<byte> rest = read.Buffer;
            while (TryTake(ref rest, out byte[] content))
            {
                yield return content;
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, out byte[] content)
    {
        content = [];
        if (rest.PositionOf((byte)':') is not { } colon)
        {
            return false;
        }

        int length = int.Parse(
            Encoding.ASCII.GetString(rest.Slice(0, colon)),
            CultureInfo.InvariantCulture
        );
        ReadOnlySequence<byte> after = rest.Slice(rest.GetPosition(1, colon));
        if (after.Length < length + 1)
        {
            return false;
        }

        content = after.Slice(0, length).ToArray();
        rest = after.Slice(length + 1);
        return true;
    }
}
