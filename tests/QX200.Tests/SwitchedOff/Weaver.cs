using System.Reflection;
using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace QX200.Tests.SwitchedOff;

/// <summary>One of <see cref="Switches"/>, with its number.</summary>
internal sealed record RuleSwitch(int Number, MethodInfo Hook, SwitchOffAttribute Of)
{
    public static IReadOnlyList<RuleSwitch> All { get; } =
    [
        .. typeof(Switches)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(static m => m.GetCustomAttribute<SwitchOffAttribute>() is not null)
            .Select(
                static (m, i) =>
                    new RuleSwitch(i + 1, m, m.GetCustomAttribute<SwitchOffAttribute>()!)
            ),
    ];
}

/// <summary>
/// Puts the switches into a copy of the compiled product: where a rule is decided, the copy asks first whether it is
/// switched off. So the product itself need not know that there is such a thing.
/// </summary>
internal sealed class Weaver
{
    private readonly ModuleDefMD _module;
    private readonly TypeRefUser _switches;
    private readonly MemberRefUser _isOff;

    private Weaver(string product)
    {
        _module = ModuleDefMD.Load(product);
        _switches = new TypeRefUser(
            _module,
            typeof(Switches).Namespace,
            nameof(Switches),
            new AssemblyRefUser(typeof(Switches).Assembly.GetName())
        );
        _isOff = new MemberRefUser(
            _module,
            nameof(Switches.IsOff),
            MethodSig.CreateStatic(_module.CorLibTypes.Boolean, _module.CorLibTypes.Int32),
            _switches
        );
    }

    public static byte[] Weave(string product)
    {
        var weaver = new Weaver(product);
        foreach (RuleSwitch rule in RuleSwitch.All)
        {
            weaver.Add(rule);
        }

        using var copy = new MemoryStream();
        weaver._module.Write(copy);
        return copy.ToArray();
    }

    private void Add(RuleSwitch rule)
    {
        MethodDef target =
            _module
                .Find(rule.Of.In.FullName, isReflectionName: true)
                .Methods.SingleOrDefault(m => m.Name == rule.Of.Method)
            ?? throw new InvalidOperationException(
                $"{nameof(Switches)}.{rule.Hook.Name} names {rule.Of.In.Name}.{rule.Of.Method}, which is not there"
            );
        CilBody body = target.Body;
        body.SimplifyBranches();
        body.SimplifyMacros(target.Parameters);
        bool answers = target.ReturnType.ElementType != ElementType.Void;
        if (rule.Hook.ReturnType == typeof(void))
        {
            ChangeArguments(target, rule);
        }
        else if (answers)
        {
            ChangeAnswer(target, rule);
        }
        else
        {
            LeaveOut(target, rule);
        }
    }

    private void ChangeArguments(MethodDef target, RuleSwitch rule)
    {
        Parameter[] arguments = [.. target.Parameters];
        TypeSig[] types = [.. arguments.Select(static a => ByReference(a.Type))];
        IEnumerable<Instruction> load = arguments.Select(static a =>
            a.Type.IsByRef ? OpCodes.Ldarg.ToInstruction(a) : OpCodes.Ldarga.ToInstruction(a)
        );
        Instruction rest = target.Body.Instructions[0];
        Insert(
            target,
            0,
            [.. IfOff(rule, rest), .. load, Call(rule, _module.CorLibTypes.Void, types)]
        );
    }

    private void LeaveOut(MethodDef target, RuleSwitch rule)
    {
        Instruction rest = target.Body.Instructions[0];
        Insert(
            target,
            0,
            [
                .. IfOff(rule, rest),
                Call(rule, _module.CorLibTypes.Boolean, []),
                OpCodes.Brfalse.ToInstruction(rest),
                OpCodes.Ret.ToInstruction(),
            ]
        );
    }

    private void ChangeAnswer(MethodDef target, RuleSwitch rule)
    {
        Parameter[] arguments = rule.Hook.GetParameters().Length > 1 ? [.. target.Parameters] : [];
        TypeSig answer = target.ReturnType;
        var kept = new Local(answer);
        target.Body.Variables.Add(kept);
        foreach (Instruction end in target.Body.Instructions.Where(IsReturn).ToArray())
        {
            // In its place, as others jump to it.
            end.OpCode = OpCodes.Stloc;
            end.Operand = kept;
            Instruction leave = OpCodes.Ldloc.ToInstruction(kept);
            Insert(
                target,
                target.Body.Instructions.IndexOf(end) + 1,
                [
                    .. IfOff(rule, leave),
                    OpCodes.Ldloc.ToInstruction(kept),
                    .. arguments.Select(static a => OpCodes.Ldarg.ToInstruction(a)),
                    Call(rule, answer, [answer, .. arguments.Select(static a => a.Type)]),
                    OpCodes.Stloc.ToInstruction(kept),
                    leave,
                    OpCodes.Ret.ToInstruction(),
                ]
            );
        }
    }

    private Instruction[] IfOff(RuleSwitch rule, Instruction otherwise) =>
        [
            Instruction.CreateLdcI4(rule.Number),
            OpCodes.Call.ToInstruction(_isOff),
            OpCodes.Brfalse.ToInstruction(otherwise),
        ];

    /// <summary>The types are the product's own, so a hook whose signature does not fit is not found at run time.</summary>
    private Instruction Call(RuleSwitch rule, TypeSig answer, TypeSig[] types) =>
        OpCodes.Call.ToInstruction(
            new MemberRefUser(
                _module,
                rule.Hook.Name,
                MethodSig.CreateStatic(answer, types),
                _switches
            )
        );

    private static void Insert(MethodDef target, int at, IReadOnlyList<Instruction> instructions)
    {
        for (int i = 0; i < instructions.Count; i++)
        {
            target.Body.Instructions.Insert(at + i, instructions[i]);
        }
    }

    private static TypeSig ByReference(TypeSig type) => type.IsByRef ? type : new ByRefSig(type);

    private static bool IsReturn(Instruction instruction) => instruction.OpCode == OpCodes.Ret;
}
