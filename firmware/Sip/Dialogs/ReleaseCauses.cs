namespace QX200.Sip.Dialogs;

/// <summary>Q.850 causes as SIP statuses (RFC 3398 7.2.4.1).</summary>
internal static class ReleaseCauses
{
    public static int StatusOf(int q850Cause) =>
        q850Cause switch
        {
            1 or 2 or 3 => 404,
            17 => 486,
            18 => 408,
            21 => 603,
            22 => 410,
            27 => 502,
            28 => 484,
            34 or 38 or 41 or 42 or 47 => 503,
            55 or 57 => 403,
            65 or 79 => 488,
            102 => 504,
            _ => 480,
        };
}
