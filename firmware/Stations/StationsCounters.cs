namespace QX200.Stations;

/// <summary>What the Stations room counts. Written on the signal thread; whoever shows them takes them there.</summary>
internal sealed class StationsCounters
{
    /// <summary>REGISTERs that were granted, refreshes and removals among them.</summary>
    public long Registrations { get; set; }
    public long RefusedRegistrations { get; set; }

    /// <summary>Requests answered 401, the usual first ones among them.</summary>
    public long Challenged { get; set; }

    /// <summary>Bindings that ended without being refreshed.</summary>
    public long Expired { get; set; }

    /// <summary>Contacts that went from alive to dead.</summary>
    public long FoundDead { get; set; }

    /// <summary>Requests from callers who get no service.</summary>
    public long RefusedCallers { get; set; }

    /// <summary>Registrations that external servers granted us, refreshes among them.</summary>
    public long AccountGrants { get; set; }

    /// <summary>Registrations that external servers refused or never answered.</summary>
    public long AccountFailures { get; set; }

    /// <summary>INVITEs taken over accounts and trunks.</summary>
    public long OutsideCalls { get; set; }
}
