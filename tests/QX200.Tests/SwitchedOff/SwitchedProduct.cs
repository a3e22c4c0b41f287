using System.Reflection;
using System.Runtime.Loader;
using QX200.Tests.Calls.Walks;
using QX200.Tests.House;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace QX200.Tests.SwitchedOff;

/// <summary>
/// The woven copy of the product with a second copy of these tests beside it, which know no other. Runs the tests of a
/// rule at the level of whole messages, with a rule switched off.
/// </summary>
internal sealed class SwitchedProduct : AssemblyLoadContext
{
    private readonly Assembly _tests;
    private readonly Action<int> _turnOff;

    public SwitchedProduct()
        : base("switched off")
    {
        _tests = LoadFromAssemblyPath(typeof(SwitchedProduct).Assembly.Location);
        _turnOff = _tests
            .GetType(typeof(Switches).FullName!)!
            .GetMethod(nameof(Switches.TurnOff))!
            .CreateDelegate<Action<int>>();
    }

    /// <summary>The rule's tests in this process's own order, each as class and method.</summary>
    public IReadOnlyList<string> Tests(string rule) => [.. Find(rule).Select(static m => Named(m))];

    /// <summary>The first of the rule's tests that fails; null where all pass.</summary>
    /// <param name="off">The switch; 0: all rules are in force.</param>
    public async Task<string?> FirstFailure(string rule, int off)
    {
        _turnOff(off);
        try
        {
            foreach (MethodInfo test in Find(rule))
            {
                if (await Fails(test) is { } fault)
                {
                    return $"{Named(test)}: {fault.Message.ReplaceLineEndings(" ")}";
                }
            }

            return null;
        }
        finally
        {
            _turnOff(0);
        }
    }

    /// <summary>What is wrong with a random walk; empty where all is well.</summary>
    public string Walk(int seed, int off)
    {
        _turnOff(off);
        try
        {
            return _tests
                .GetType(typeof(RandomWalks).FullName!)!
                .GetMethod(nameof(RandomWalks.Fault))!
                .CreateDelegate<Func<int, string>>()(seed);
        }
        finally
        {
            _turnOff(0);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name switch
        {
            "QX200.Tests" => _tests,
            "qx200" => LoadProduct(),
            _ => null,
        };

    private Assembly LoadProduct()
    {
        using var woven = new MemoryStream(
            Weaver.Weave(typeof(QX200.Calls.Call).Assembly.Location)
        );
        return LoadFromStream(woven);
    }

    private IEnumerable<MethodInfo> Find(string rule) =>
        _tests
            .GetTypes()
            .Where(static t =>
                t.IsPublic && t.Namespace is "QX200.Tests.Calls" or "QX200.Tests.Watchers"
            )
            .SelectMany(static t => t.GetMethods())
            .Where(m =>
                m.GetCustomAttribute<FactAttribute>() is not null
                && RuleTable.Named($".{m.Name}").Contains(rule)
            );

    private static async Task<Exception?> Fails(MethodInfo test)
    {
        await using var disposal = new DisposalTracker();
        foreach (object?[] arguments in await Rows(test, disposal))
        {
            if (Play(test, arguments) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static async Task<object?[][]> Rows(MethodInfo test, DisposalTracker disposal)
    {
        if (test.GetCustomAttribute<TheoryAttribute>() is null)
        {
            return
            [
                [],
            ];
        }

        var rows = new List<object?[]>();
        foreach (IDataAttribute data in test.GetCustomAttributes().OfType<IDataAttribute>())
        {
            rows.AddRange((await data.GetData(test, disposal)).Select(static row => row.GetData()));
        }

        return [.. rows];
    }

    private static Exception? Play(MethodInfo test, object?[] arguments)
    {
        object scenario = Activator.CreateInstance(test.DeclaringType!)!;
        Exception? fault = Record.Exception(() => test.Invoke(scenario, arguments));
        fault ??= Record.Exception(() => (scenario as IDisposable)?.Dispose());
        return fault is TargetInvocationException { InnerException: { } inner } ? inner : fault;
    }

    private static string Named(MethodInfo test) => $"{test.DeclaringType!.Name}.{test.Name}";
}
