using System.Collections.Immutable;
using System.Runtime.InteropServices;
using QX200.Settings;
using QX200.Status;

namespace QX200.Calls;

/// <summary>
/// What the lamp of each extension shows, out of the legs and of those who wait (CALL-PARK 6.1). Remembers each
/// extension's last dialog; what has not changed stays the same object. Signal thread only.
/// </summary>
internal sealed class Lamps(Switchboard board)
{
    private readonly Dictionary<string, List<DialogStatus>> _open = [];
    private Dictionary<string, LampStatus> _byNumber = [];
    private ImmutableArray<LampStatus> _all = [];

    private bool ShowsWaiting => board.Settings.System.Park.ShowWaiting;

    /// <summary>All extensions as they are now, in the order of the settings.</summary>
    public ImmutableArray<LampStatus> Read()
    {
        _open.Clear();
        foreach (Leg leg in board.Equipment.Legs.Now)
        {
            if (leg.Extension.Length > 0 && Dialog(leg) is { } dialog)
            {
                Add(leg.Extension, dialog);
            }
        }

        foreach (Call call in board.Calls)
        {
            if (call.Stay is { SlotDeleted: false } stay)
            {
                Add(stay.Slot, Dialog(call, stay));
            }
        }

        ImmutableArray<LampStatus> now = [.. board.Settings.Extensions.Select(Lamp)];
        if (!now.AsSpan().SequenceEqual(_all.AsSpan()))
        {
            _all = now;
            _byNumber = now.ToDictionary(static l => l.Number);
        }

        return _all;
    }

    private void Add(string number, DialogStatus dialog)
    {
        ref List<DialogStatus>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _open,
            number,
            out _
        );
        (list ??= []).Add(dialog);
    }

    private LampStatus Lamp(ExtensionSettings extension)
    {
        LampStatus? last = _byNumber.GetValueOrDefault(extension.Number);
        bool isPark = extension is ParkExtensionSettings;
        ImmutableArray<DialogStatus> dialogs =
            _open.TryGetValue(extension.Number, out List<DialogStatus>? open) ? [.. open]
            : last is { Dialogs: [.., var dialog] } && last.IsPark == isPark
                ? [Terminated(dialog, isPark)]
            : [];
        return
            last is not null
            && last.Name == extension.Name
            && last.IsPark == isPark
            && last.Dialogs.SequenceEqual(dialogs)
            ? last
            : new LampStatus(extension.Number, extension.Name, isPark, dialogs);
    }

    private DialogStatus Terminated(DialogStatus dialog, bool isPark) =>
        dialog with
        {
            Phase = DialogPhase.Terminated,
            IsHeld = false,
            Remote = isPark && !ShowsWaiting ? PartyStatus.Withheld : dialog.Remote,
        };

    /// <summary>An extension's own dialog; null while a telephone that is called has not said a word yet.</summary>
    private DialogStatus? Dialog(Leg leg)
    {
        ReplacedCall name = leg.Name;
        return name.RemoteTag.Length == 0
            ? null
            : new DialogStatus(
                name.CallId,
                name.RemoteTag,
                name.LocalTag,
                leg.Inbound,
                leg.IsAnswered ? DialogPhase.Confirmed : DialogPhase.Early,
                Remote(leg),
                leg.HeldSince is not null
            );
    }

    private DialogStatus Dialog(Call call, ParkStay stay) =>
        new(
            stay.Name.CallId,
            stay.Name.LocalTag,
            stay.Name.RemoteTag,
            IsInitiator: false,
            call.State == CallState.Returning ? DialogPhase.Early : DialogPhase.Confirmed,
            ShowsWaiting ? Shown(call.Party.Identity) : PartyStatus.Withheld,
            IsHeld: false
        );

    /// <summary>Whom an extension is connected with, or calls, or is called by.</summary>
    private PartyStatus Remote(Leg leg) =>
        leg.Owner switch
        {
            // Otherwise the lamp of who waits would tell what that of the park extension keeps to itself.
            Call { Stay: { } stay } => ShowsWaiting ? Extension(stay.Slot) : PartyStatus.Withheld,
            RingGroup { Owner: Call { Stay: { } stay } } when !ShowsWaiting => Extension(stay.Slot),
            Call call when call.Other(leg) is { } other => Shown(other.Identity),
            Call { Targets.Ringing: [var target, ..] } => Shown(target.Identity),
            Call call => Extension(call.Dialled),
            _ when leg.Shown.Number.Length > 0 => Shown(leg.Shown),
            _ => leg.Inbound ? Extension(leg.Dialled) : PartyStatus.Withheld,
        };

    private PartyStatus Extension(string number) =>
        new(number, board.Settings.FindExtension(number)?.Name ?? "");

    private static PartyStatus Shown(PartyIdentity identity) =>
        identity.IsWithheld
            ? PartyStatus.Withheld
            : new PartyStatus(identity.Number, identity.Name);
}
