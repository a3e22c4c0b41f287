using BenchmarkDotNet.Attributes;
using QX200.Parking;

namespace QX200.Benchmarks;

/// <summary>
/// One parking and one retrieval, against the floor: the two bare compare-and-swaps that they cannot do without.
/// </summary>
[MemoryDiagnoser]
public class ParkingBenchmarks
{
    private readonly ParkSlots _nine = new(9);
    private readonly ParkSlots _many = new(4096);
    private readonly ParkSlots _full = new(4096);
    private readonly SlotSet _ofNine = SlotSet.All(9);
    private readonly SlotSet _ofMany = SlotSet.All(4096);
    private long _word;

    [GlobalSetup]
    public void Fill()
    {
        for (int slot = 0; slot < 4096; slot++)
        {
            _full.TryParkAt(slot, 1, out _);
            if (slot < 4095)
            {
                _many.TryParkAt(slot, 1, out _);
            }
        }
    }

    [Benchmark(Baseline = true, Description = "floor: two compare-and-swaps")]
    public long Floor()
    {
        Interlocked.CompareExchange(ref _word, 1, 0);
        return Interlocked.CompareExchange(ref _word, 0, 1);
    }

    [Benchmark(Description = "park and retrieve, 9 slots")]
    public uint ParkAndRetrieve()
    {
        _nine.TryPark(_ofNine, 7, out ParkTicket ticket);
        _nine.TryRetrieve(ticket.Slot, out uint call, out _);
        return call;
    }

    [Benchmark(Description = "park and retrieve, last free of 4096")]
    public uint ParkInLastAndRetrieve()
    {
        _many.TryPark(_ofMany, 7, out ParkTicket ticket);
        _many.TryRetrieve(ticket.Slot, out uint call, out _);
        return call;
    }

    [Benchmark(Description = "refused, 4096 occupied")]
    public bool Refused() => _full.TryPark(_ofMany, 7, out _);
}
