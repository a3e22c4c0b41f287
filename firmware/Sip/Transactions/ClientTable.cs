using System.Buffers.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Transactions;

/// <summary>
/// The open client transactions, found by the branch that they put into their Via (RFC 3261 17.1.3). A branch of ours
/// is the magic cookie and a random word in 16 hexadecimal digits. Signal thread only.
/// </summary>
internal sealed class ClientTable
{
    private readonly Dictionary<ulong, ClientTransaction> _byBranch = [];

    /// <summary>CANCELs share the branch of their INVITE, so they have a table of their own.</summary>
    private readonly Dictionary<ulong, ClientTransaction> _cancels = [];

    public int Count => _byBranch.Count + _cancels.Count;

    public void Add(ClientTransaction transaction) =>
        TableFor(transaction.Method)[transaction.Branch] = transaction;

    /// <summary>False where it is not in the table any more.</summary>
    public bool Remove(ClientTransaction transaction) =>
        TableFor(transaction.Method).Remove(transaction.Branch);

    public ClientTransaction? Find(SipMessage response) =>
        TryReadBranch(response.TopBranch, out ulong branch)
        && TableFor(response.CSeqMethod).TryGetValue(branch, out ClientTransaction? found)
        && found.Method == response.CSeqMethod
            ? found
            : null;

    /// <summary>All that are open, as they are now: they may end while the caller goes through them.</summary>
    public ClientTransaction[] Snapshot() => [.. _byBranch.Values, .. _cancels.Values];

    public static void AppendBranch(ref SipWriter writer, ulong branch)
    {
        Span<byte> digits = stackalloc byte[16];
        _ = Utf8Formatter.TryFormat(branch, digits, out _, new('x', 16));
        writer.Append("z9hG4bK"u8);
        writer.Append(digits);
    }

    private static bool TryReadBranch(ReadOnlySpan<byte> text, out ulong branch)
    {
        branch = 0;
        return text.Length == 23
            && text.StartsWith("z9hG4bK"u8)
            && Utf8Parser.TryParse(text[7..], out branch, out int read, 'x')
            && read == 16;
    }

    private Dictionary<ulong, ClientTransaction> TableFor(SipMethod method) =>
        method == SipMethod.Cancel ? _cancels : _byBranch;
}
