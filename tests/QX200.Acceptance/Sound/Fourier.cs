using System.Numerics;

namespace QX200.Acceptance.Sound;

/// <summary>The fast Fourier transform over a power of two, in place and without scaling.</summary>
internal static class Fourier
{
    public static void Transform(Complex[] values, bool inverse)
    {
        Reorder(values);
        for (int half = 1; half < values.Length; half *= 2)
        {
            double angle = (inverse ? Math.PI : -Math.PI) / half;
            var turns = new Complex[half];
            for (int k = 0; k < half; k++)
            {
                turns[k] = Complex.FromPolarCoordinates(1, angle * k);
            }

            for (int start = 0; start < values.Length; start += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    Complex low = values[start + k];
                    Complex high = values[start + k + half] * turns[k];
                    values[start + k] = low + high;
                    values[start + k + half] = low - high;
                }
            }
        }
    }

    private static void Reorder(Complex[] values)
    {
        for (int i = 1, j = 0; i < values.Length; i++)
        {
            int bit = values.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (values[i], values[j]) = (values[j], values[i]);
            }
        }
    }
}
