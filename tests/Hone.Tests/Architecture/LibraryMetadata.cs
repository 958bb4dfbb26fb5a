using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hone.Tests.Architecture;

/// <summary>What an assembly says of itself: its types, and of each what it uses.</summary>
internal sealed class LibraryMetadata : IDisposable
{
    private static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => (ushort)c.Value);

    private readonly PEReader image;

    public LibraryMetadata(Assembly assembly)
    {
        image = new PEReader(File.OpenRead(assembly.Location));
        Reader = image.GetMetadataReader();
    }

    public MetadataReader Reader { get; }

    public void Dispose() => image.Dispose();

    /// <summary>The namespace of a type, or of the type around it.</summary>
    public string SpaceOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = Reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? SpaceOf(outer) : Reader.GetString(type.Namespace);
    }

    public string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = Reader.GetTypeDefinition(handle);
        string name = Reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{NameOf(outer)}.{name}" : Reader.GetString(type.Namespace) is { Length: > 0 } space ? $"{space}.{name}" : name;
    }

    /// <summary>The types of this assembly that a type mentions: in its declaration, its members' signatures and their bodies.</summary>
    public HashSet<TypeDefinitionHandle> TypesUsedBy(TypeDefinitionHandle handle)
    {
        TypeDefinition type = Reader.GetTypeDefinition(handle);
        Collector collector = new(this);
        collector.Add(type.BaseType);
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
            collector.Add(Reader.GetInterfaceImplementation(implemented).Interface);
        foreach (FieldDefinitionHandle field in type.GetFields())
            Reader.GetFieldDefinition(field).DecodeSignature(collector, null);
        foreach (MethodDefinitionHandle handleOfMethod in type.GetMethods())
        {
            MethodDefinition method = Reader.GetMethodDefinition(handleOfMethod);
            method.DecodeSignature(collector, null);
            if (Body(method) is { LocalSignature.IsNil: false } body)
                Reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(collector, null);
            foreach (EntityHandle used in Tokens(method))
                collector.Add(used);
        }
        return collector.Found;
    }

    /// <summary>Every member of another assembly that a method's body mentions, as "Namespace.Type.Member", with the method's own name.</summary>
    public IEnumerable<(string Caller, string Member)> OutsideMembers()
    {
        foreach (TypeDefinitionHandle type in Reader.TypeDefinitions)
        {
            foreach (MethodDefinitionHandle handle in Reader.GetTypeDefinition(type).GetMethods())
            {
                MethodDefinition method = Reader.GetMethodDefinition(handle);
                foreach (EntityHandle token in Tokens(method))
                {
                    if (Outside(token) is { } member)
                        yield return ($"{NameOf(type)}.{Reader.GetString(method.Name)}", member);
                }
            }
        }
    }

    private string? Outside(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodSpecification:
                return Outside(Reader.GetMethodSpecification((MethodSpecificationHandle)token).Method);
            case HandleKind.MemberReference:
                MemberReference member = Reader.GetMemberReference((MemberReferenceHandle)token);
                return member.Parent.Kind == HandleKind.TypeReference ? $"{NameOf((TypeReferenceHandle)member.Parent)}.{Reader.GetString(member.Name)}" : null;
            case HandleKind.TypeReference:
                return NameOf((TypeReferenceHandle)token);
            default:
                return null;
        }
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = Reader.GetTypeReference(handle);
        string name = Reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{NameOf((TypeReferenceHandle)type.ResolutionScope)}.{name}" : $"{Reader.GetString(type.Namespace)}.{name}";
    }

    private MethodBodyBlock? Body(MethodDefinition method) => method.RelativeVirtualAddress == 0 ? null : image.GetMethodBody(method.RelativeVirtualAddress);

    private IEnumerable<EntityHandle> Tokens(MethodDefinition method)
    {
        if (Body(method) is not { } body)
            yield break;
        byte[] il = body.GetILBytes()!;
        for (int at = 0; at < il.Length;)
        {
            ushort value = il[at++];
            if (value == 0xFE)
                value = (ushort)(0xFE00 | il[at++]);
            OpCode code = Codes[value];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return (EntityHandle)System.Reflection.Metadata.Ecma335.MetadataTokens.Handle(BitConverter.ToInt32(il, at));
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(il, at));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    /// <summary>Gathers the type definitions that signatures and tokens mention; what it returns for each is of no account.</summary>
    private sealed class Collector(LibraryMetadata library) : ISignatureTypeProvider<int, object?>
    {
        public HashSet<TypeDefinitionHandle> Found { get; } = [];

        public void Add(EntityHandle handle)
        {
            MetadataReader reader = library.Reader;
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition when !handle.IsNil:
                    Found.Add((TypeDefinitionHandle)handle);
                    break;
                case HandleKind.TypeSpecification:
                    reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    Found.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.FieldDefinition:
                    Found.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.MethodSpecification:
                    MethodSpecification specification = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                    specification.DecodeSignature(this, null);
                    Add(specification.Method);
                    break;
                case HandleKind.MemberReference:
                    MemberReference member = reader.GetMemberReference((MemberReferenceHandle)handle);
                    Add(member.Parent);
                    if (member.GetKind() == MemberReferenceKind.Field)
                        member.DecodeFieldSignature(this, null);
                    else
                        member.DecodeMethodSignature(this, null);
                    break;
            }
        }

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            Found.Add(handle);
            return 0;
        }

        public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        {
            Add(handle);
            return 0;
        }

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;
    }
}
