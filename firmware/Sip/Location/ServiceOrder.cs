using QX200.Sip.Transport;

namespace QX200.Sip.Location;

/// <summary>
/// In which order SRV records are tried (RFC 2782): by priority, and among equals by chance, each as often as its weight
/// says.
/// </summary>
internal static class ServiceOrder
{
    /// <param name="chance">Gives numbers from 0 up to but not including 1.</param>
    public static List<ServiceRecord> Of(IEnumerable<ServiceRecord> records, Func<double> chance)
    {
        var ordered = new List<ServiceRecord>();
        foreach (
            IGrouping<int, ServiceRecord> equals in records
                .GroupBy(static r => r.Priority)
                .OrderBy(static g => g.Key)
        )
        {
            // Those without weight stand first, so that they have a small chance at all.
            List<ServiceRecord> left = [.. equals.OrderBy(static r => r.Weight)];
            while (left.Count > 0)
            {
                int at = Draw(left, chance());
                ordered.Add(left[at]);
                left.RemoveAt(at);
            }
        }

        return ordered;
    }

    private static int Draw(List<ServiceRecord> left, double chance)
    {
        int drawn = (int)(chance * (left.Sum(static r => r.Weight) + 1));
        int sum = 0;
        for (int i = 0; i < left.Count; i++)
        {
            sum += left[i].Weight;
            if (sum >= drawn)
            {
                return i;
            }
        }

        return left.Count - 1;
    }
}
