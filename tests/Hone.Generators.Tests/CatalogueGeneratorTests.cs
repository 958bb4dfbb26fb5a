using Hone.Contracts;
using Microsoft.CodeAnalysis;

namespace Hone.Generators.Tests;

public sealed class CatalogueGeneratorTests
{
    private const string Everything = """
        namespace Mine;

        public enum Loss { Squared, Absolute, @event }

        /// <summary>Learns <c>everything</c> with a <see cref="Loss"/>
        /// of one's choice.</summary>
        public sealed record Widget : ILearner<IModel>
        {
            public const string Name = "gadget";
            /// <summary>λ ≥ 0, "quoted" \ and all. Default 1.</summary>
            public double Penalty { get; init => field = value >= 0 ? value : throw new System.ArgumentOutOfRangeException(nameof(Penalty), "Penalty must be at least 0."); } = 1.5;
            public int Trees { get; init; } = 100;
            public long Big { get; init; } = long.MaxValue;
            public ulong Seed { get; init; } = ulong.MaxValue;
            public bool Fast { get; init; } = true;
            public string Tag { get; init; } = "a\"b";
            public Loss Loss { get; init; } = Loss.Absolute;
            public double? Share { get; init; }
            public int? Depth { get; init; } = 3;
            public long? Bytes { get; init; }
            public bool? Exact { get; init; }
            public string? Note { get; init; }
            public Loss? Other { get; init; }
            public int @class { get; init; }
            public double[] Passed { get; init; } = [];
            public int Settable { get; set; }
            public int Computed => 1;
            internal int Hidden { get; init; }
            public static int Shared { get; }
        """ + Driving.Body + """

        }
        """;

    private static string Learner(string name, string members = "") => $$"""
        public sealed record {{name}} : ILearner<IModel>
        {
            {{members}}
        {{Driving.Body}}
        }
        """;

    private static string Stored(string name, string kind, string modifier = "public") => $$"""
        {{modifier}} sealed class {{name}} : IStored<{{name}}>
        {
            public static string Kind => {{kind}};
            public void Write(PackageWriter writer) { }
            public static {{name}} Read(PackageReader reader) => new();
        }
        """;

    private static LearnerEntry Gadget() => Driving.Load("Everything.Mine", "Everything.Mine.MineCatalogue", Everything).Learner("gadget");

    [Fact]
    public void Every_init_setting_of_a_plain_type_is_listed_with_its_kind_and_default()
    {
        LearnerEntry entry = Gadget();

        entry.Summary.ShouldBe("Learns everything with a Loss of one's choice.");
        entry.Settings.Select(s => $"{s.Name}: {s.Kind} = {s.Default}").ShouldBe(
        [
            "Penalty: number = 1.5", "Trees: whole = 100", "Big: whole = 9223372036854775807", "Seed: whole = 18446744073709551615",
            "Fast: flag = true", "Tag: text = a\"b", "Loss: Squared|Absolute|event = Absolute", "Share: number? = ", "Depth: whole? = 3",
            "Bytes: whole? = ", "Exact: flag? = ", "Note: text? = ", "Other: Squared|Absolute|event? = ", "class: whole = 0",
        ]);
        entry.Setting("penalty").Doc.ShouldBe("λ ≥ 0, \"quoted\" \\ and all. Default 1.");
        entry.Describe(entry.Create()).Single(s => s.Key == "Depth").Value.ShouldBe("3");
    }

    [Theory]
    [InlineData("Penalty", "0.1", "0.1")]
    [InlineData("Penalty", "1e-3", "0.001")]
    [InlineData("Trees", "-7", "-7")]
    [InlineData("Seed", "12345678901234567890", "12345678901234567890")]
    [InlineData("Fast", "False", "false")]
    [InlineData("Tag", "", "")]
    [InlineData("Loss", "squared", "Squared")]
    [InlineData("Loss", "event", "event")]
    [InlineData("Share", "0.25", "0.25")]
    [InlineData("Depth", "", "")]
    [InlineData("Bytes", "5", "5")]
    [InlineData("Exact", "true", "true")]
    [InlineData("Note", "né", "né")]
    [InlineData("Other", "Absolute", "Absolute")]
    [InlineData("class", "2", "2")]
    public void A_setting_changes_by_text_and_leaves_the_learner_given_alone(string name, string text, string shown)
    {
        LearnerEntry entry = Gadget();
        ILearner<IModel> fresh = entry.Create();

        ILearner<IModel> changed = entry.Setting(name).With(fresh, text);

        entry.Setting(name).Get(changed).ShouldBe(shown);
        fresh.ShouldBe(entry.Create());
        foreach (Setting other in entry.Settings.Where(s => s.Name != name))
            other.Get(changed).ShouldBe(other.Default);
    }

    [Theory]
    [InlineData("Penalty", "much", "The setting Penalty of gadget was given 'much'; it takes a number.")]
    [InlineData("Penalty", "", "The setting Penalty of gadget was given ''; it takes a number.")]
    [InlineData("Penalty", "1,5", "The setting Penalty of gadget was given '1,5'; it takes a number.")]
    [InlineData("Trees", "1.5", "The setting Trees of gadget was given '1.5'; it takes a whole number from -2147483648 to 2147483647.")]
    [InlineData("Seed", "-1", "The setting Seed of gadget was given '-1'; it takes a whole number from 0 to 18446744073709551615.")]
    [InlineData("Fast", "yes", "The setting Fast of gadget was given 'yes'; it takes true or false.")]
    [InlineData("Loss", "1", "The setting Loss of gadget was given '1'; it takes Squared, Absolute or event.")]
    [InlineData("Share", "x", "The setting Share of gadget was given 'x'; it takes a number, or nothing.")]
    public void A_value_that_is_none_is_refused_in_one_sentence(string name, string text, string message)
    {
        LearnerEntry entry = Gadget();
        Should.Throw<ArgumentException>(() => entry.Setting(name).With(entry.Create(), text)).Message.ShouldBe(message);
    }

    [Fact]
    public void A_value_out_of_range_meets_the_property_s_own_check()
    {
        LearnerEntry entry = Gadget();
        Should.Throw<ArgumentOutOfRangeException>(() => entry.Setting("Penalty").With(entry.Create(), "-1")).Message.ShouldStartWith("Penalty must be at least 0.");
    }

    [Fact]
    public void Positional_settings_and_inherited_ones_count_and_documentation_is_inherited()
    {
        Catalogue catalogue = Driving.Load("Parts", "Parts.PartsCatalogue", """
            namespace Parts;
            /// <summary>Shared.</summary>
            public abstract record Common : ILearner<IModel>
            {
                /// <summary>How many.</summary>
                public virtual int Count { get; init; } = 1;
            """ + Driving.Body + """
            }
            /// <summary>First.</summary>
            /// <param name="Rate">In (0, 1].</param>
            public sealed partial record First(double Rate = 0.1) : Common, ILearner<IModel>
            {
                /// <inheritdoc/>
                public override int Count { get; init; } = 2;
            }
            public sealed partial record First : Common;
            /// <summary>Second.</summary>
            public sealed record Second : Common
            {
                /// <inheritdoc cref="First.Count"/>
                public int Other { get; init; } = 5;
            }
            """);

        catalogue.Learners.Select(l => $"{l.Name}: {l.Summary} {string.Join("; ", l.Settings.Select(s => $"{s.Name}={s.Default} {s.Doc}"))}").ShouldBe(
        [
            "first: First. Count=2 How many.; Rate=0.1 In (0, 1].",
            "second: Second. Count=1 How many.; Other=5 How many.",
        ]);
    }

    [Fact]
    public void Stored_types_are_read_back_by_their_kind()
    {
        Catalogue catalogue = Driving.Load("Kept", "Kept.KeptCatalogue", "namespace Kept;", Stored("B", "\"b-kind\""), Stored("A", "\"a-\" + \"kind\"", "internal"), """
            public static class Outer { internal readonly struct Inner : IStored<Inner>
            {
                static string IStored<Inner>.Kind => "inner";
                public void Write(PackageWriter writer) { }
                public static Inner Read(PackageReader reader) => default;
            } }
            """);

        catalogue.Stored.Select(s => s.Kind).ShouldBe(["a-kind", "b-kind", "inner"]);
        catalogue.Reader("b-kind")(new PackageReader(new PackageWriter().Document, catalogue)).GetType().Name.ShouldBe("B");
    }

    [Theory]
    [InlineData("Hone.Deep", "Hone.Deep.DeepCatalogue")]
    [InlineData("my-app", "my_app.My_appCatalogue")]
    [InlineData("1st.class", "_1st.class.ClassCatalogue")]
    public void The_catalogue_is_named_after_the_assembly(string assembly, string type) =>
        Driving.Load(assembly, type, Learner("Only")).Learners.Single().Name.ShouldBe("only");

    [Fact]
    public void An_assembly_without_learners_or_stored_types_gets_no_catalogue() =>
        Driving.Run("Empty", "public sealed record Plain(int X) : System.IComparable { public int CompareTo(object? other) => 0; }").Text.ShouldBe("");

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        string[] sources = [Learner("Zeta"), Learner("Alpha"), Stored("Z", "\"z\""), Stored("A", "\"a\"")];
        string forth = Driving.Run("Order", sources).Text;

        forth.ShouldContain("\"alpha\"");
        Driving.Run("Order", [.. sources.Reverse()]).Text.ShouldBe(forth);
    }

    [Fact]
    public void Abstract_internal_and_generic_learners_are_passed_over() =>
        Driving.Run("None", Learner("Generic<T>"), Learner("Quiet").Replace("public sealed record", "internal sealed record", StringComparison.Ordinal)).Text.ShouldBe("");

    [Fact]
    public void Two_learners_of_one_name_are_an_error()
    {
        Diagnostic found = Driving.Run("Twice", Learner("One", "public const string Name = \"same\";"), Learner("Same")).Diagnostics.ShouldHaveSingleItem();

        found.Id.ShouldBe("HONE001");
        found.Severity.ShouldBe(DiagnosticSeverity.Error);
        found.GetMessage(null).ShouldBe("The learner global::Same has the name 'same' that global::One has already; give it another by a public const string Name");
        found.Location.GetLineSpan().Path.ShouldBe("file1.cs");
    }

    [Fact]
    public void Two_stored_types_of_one_kind_are_an_error() =>
        Driving.Run("Twice", Stored("One", "\"k\""), Stored("Two", "\"k\"")).Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("HONE002");

    [Theory]
    [InlineData("public Bad(int x) { }", "it has no public constructor without arguments")]
    [InlineData("public required int X { get; init; }", "its member X is required")]
    public void A_learner_that_needs_arguments_is_a_warning_and_left_out(string members, string reason)
    {
        (string text, Diagnostic[] diagnostics) = Driving.Run("Needy", Learner("Bad", members), Learner("Good"));

        Diagnostic found = diagnostics.ShouldHaveSingleItem();
        found.Id.ShouldBe("HONE003");
        found.Severity.ShouldBe(DiagnosticSeverity.Warning);
        found.GetMessage(null).ShouldBe($"The learner global::Bad is not in the catalogue: {reason}");
        text.ShouldContain("global::Good");
        text.ShouldNotContain("global::Bad");
    }

    [Theory]
    [InlineData("public sealed class Outer { private sealed class In : IStored<In> { public static string Kind => \"k\"; public void Write(PackageWriter w) { } public static In Read(PackageReader r) => new(); } }")]
    [InlineData("public sealed class In<T> : IStored<In<T>> { public static string Kind => \"k\"; public void Write(PackageWriter w) { } public static In<T> Read(PackageReader r) => new(); }")]
    public void A_stored_type_out_of_reach_is_an_error(string source) =>
        Driving.Run("Reach", source).Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("HONE004");

    [Fact]
    public void An_edit_that_changes_no_learner_writes_nothing_anew()
    {
        Compilation first = Driving.Compile("Steady", Learner("One", "public int X { get; init; }"), "public static class Beside { public static int Two() => 2; }");
        GeneratorDriver driver = Driving.Driver().RunGenerators(first, TestContext.Current.CancellationToken);

        SyntaxTree beside = first.SyntaxTrees.Last();
        Compilation second = first.ReplaceSyntaxTree(beside, Driving.Tree("public static class Beside : object { public static int Two() => 1 + 1; }", beside.FilePath));
        GeneratorRunResult after = driver.RunGenerators(second, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        after.TrackedSteps[CatalogueGenerator.FoundStep].SelectMany(s => s.Outputs).ShouldAllBe(o => o.Reason == IncrementalStepRunReason.Cached || o.Reason == IncrementalStepRunReason.Unchanged);
        after.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).ShouldAllBe(o => o.Reason == IncrementalStepRunReason.Cached);

        SyntaxTree learner = first.SyntaxTrees.First();
        Compilation third = second.ReplaceSyntaxTree(learner, Driving.Tree(Learner("One", "public int X { get; init; } public int Y { get; init; }"), learner.FilePath));
        GeneratorRunResult changed = driver.RunGenerators(third, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        changed.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).ShouldContain(o => o.Reason == IncrementalStepRunReason.Modified);
        changed.GeneratedSources.Single().SourceText.ToString().ShouldContain("\"Y\"");
    }
}
