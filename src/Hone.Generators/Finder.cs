using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hone.Generators;

/// <summary>Looks at one type: is it stored, is it a learner, and what are its settings.</summary>
internal static class Finder
{
    private const string Contracts = "Hone.Contracts";

    public static IEnumerable<Found> Look(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (type.IsAbstract || type.IsStatic || type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            yield break;
        if (type.AllInterfaces.Any(i => Is(i, "IStored") && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0], type)))
            yield return Stored(type, compilation, cancellation);
        if (type.IsRecord && type.TypeKind == TypeKind.Class && IsPublic(type) && !IsGeneric(type) && type.AllInterfaces.Any(i => Is(i, "ILearner")))
            yield return Learner(type, compilation, cancellation);
    }

    private static bool Is(INamedTypeSymbol type, string name) =>
        type.Name == name && type.TypeArguments.Length == 1 && type.ContainingType is null && type.ContainingNamespace.ToDisplayString() == Contracts;

    private static FoundStored Stored(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        string? fault = IsGeneric(type) ? "it is generic; a stored type has no type parameters"
            : !Containing(type).All(t => t.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal && !t.IsFileLocal)
                ? "it is private to its surroundings; make it internal or public" : null;
        return new FoundStored(FullName(type), Here(type), Kind(type, compilation, cancellation), fault);
    }

    // The kind where the property returns a constant: => "x", { get; } = "x", { get => "x"; } or { get { return "x"; } }.
    private static string? Kind(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        IPropertySymbol? property = type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(p => p.IsStatic && (p.Name == "Kind" || p.Name.EndsWith(".Kind", StringComparison.Ordinal)));
        if (property?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not PropertyDeclarationSyntax syntax)
            return null;
        AccessorDeclarationSyntax? getter = syntax.AccessorList?.Accessors.FirstOrDefault(a => a.IsKind(SyntaxKind.GetAccessorDeclaration));
        ExpressionSyntax? value = syntax.ExpressionBody?.Expression ?? syntax.Initializer?.Value ?? getter?.ExpressionBody?.Expression
            ?? getter?.Body?.Statements.OfType<ReturnStatementSyntax>().FirstOrDefault()?.Expression;
        return value is null ? null : compilation.GetSemanticModel(value.SyntaxTree).GetConstantValue(value, cancellation) is { HasValue: true, Value: string kind } ? kind : null;
    }

    private static FoundLearner Learner(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        List<INamedTypeSymbol> line = [];
        for (INamedTypeSymbol? at = type; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
            line.Insert(0, at);
        string name = line.AsEnumerable().Reverse().SelectMany(t => t.GetMembers("Name").OfType<IFieldSymbol>())
            .FirstOrDefault(f => f is { IsConst: true, DeclaredAccessibility: Accessibility.Public })?.ConstantValue as string ?? type.Name.ToLowerInvariant();

        bool empty = type.InstanceConstructors.Any(c => c.DeclaredAccessibility == Accessibility.Public && c.Parameters.All(p => p.IsOptional));
        string? required = line.SelectMany(t => t.GetMembers()).FirstOrDefault(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })?.Name;
        string? fault = !empty ? "it has no public constructor without arguments" : required is null ? null : $"its member {required} is required";

        Dictionary<string, FoundSetting> settings = new(StringComparer.Ordinal);
        List<string> order = [];
        foreach (IPropertySymbol property in line.SelectMany(t => t.GetMembers().OfType<IPropertySymbol>()))
        {
            if (Setting(property, compilation, cancellation) is not { } setting)
                continue;
            if (!settings.ContainsKey(property.Name))
                order.Add(property.Name);
            settings[property.Name] = setting;                 // an override says more than what it overrides
        }
        return new FoundLearner(FullName(type), Here(type), name, Documentation.Summary(type, compilation, cancellation), fault, new EquatableList<FoundSetting>([.. order.Select(n => settings[n])]));
    }

    private static FoundSetting? Setting(IPropertySymbol property, Compilation compilation, CancellationToken cancellation)
    {
        if (property is not { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public, SetMethod: { DeclaredAccessibility: Accessibility.Public, IsInitOnly: true } })
            return null;
        ITypeSymbol type = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : property.Type;
        (string factory, string arguments)? form = type switch
        {
            { SpecialType: SpecialType.System_Double } => ("Number", ""),
            { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt64 } => ("Whole", ""),
            { SpecialType: SpecialType.System_Boolean } => ("Flag", ""),
            { SpecialType: SpecialType.System_String } => ("Text", property.NullableAnnotation == NullableAnnotation.Annotated ? "true, " : "false, "),
            INamedTypeSymbol { TypeKind: TypeKind.Enum } choice => ("Choice", Options(choice)),
            _ => null,
        };
        if (form is not { } found)
            return null;
        string assigned = found is ("Text", "false, ") ? "v!" : "v";
        return new FoundSetting(property.Name, found.factory, found.arguments, assigned, Documentation.Summary(property, compilation, cancellation));
    }

    private static string Options(INamedTypeSymbol choice)
    {
        string name = FullName(choice);
        IEnumerable<IFieldSymbol> members = choice.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue);
        return $"[{string.Join(", ", members.Select(m => $"({SymbolDisplay.FormatLiteral(m.Name, true)}, {name}.{Escaped(m.Name)})"))}], ";
    }

    internal static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static string FullName(INamedTypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static Place Here(INamedTypeSymbol type) => Place.Of(type.Locations[0]);

    private static bool IsPublic(INamedTypeSymbol type) => Containing(type).All(t => t.DeclaredAccessibility == Accessibility.Public);

    private static bool IsGeneric(INamedTypeSymbol type) => Containing(type).Any(t => t.TypeParameters.Length > 0);

    private static IEnumerable<INamedTypeSymbol> Containing(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
            yield return at;
    }
}
