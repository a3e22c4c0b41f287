using System.Net;
using QX200.Media;
using QX200.Media.Sdp;
using QX200.Parking;
using QX200.Sip.Auth;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using QX200.Stations;

namespace QX200.Calls;

/// <content>How a leg comes about: a telephone calls, or is called, inside or outside.</content>
internal sealed partial class SipLeg
{
    /// <summary>
    /// Takes a telephone's INVITE as a leg. Null where that cannot be: the INVITE has been answered then, with what is
    /// wrong.
    /// </summary>
    public static SipLeg? Take(
        Equipment equipment,
        ServerTransaction invite,
        PartyIdentity identity,
        string extension,
        DeviceIdentity device
    ) => Take(equipment, invite, identity, extension, device, outside: null);

    /// <summary>Takes the INVITE of somebody who calls over an account or a trunk; else as <see cref="Take(Equipment, ServerTransaction, PartyIdentity, string, DeviceIdentity)"/>.</summary>
    public static SipLeg? TakeFromOutside(
        Equipment equipment,
        ServerTransaction invite,
        OutsideCaller caller
    ) =>
        Take(
            equipment,
            invite,
            caller.IsPrivate || caller.User.Length == 0
                ? PartyIdentity.Anonymous
                : new PartyIdentity(caller.User, caller.Name),
            extension: "",
            device: default,
            caller
        );

    private static SipLeg? Take(
        Equipment equipment,
        ServerTransaction invite,
        PartyIdentity identity,
        string extension,
        DeviceIdentity device,
        OutsideCaller? outside
    )
    {
        IPAddress local = equipment.Sip.LocalAddressFor(invite.Source);
        if (!equipment.Media.TryOpen(local, out StreamId stream, out int port))
        {
            CallLog.NoPort(equipment.Log);
            invite.Respond(503, "No RTP Port Free");
            return null;
        }

        var leg = new SipLeg(equipment, invite.Source, outside?.Account.Terms, local, stream, port)
        {
            Identity = identity,
            Extension = extension,
            Device = device,
            Inbound = true,
            Outside = outside,
            Dialled = outside is null ? UserIn(invite.Request.RequestUri) : "",
            Owner = NoOwner.Instance,
        };

        // Our Contact does not carry the token on to the caller: what he knew he could call us by.
        leg._session = equipment.Agent.Accept(invite, leg, outside?.Account.Terms.User);
        leg._session.Tag = leg;
        equipment.Legs.Add(leg);
        if (
            leg._session.RemoteSdp is { } offer
            && !leg._sdp.TryRead(offer, out SdpRejection rejection)
        )
        {
            leg.Reject(rejection.Status(), rejection.Sentence());
            return null;
        }

        leg._offered = leg._session.RemoteSdp is not null;
        return leg;
    }

    /// <summary>Calls a registered telephone. Null where no port is free.</summary>
    /// <param name="identity">Who is called.</param>
    /// <param name="shown">Who calls, as the telephone is to show it.</param>
    /// <param name="speaks">What the other side can speak: offered first, so that sound can be relayed as it is.</param>
    public static SipLeg? Place(
        Equipment equipment,
        ILegOwner owner,
        Binding binding,
        PartyIdentity identity,
        PartyIdentity shown,
        RingStyle style,
        IReadOnlyList<Codec>? speaks
    )
    {
        var leg = Open(
            equipment,
            owner,
            binding.Target,
            account: null,
            identity,
            identity.Number,
            Devices.Of(binding),
            shown
        );
        leg?.Invite(
            new InviteTarget(binding.ContactUri, binding.Target),
            SipFace.Parts(identity, leg.Shown, style, leg._ourHost),
            speaks,
            credentials: null
        );
        return leg;
    }

    /// <summary>Calls somebody outside over an account whose server has been found. Null where no port is free.</summary>
    /// <param name="number">What the server is to call; whoever is there is no extension of this box.</param>
    /// <param name="shown">Who calls, as far as the account allows it to be told.</param>
    public static SipLeg? PlaceOutside(
        Equipment equipment,
        ILegOwner owner,
        Account account,
        string number,
        PartyIdentity shown,
        IReadOnlyList<Codec>? speaks
    )
    {
        AccountTerms terms = account.Terms;
        var leg = Open(
            equipment,
            owner,
            account.Servers[0],
            terms,
            new PartyIdentity(number, ""),
            extension: "",
            device: default,
            shown
        );
        leg?.Invite(
            SipFace.Target(terms, number) with
            {
                Servers = account.Servers,
            },
            SipFace.Parts(terms, number, leg.Shown),
            speaks,
            new DigestClient(terms.AuthUser, terms.Password)
        );
        return leg;
    }

    private static SipLeg? Open(
        Equipment equipment,
        ILegOwner owner,
        SipPeer peer,
        AccountTerms? account,
        PartyIdentity identity,
        string extension,
        DeviceIdentity device,
        PartyIdentity shown
    )
    {
        IPAddress local = equipment.Sip.LocalAddressFor(peer);
        if (!equipment.Media.TryOpen(local, out StreamId stream, out int port))
        {
            CallLog.NoPort(equipment.Log);
            return null;
        }

        var leg = new SipLeg(equipment, peer, account, local, stream, port)
        {
            Identity = identity,
            Extension = extension,
            Device = device,
            Inbound = false,
            Owner = owner,
            Shown = shown.Presented,
        };
        equipment.Legs.Add(leg);
        return leg;
    }

    private void Invite(
        InviteTarget target,
        InviteParts parts,
        IReadOnlyList<Codec>? speaks,
        DigestClient? credentials
    )
    {
        IEnumerable<Codec> codecs = _equipment
            .Codecs()
            .OrderBy(c => speaks?.Contains(c) == false ? 1 : 0);
        byte[] offer = _sdp.CreateOffer(MediaDirection.SendRecv, [.. codecs]);
        _session = _equipment.Agent.Invite(target, parts, offer, this, credentials);
        _session.Tag = this;
    }

    private static string UserIn(ReadOnlySpan<byte> uri) =>
        SipUri.TryParse(uri, out SipUri parsed) ? parsed.UnescapedUser() : "";
}
