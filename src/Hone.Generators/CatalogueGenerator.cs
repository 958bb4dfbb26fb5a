using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Hone.Generators;

/// <summary>Emits an assembly's catalogue: its stored types and its learners, so that nothing is registered by hand and nothing reflects.</summary>
/// <remarks>
/// A project without either gets none. Everything between the steps is a plain value that can be compared, so an edit that
/// changes no stored type, learner or setting writes nothing anew.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class CatalogueGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the pipeline's step of findings is tracked.</summary>
    public const string FoundStep = "Found";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EquatableList<Found>> found = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is TypeDeclarationSyntax { BaseList: not null } and not InterfaceDeclarationSyntax,
            static (at, cancellation) => new EquatableList<Found>(at.SemanticModel.GetDeclaredSymbol(at.Node, cancellation) is INamedTypeSymbol type
                ? [.. Finder.Look(type, at.SemanticModel.Compilation, cancellation)]
                : []))
            .Where(static list => list.Count > 0)
            .WithTrackingName(FoundStep);
        IncrementalValueProvider<string> assembly = context.CompilationProvider.Select(static (c, _) => c.AssemblyName ?? "Assembly");
        context.RegisterSourceOutput(found.Collect().Combine(assembly), static (output, pair) => Write(output, pair.Left, pair.Right));
    }

    private static void Write(SourceProductionContext output, ImmutableArray<EquatableList<Found>> lists, string assembly)
    {
        if (lists.IsEmpty)
            return;

        // A partial type is found once for each part that has a base list.
        Found[] found = [.. lists.SelectMany(l => l).GroupBy(f => (f.Type, f.GetType())).Select(g => g.First())];
        List<FoundStored> stored = [];
        foreach (FoundStored type in found.OfType<FoundStored>().OrderBy(s => s.Type, StringComparer.Ordinal))
        {
            if (type.Fault is not null)
                output.ReportDiagnostic(Diagnostic.Create(Rules.StoredOutOfReach, type.Place.ToLocation(), type.Type, type.Fault));
            else if (type.Kind is not null && stored.Find(s => s.Kind == type.Kind) is { } other)
                output.ReportDiagnostic(Diagnostic.Create(Rules.KindTwice, type.Place.ToLocation(), type.Type, other.Type, type.Kind));
            else
                stored.Add(type);
        }
        List<FoundLearner> learners = [];
        foreach (FoundLearner learner in found.OfType<FoundLearner>().OrderBy(l => l.Name, StringComparer.Ordinal).ThenBy(l => l.Type, StringComparer.Ordinal))
        {
            if (learner.Fault is not null)
                output.ReportDiagnostic(Diagnostic.Create(Rules.NotCreatable, learner.Place.ToLocation(), learner.Type, learner.Fault));
            else if (learners.Find(l => l.Name == learner.Name) is { } other)
                output.ReportDiagnostic(Diagnostic.Create(Rules.NameTwice, learner.Place.ToLocation(), learner.Type, other.Type, learner.Name));
            else
                learners.Add(learner);
        }
        output.AddSource("Catalogue.g.cs", SourceText.From(CatalogueText.Write(assembly, stored, learners), Encoding.UTF8));
    }
}
