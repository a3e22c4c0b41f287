using System.Numerics;

namespace QX200.Acceptance.Sound;

/// <summary>Where a piece of sound lies best in a longer one, and how alike the two are there: 1 is the same.</summary>
internal readonly record struct Likeness(double Value, double Seconds);

/// <summary>Normalised cross-correlation, by way of the Fourier transform.</summary>
internal static class Correlation
{
    /// <summary>The best place of <paramref name="piece"/> within <paramref name="whole"/>; both at one rate.</summary>
    public static Likeness Best(Pcm piece, Pcm whole)
    {
        double[] all = Everywhere(piece.Samples, whole.Samples);
        int best = 0;
        for (int at = 1; at < all.Length; at++)
        {
            best = all[at] > all[best] ? at : best;
        }

        return all.Length == 0
            ? new Likeness(0, 0)
            : new Likeness(all[best], (double)best / whole.Rate);
    }

    /// <summary>Every separate place where <paramref name="piece"/> is found, in order of time.</summary>
    public static List<Likeness> Places(Pcm piece, Pcm whole, double atLeast)
    {
        double[] all = Everywhere(piece.Samples, whole.Samples);
        var places = new List<Likeness>();
        int apart = piece.Samples.Length / 2;
        for (int at = 0; at < all.Length; at++)
        {
            if (all[at] < atLeast)
            {
                continue;
            }

            int end = Math.Min(all.Length, at + apart);
            int peak = at;
            for (int i = at; i < end; i++)
            {
                peak = all[i] > all[peak] ? i : peak;
            }

            places.Add(new Likeness(all[peak], (double)peak / whole.Rate));
            at = peak + apart;
        }

        return places;
    }

    // The likeness at each offset at which the piece lies wholly within the whole.
    private static double[] Everywhere(float[] piece, float[] whole)
    {
        int offsets = whole.Length - piece.Length + 1;
        double own = Math.Sqrt(piece.Sum(s => (double)s * s));
        if (offsets <= 0 || piece.Length == 0 || own < 1e-6)
        {
            return [];
        }

        double[] products = Products(piece, whole, offsets);
        double energy = 0;
        for (int i = 0; i < piece.Length; i++)
        {
            energy += (double)whole[i] * whole[i];
        }

        // Where the whole is next to silent, likeness means nothing.
        double floor = 1e-7 * piece.Length;
        for (int at = 0; at < offsets; at++)
        {
            products[at] = energy > floor ? products[at] / (own * Math.Sqrt(energy)) : 0;
            if (at + piece.Length < whole.Length)
            {
                double leaves = whole[at];
                double enters = whole[at + piece.Length];
                energy += (enters * enters) - (leaves * leaves);
            }
        }

        return products;
    }

    private static double[] Products(float[] piece, float[] whole, int offsets)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(whole.Length + piece.Length));
        Complex[] a = Padded(whole, size);
        Complex[] b = Padded(piece, size);
        Fourier.Transform(a, inverse: false);
        Fourier.Transform(b, inverse: false);
        for (int i = 0; i < size; i++)
        {
            a[i] *= Complex.Conjugate(b[i]);
        }

        Fourier.Transform(a, inverse: true);
        double[] products = new double[offsets];
        for (int i = 0; i < offsets; i++)
        {
            products[i] = a[i].Real / size;
        }

        return products;
    }

    private static Complex[] Padded(float[] samples, int size)
    {
        var padded = new Complex[size];
        for (int i = 0; i < samples.Length; i++)
        {
            padded[i] = samples[i];
        }

        return padded;
    }
}
