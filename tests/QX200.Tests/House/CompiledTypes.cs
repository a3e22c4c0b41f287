using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace QX200.Tests.House;

/// <summary>A type as it stands in a compiled assembly; a nested one under the name of its outermost type.</summary>
internal sealed record CompiledType(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}

/// <summary>
/// The types of one assembly and which of them, and of other assemblies, each one uses: in what it derives from, its attributes, fields,
/// signatures and local variables, and every instruction, those that the compiler wrote included.
/// </summary>
internal sealed class CompiledTypes : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public CompiledTypes(string assembly)
    {
        _file = new PEReader(File.OpenRead(assembly));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Every pair of types of which the first uses the second.</summary>
    public IEnumerable<(CompiledType User, CompiledType Used)> Uses()
    {
        foreach (TypeDefinitionHandle user in _metadata.TypeDefinitions)
        {
            var named = new NamedTypes(_metadata);
            Collect(_metadata.GetTypeDefinition(user), named);
            foreach (TypeDefinitionHandle used in named.Definitions)
            {
                yield return (Outermost(user), Outermost(used));
            }

            foreach (TypeReferenceHandle used in named.References)
            {
                yield return (Outermost(user), Outermost(used));
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void Collect(TypeDefinition type, NamedTypes named)
    {
        named.Add(type.BaseType);
        named.AddAttributes(type.GetCustomAttributes());
        AddConstraints(type.GetGenericParameters(), named);
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            named.Add(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(named, genericContext: null);
            named.AddAttributes(field.GetCustomAttributes());
        }

        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            Collect(_metadata.GetMethodDefinition(handle), named);
        }
    }

    private void Collect(MethodDefinition method, NamedTypes named)
    {
        method.DecodeSignature(named, genericContext: null);
        named.AddAttributes(method.GetCustomAttributes());
        AddConstraints(method.GetGenericParameters(), named);
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata
                .GetStandaloneSignature(body.LocalSignature)
                .DecodeLocalSignature(named, genericContext: null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            named.Add(region.CatchType);
        }

        foreach (EntityHandle token in Instructions.Tokens(body.GetILReader()))
        {
            named.Add(token);
        }
    }

    private void AddConstraints(GenericParameterHandleCollection parameters, NamedTypes named)
    {
        foreach (GenericParameterHandle handle in parameters)
        {
            ImmutableArray<GenericParameterConstraintHandle> constraints =
            [
                .. _metadata.GetGenericParameter(handle).GetConstraints(),
            ];
            foreach (GenericParameterConstraintHandle constraint in constraints)
            {
                named.Add(_metadata.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private CompiledType Outermost(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return new CompiledType(
            _metadata.GetString(type.Namespace),
            _metadata.GetString(type.Name)
        );
    }

    private CompiledType Outermost(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return new CompiledType(
            _metadata.GetString(type.Namespace),
            _metadata.GetString(type.Name)
        );
    }
}
