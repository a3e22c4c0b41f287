using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>All bindings, by extension. Signal thread only.</summary>
internal sealed class BindingTable
{
    private readonly Dictionary<string, List<Binding>> _byNumber = [];

    public int Count { get; private set; }

    public IEnumerable<Binding> All => _byNumber.Values.SelectMany(static b => b);

    public IReadOnlyList<Binding> Of(string number) =>
        _byNumber.TryGetValue(number, out List<Binding>? bindings) ? bindings : [];

    public void Add(Binding binding)
    {
        if (!_byNumber.TryGetValue(binding.Number, out List<Binding>? bindings))
        {
            _byNumber.Add(binding.Number, bindings = []);
        }

        bindings.Add(binding);
        Count++;
    }

    public void Remove(Binding binding)
    {
        if (
            _byNumber.TryGetValue(binding.Number, out List<Binding>? bindings)
            && bindings.Remove(binding)
        )
        {
            binding.Gone = true;
            Count--;
            if (bindings.Count == 0)
            {
                _byNumber.Remove(binding.Number);
            }
        }
    }

    /// <summary>The binding of that contact (RFC 3261 19.1.4 says which URIs are the same).</summary>
    public Binding? Find(string number, string contactUri)
    {
        if (!SipUri.TryParse(Encoding.UTF8.GetBytes(contactUri), out SipUri asked))
        {
            return null;
        }

        foreach (Binding binding in Of(number))
        {
            if (
                SipUri.TryParse(Encoding.UTF8.GetBytes(binding.ContactUri), out SipUri known)
                && known.IsSameAs(asked)
            )
            {
                return binding;
            }
        }

        return null;
    }

    /// <summary>The telephone that speaks from there, of that extension or (null) of any.</summary>
    public Binding? FindSpeaker(string? number, in SipPeer source)
    {
        foreach (Binding binding in number is null ? All : Of(number))
        {
            if (binding.SpeaksFrom(source))
            {
                return binding;
            }
        }

        return null;
    }
}
