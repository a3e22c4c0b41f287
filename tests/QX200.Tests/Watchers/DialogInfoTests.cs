using System.Collections.Immutable;
using System.Text;
using FsCheck.Xunit;
using QX200.Status;
using QX200.Watchers;
using Xunit;

namespace QX200.Tests.Watchers;

/// <summary>The bodies of NOTIFYs: good XML whatever names and addresses there are.</summary>
public sealed class DialogInfoTests
{
    [Property]
    public void Any_name_and_any_address_make_a_document_that_the_schema_takes(
        string name,
        string number,
        string user,
        uint version
    )
    {
        var lamp = new LampStatus(
            "77",
            name ?? "",
            IsPark: true,
            [Dialog(new PartyStatus(number ?? "", name ?? ""))]
        );
        string entity = $"sip:{Encodable(user)}@pbx.example;x=\"&<>'";
        DialogDocument read = Write(lamp, version, entity);
        Assert.Equal((version, 1), (read.Version, read.Dialogs.Length));
    }

    [Fact]
    public void The_entity_is_the_address_as_it_was_written() =>
        Assert.Equal(
            "sip:77@PBX.example:5070;user=phone&x",
            Write(
                new LampStatus("77", "", IsPark: true, []),
                0,
                "sip:77@PBX.example:5070;user=phone&x"
            ).Entity
        );

    [Fact]
    public void Signs_that_XML_cannot_hold_become_blanks() =>
        Assert.Equal(
            ["confirmed recipient a b c d 102"],
            Write(Lamp(new PartyStatus("102", "a\u0001b\tc\ufffed")), 0).Dialogs
        );

    [Fact]
    public void Addresses_are_at_the_host_that_the_watcher_wrote() =>
        Assert.Equal(
            "sip:77@10.0.0.1:5070",
            Write(
                Lamp(new PartyStatus("102", "")),
                0,
                "sip:77@10.0.0.1:5070;transport=tcp"
            ).RemoteTarget
        );

    [Fact]
    public void Dialogs_that_do_not_fit_are_left_out_and_the_document_is_whole()
    {
        ImmutableArray<DialogStatus> many =
        [
            .. Enumerable
                .Repeat(Dialog(new PartyStatus("102", "Bob")), 100)
                .Select(static (d, i) => d with { LocalTag = $"{i}" }),
        ];
        byte[] room = new byte[4000];
        int length = DialogInfo.Write(
            room,
            "sip:77@pbx",
            0,
            new LampStatus("77", "Park", IsPark: true, many)
        );
        DialogDocument read = DialogDocument.Read(Encoding.UTF8.GetString(room, 0, length));
        Assert.InRange(read.Dialogs.Length, 5, 12);
    }

    [Fact]
    public void One_dialog_fits_a_datagram_beside_its_headers()
    {
        byte[] room = new byte[16 << 10];
        int length = DialogInfo.Write(
            room,
            "sip:77@192.168.100.100:5060",
            99,
            Lamp(new PartyStatus("+498912345678", "Somebody With A Long Name"))
        );
        Assert.InRange(length, 300, 760);
    }

    [Fact]
    public void Writing_one_allocates_nothing()
    {
        byte[] room = new byte[16 << 10];
        LampStatus lamp = Lamp(new PartyStatus("102", "Bob"));
        Assert.Equal(0, Allocated.AtLeast(() => DialogInfo.Write(room, "sip:77@pbx", 1, lamp)));
    }

    private static LampStatus Lamp(PartyStatus remote) =>
        new("77", "Park 77", IsPark: true, [Dialog(remote)]);

    private static DialogStatus Dialog(PartyStatus remote) =>
        new(
            "0123456789abcdef0123456789abcdef",
            "0123456789abcdef",
            "fedcba9876543210",
            IsInitiator: false,
            DialogPhase.Confirmed,
            remote,
            IsHeld: false
        );

    private static DialogDocument Write(
        LampStatus lamp,
        uint version,
        string entity = "sip:77@pbx.example"
    )
    {
        byte[] room = new byte[16 << 10];
        int length = DialogInfo.Write(room, entity, version, lamp);
        return DialogDocument.Read(Encoding.UTF8.GetString(room, 0, length));
    }

    private static string Encodable(string user) =>
        Uri.EscapeDataString(user ?? "").Replace("%", "");
}
