using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Stations;

/// <summary>The 200 to a REGISTER: all contacts of the extension and the time that each has left (RFC 3261 10.3 step 8).</summary>
internal static class ContactList
{
    public static void Answer(
        ServerTransaction transaction,
        IReadOnlyList<Binding> bindings,
        TimeProvider clock
    )
    {
        SipWriter response = transaction.Begin(200);
        foreach (Binding binding in bindings)
        {
            Write(ref response, binding, clock);
        }

        response.End();
        transaction.Send(ref response);
    }

    private static void Write(ref SipWriter response, Binding binding, TimeProvider clock)
    {
        response.OpenHeader(HeaderName.Contact);
        response.Append("<");
        response.Append(binding.ContactUri);
        response.Append(">;expires=");
        response.Append((long)Math.Ceiling(binding.Remaining(clock).TotalSeconds));
        if (binding.Quality < 1000)
        {
            response.Append($";q={binding.Quality / 1000.0:0.###}");
        }

        if (binding.Instance is { } instance)
        {
            response.Append($";+sip.instance=\"{instance}\"");
        }

        if (binding.RegId > 0)
        {
            response.Append($";reg-id={binding.RegId}");
        }

        response.CloseHeader();
    }
}
