using QX200.Media;
using QX200.Parking;
using QX200.Settings;

namespace QX200.Calls;

/// <summary>Finds the telephones of an extension and calls them.</summary>
internal sealed class Ringer(Switchboard board)
{
    /// <summary>Rings all telephones of an extension but the one that calls. False where there is none to ring.</summary>
    /// <param name="caller">Who calls, and must not ring itself; null where nobody could.</param>
    public bool AddExtension(
        RingGroup group,
        string number,
        PartyIdentity shown,
        Leg? caller,
        RingStyle style,
        IReadOnlyList<Codec>? speaks
    )
    {
        int before = group.Ringing.Count;
        foreach (IStation station in StationsOf(number))
        {
            if (!IsOf(station, number, caller))
            {
                Add(group, number, station, shown, style, speaks);
            }
        }

        return group.Ringing.Count > before;
    }

    /// <summary>Rings one telephone of an extension and no other. False where it is gone.</summary>
    public bool AddOnlyDevice(
        RingGroup group,
        string number,
        DeviceIdentity device,
        PartyIdentity shown,
        RingStyle style,
        IReadOnlyList<Codec>? speaks = null
    )
    {
        int before = group.Ringing.Count;
        foreach (IStation station in StationsOf(number))
        {
            if (station.Device.Match(device) == DeviceMatch.Same)
            {
                Add(group, number, station, shown, style, speaks);
            }
        }

        return group.Ringing.Count > before;
    }

    /// <summary>Rings one telephone of an extension, or all of them where that one is gone (CALL-PARK 5.1).</summary>
    /// <param name="waiting">For whom it rings, and who may be at another telephone of that very extension.</param>
    public bool AddDevice(
        RingGroup group,
        string number,
        DeviceIdentity device,
        PartyIdentity shown,
        Leg waiting,
        RingStyle style,
        IReadOnlyList<Codec>? speaks
    )
    {
        return AddOnlyDevice(group, number, device, shown, style, speaks)
            || AddExtension(group, number, shown, waiting, style, speaks);
    }

    /// <summary>Calls somebody outside. False where the account is gone, or its server has not been found yet.</summary>
    public bool AddOutside(
        RingGroup group,
        in Dialled dialled,
        PartyIdentity shown,
        IReadOnlyList<Codec>? speaks
    )
    {
        if (
            board.Accounts.Find(dialled.Account) is not { Peer.IsNone: false } account
            || SipLeg.PlaceOutside(board.Equipment, group, account, dialled.Number, shown, speaks)
                is not { } leg
        )
        {
            return false;
        }

        group.Add(leg);
        return true;
    }

    /// <summary>
    /// Follows a forwarding telephone: only to extensions of this box, so that nobody forwards at our cost. What rings
    /// instead shows and sounds as that telephone would have.
    /// </summary>
    public void Forward(RingGroup group, Leg caller, Leg forwarding, IReadOnlyList<string> numbers)
    {
        foreach (string number in numbers)
        {
            Dialled dialled = DialPlan.Resolve(board.Settings, number);
            if (dialled.Kind == DialledKind.User && dialled.Number != forwarding.Extension)
            {
                AddExtension(group, number, forwarding.Shown, caller, group.Style, caller.Speaks);
            }
        }
    }

    private IEnumerable<IStation> StationsOf(string number) =>
        board
            .Registrar.Locate(number)
            .Select(binding => (IStation)new SipStation(board.Equipment, binding))
            .Concat(board.Phones?.Of(number) ?? []);

    private static bool IsOf(IStation station, string number, Leg? caller) =>
        caller is not null
        && caller.Extension == number
        && station.Device.Match(caller.Device) == DeviceMatch.Same;

    private void Add(
        RingGroup group,
        string number,
        IStation station,
        PartyIdentity shown,
        RingStyle style,
        IReadOnlyList<Codec>? speaks
    )
    {
        string name = board.Settings.FindExtension(number)?.Name ?? "";
        group.Style = style;
        var called = new PartyIdentity(number, name);
        if (station.Place(group, new RingTerms(called, shown.Presented, style, speaks)) is { } leg)
        {
            group.Add(leg);
        }
    }
}
