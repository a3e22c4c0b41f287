using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using QX200.Sip.Auth;
using Xunit;

namespace QX200.Tests.Sip.Auth;

public sealed class NonceTableTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Counts_may_overtake_each_other_within_the_window_but_each_is_taken_once()
    {
        NonceTable table = Table();
        byte[] nonce = Fresh(table);
        Assert.True(table.TryUse(nonce, 5));
        Assert.True(table.TryUse(nonce, 3));
        Assert.False(table.TryUse(nonce, 3));
        Assert.True(table.TryUse(nonce, 100));
        Assert.True(table.TryUse(nonce, 37));
        Assert.False(table.TryUse(nonce, 36));
        Assert.False(table.TryUse(nonce, 100));
        Assert.True(table.TryUse(nonce, uint.MaxValue));
        Assert.False(table.TryUse(nonce, 99));
    }

    [Property]
    public void No_count_is_ever_taken_twice(uint[] counts)
    {
        NonceTable table = Table();
        byte[] nonce = Fresh(table);
        var taken = new HashSet<uint>();
        foreach (uint count in counts.Concat(counts))
        {
            if (table.TryUse(nonce, count))
            {
                Assert.True(taken.Add(count));
            }
        }
    }

    [Fact]
    public void A_forged_or_cut_nonce_is_not_ours()
    {
        NonceTable table = Table();
        byte[] nonce = Fresh(table);
        for (int i = 0; i < nonce.Length; i++)
        {
            byte[] forged = [.. nonce];

            // The last character carries two spare bits, so flip a high one there too.
            forged[i] = forged[i] == (byte)'A' ? (byte)'Q' : (byte)'A';
            Assert.False(table.TryUse(forged, 1));
            Assert.False(table.TryUse(nonce.AsSpan(0, i), 1));
        }

        Assert.False(table.TryUse("\u00ff\u00fe!"u8, 1));
        Assert.True(table.TryUse(nonce, 1));
    }

    [Fact]
    public void A_younger_nonce_takes_the_place_of_an_older_one_which_is_then_never_taken_again()
    {
        NonceTable table = Table(places: 4);
        byte[] old = Fresh(table);
        Assert.True(table.TryUse(old, 1));
        byte[][] younger = [.. Enumerable.Range(0, 4).Select(_ => Fresh(table))];
        Assert.True(table.TryUse(old, 2));
        Assert.True(table.TryUse(younger[3], 1));
        Assert.False(table.TryUse(old, 3));
        Assert.False(table.TryUse(old, 1));
        Assert.True(table.TryUse(younger[0], 1));
    }

    [Fact]
    public void Asking_for_nonces_pushes_nobody_out()
    {
        NonceTable table = Table(places: 4);
        byte[] nonce = Fresh(table);
        Assert.True(table.TryUse(nonce, 1));
        for (int i = 0; i < 1000; i++)
        {
            Fresh(table);
        }

        Assert.True(table.TryUse(nonce, 2));
    }

    private NonceTable Table(int places = 16) => new(_clock, TimeSpan.FromMinutes(5), places);

    private static byte[] Fresh(NonceTable table)
    {
        byte[] nonce = new byte[NonceTable.TextLength];
        table.Make(nonce);
        return nonce;
    }
}
