using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace QX200.Tests.House;

/// <summary>Gathers the types that handles and signatures name; the decoded value itself is nothing.</summary>
internal sealed class NamedTypes(MetadataReader metadata) : ISignatureTypeProvider<byte, object?>
{
    /// <summary>Types of this assembly.</summary>
    public HashSet<TypeDefinitionHandle> Definitions { get; } = [];

    /// <summary>Types of other assemblies: the board's are a room like any other.</summary>
    public HashSet<TypeReferenceHandle> References { get; } = [];

    /// <summary>Adds what a type, field, method, signature or attribute constructor names.</summary>
    public void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Definitions.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeReference:
                References.Add((TypeReferenceHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                metadata
                    .GetTypeSpecification((TypeSpecificationHandle)handle)
                    .DecodeSignature(this, null);
                break;
            case HandleKind.FieldDefinition:
                FieldDefinition field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(field.GetDeclaringType());
                field.DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                MethodDefinition method = metadata.GetMethodDefinition(
                    (MethodDefinitionHandle)handle
                );
                Add(method.GetDeclaringType());
                method.DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                AddMember(metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification filled = metadata.GetMethodSpecification(
                    (MethodSpecificationHandle)handle
                );
                Add(filled.Method);
                filled.DecodeSignature(this, null);
                break;
            case HandleKind.StandaloneSignature:
                metadata
                    .GetStandaloneSignature((StandaloneSignatureHandle)handle)
                    .DecodeMethodSignature(this, null);
                break;
        }
    }

    public void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
        {
            Add(metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    public byte GetTypeFromDefinition(
        MetadataReader reader,
        TypeDefinitionHandle handle,
        byte rawTypeKind
    )
    {
        Definitions.Add(handle);
        return 0;
    }

    public byte GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public byte GetTypeFromReference(
        MetadataReader reader,
        TypeReferenceHandle handle,
        byte rawTypeKind
    )
    {
        References.Add(handle);
        return 0;
    }

    public byte GetArrayType(byte elementType, ArrayShape shape) => 0;

    public byte GetByReferenceType(byte elementType) => 0;

    public byte GetFunctionPointerType(MethodSignature<byte> signature) => 0;

    public byte GetGenericInstantiation(byte genericType, ImmutableArray<byte> typeArguments) => 0;

    public byte GetGenericMethodParameter(object? genericContext, int index) => 0;

    public byte GetGenericTypeParameter(object? genericContext, int index) => 0;

    public byte GetModifiedType(byte modifier, byte unmodifiedType, bool isRequired) => 0;

    public byte GetPinnedType(byte elementType) => 0;

    public byte GetPointerType(byte elementType) => 0;

    public byte GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

    public byte GetSZArrayType(byte elementType) => 0;

    private void AddMember(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            member.DecodeFieldSignature(this, null);
        }
        else
        {
            member.DecodeMethodSignature(this, null);
        }
    }
}
