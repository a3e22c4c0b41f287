using Xunit;

namespace QX200.Tests.Calls;

/// <summary>A test with an exchange of its own, at whose end nothing may be left behind.</summary>
public abstract class CallScenario : IDisposable
{
    private CallBench? _bench;

    internal CallBench Bench => _bench ??= new CallBench();

    internal CallBench Use(string extensions, string system = "", string trunks = "") =>
        _bench = new CallBench(extensions, system, trunks);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_bench is null)
        {
            return;
        }

        try
        {
            if (TestContext.Current.TestState?.Result != TestResult.Failed)
            {
                _bench.AssertNothingLeft();
            }
        }
        finally
        {
            _bench.Dispose();
        }
    }
}
