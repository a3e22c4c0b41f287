using QX200.Parking;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>What the stations know of a telephone, as the parking rules want to know it (CALL-PARK 3.1).</summary>
internal static class Devices
{
    public static DeviceIdentity Of(Device device) =>
        new(device.Instance, device.Contact, device.Connection, device.Source);

    public static DeviceIdentity Of(Binding binding) => Of(Device.Of(binding));
}
