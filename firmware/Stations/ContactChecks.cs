using System.Security.Cryptography;
using QX200.Sip;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Stations;

/// <summary>
/// Asks each contact for a sign of life with OPTIONS from time to time: whatever it answers, it is alive. That also
/// keeps open what translates addresses on the way. Signal thread only.
/// </summary>
internal sealed class ContactChecks(SipStack stack, Extensions extensions, Bindings bindings)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    private TimeSpan Period => extensions.Settings.System.Sip.ContactCheck;

    public void Start(Binding binding) => Arm(binding, Period);

    /// <summary>For what was kept over a restart: nobody knows what became of it meanwhile.</summary>
    public void StartSoon(Binding binding) => Arm(binding, Period > s_soon ? s_soon : Period);

    public void Stop(Binding binding) => stack.Loop.Timers.Cancel(ref binding.Check);

    public void PeriodChanged(Binding binding)
    {
        Stop(binding);
        Start(binding);
    }

    // Spread over the second half of the period, so that telephones that came up together are not asked together.
    private void Arm(Binding binding, TimeSpan period)
    {
        if (period > TimeSpan.Zero && !binding.Gone)
        {
            binding.Check = stack.Loop.Timers.Schedule(
                period * (0.5 + (0.5 * Random.Shared.NextDouble())),
                static state =>
                {
                    var (checks, binding) = ((ContactChecks, Binding))state!;
                    checks.Ask(binding);
                },
                (this, binding)
            );
        }
    }

    private void Ask(Binding binding)
    {
        ClientTransaction options = stack.NewRequest(
            SipMethod.Options,
            binding.Target,
            new Question(this, binding)
        );
        byte[] uri = System.Text.Encoding.UTF8.GetBytes(binding.ContactUri);
        SipWriter request = options.Begin(uri);
        request.OpenHeader(HeaderName.From);
        request.Append("<sip:qx200@");
        stack.AppendLocal(ref request, binding.Target);
        request.Append($">;tag={Word()}");
        request.CloseHeader();
        request.OpenHeader(HeaderName.To);
        request.Append("<");
        request.Append(uri);
        request.Append(">");
        request.CloseHeader();
        request.Header(HeaderName.CallId, Word());
        request.Header(HeaderName.CSeq, "1 OPTIONS");
        request.OpenHeader(HeaderName.Contact);
        stack.AppendContact(ref request, "qx200", binding.Target);
        request.CloseHeader();
        request.Header(HeaderName.Accept, "application/sdp");
        request.End();
        options.Send(ref request);
    }

    private void Answered(Binding binding, bool alive)
    {
        if (binding.Gone)
        {
            return;
        }

        bindings.MarkAlive(binding, alive);
        Stop(binding);
        Arm(binding, Period);
    }

    private static string Word() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>One OPTIONS that is out. An answer to an address that the telephone has left since says nothing.</summary>
    private sealed class Question(ContactChecks checks, Binding binding) : IClientTransactionUser
    {
        private readonly uint _askedAt = binding.CSeq;

        public void ResponseArrived(ClientTransaction transaction, SipMessage response)
        {
            // 408 and 430 come from a proxy that found nobody.
            if (response.Status >= 200)
            {
                checks.Answered(binding, alive: response.Status is not (408 or 430));
            }
        }

        public void Failed(ClientTransaction transaction, ClientFailure failure) =>
            checks.Answered(binding, alive: binding.CSeq != _askedAt && binding.Alive);
    }
}
