using System.Reflection;
using System.Runtime.Loader;
using Hone.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hone.Generators.Tests;

/// <summary>Runs the generator over source as a compiler would.</summary>
internal static class Driving
{
    private static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Append(typeof(Catalogue).Assembly.Location).Distinct(StringComparer.Ordinal).Select(p => MetadataReference.CreateFromFile(p))];

    // Documentation comments are not parsed in a project that writes no documentation file: the poorer case is the one to test.
    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview).WithDocumentationMode(DocumentationMode.None);

    public const string Usings = "using System.Collections.Generic; using Hone.Contracts; using Hone.Numerics;\n";

    /// <summary>A learner's body behind its settings.</summary>
    public const string Body = """

            public Needs Needs => Needs.None;
            public TargetKinds Targets => TargetKinds.Numbers;
            public IModel Fit(TrainingData data, FitContext context = default) => throw new System.NotSupportedException();
        """;

    public static CSharpCompilation Compile(string assembly, params string[] sources) => CSharpCompilation.Create(
        assembly, sources.Select((s, i) => Tree(s, $"file{i}.cs")), References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Tree(string source, string path) => CSharpSyntaxTree.ParseText(Usings + source, Options, path);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new CatalogueGenerator().AsSourceGenerator()], parseOptions: Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static (string Text, Diagnostic[] Diagnostics) Run(string assembly, params string[] sources)
    {
        GeneratorDriverRunResult result = Driver().RunGenerators(Compile(assembly, sources), TestContext.Current.CancellationToken).GetRunResult();
        return (result.GeneratedTrees.SingleOrDefault()?.ToString() ?? "", [.. result.Diagnostics]);
    }

    /// <summary>Compiles the source with what is generated for it, loads the assembly and returns its catalogue.</summary>
    public static Catalogue Load(string assembly, string catalogue, params string[] sources)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(assembly, sources), out Compilation whole, out _, TestContext.Current.CancellationToken);
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = whole.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning)));
        image.Position = 0;
        Assembly loaded = new AssemblyLoadContext(assembly, isCollectible: true).LoadFromStream(image);
        return (Catalogue)loaded.GetType(catalogue, throwOnError: true)!.GetProperty("Value")!.GetValue(null)!;
    }
}
