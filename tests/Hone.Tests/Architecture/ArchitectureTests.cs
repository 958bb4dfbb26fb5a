using System.Reflection;
using System.Reflection.Metadata;

namespace Hone.Tests.Architecture;

/// <summary>The rules of the house that a compiler does not know.</summary>
public sealed class ArchitectureTests : IDisposable
{
    /// <summary>The rooms in order: each uses only rooms that stand before it.</summary>
    private static readonly string[] Rooms =
    [
        "Numerics", "Plotting", "Data", "Contracts", "Probability", "Models", "Structure", "Recipes", "Evaluation", "Tuning", "Explanation",
        "Causality", "Forecasting", "Recommendation", "Regimes", "Packages", "Pipelines", "Reports",
    ];

    private readonly LibraryMetadata library = new(typeof(HoneCatalogue).Assembly);

    public void Dispose() => library.Dispose();

    [Fact]
    public void Each_room_uses_only_rooms_before_it()
    {
        List<string> faults = [];
        int looked = 0;
        foreach (TypeDefinitionHandle type in library.Reader.TypeDefinitions)
        {
            int room = Room(type);
            if (room < 0)
                continue;
            foreach (TypeDefinitionHandle used in library.TypesUsedBy(type))
            {
                looked++;
                if (Room(used) > room)
                    faults.Add($"{library.NameOf(type)} uses {library.NameOf(used)}: {Rooms[room]} stands before {Rooms[Room(used)]}");
            }
        }
        looked.ShouldBeGreaterThan(1000);
        faults.Distinct().Order().ShouldBeEmpty();
    }

    [Fact]
    public void Every_type_lives_in_a_room()
    {
        string[] homeless = [.. library.Reader.TypeDefinitions
            .Where(t => Room(t) < 0 && library.SpaceOf(t) is var space && space is not ("" or "Hone") && !Compiler(space))
            .Select(library.NameOf)];
        homeless.ShouldBeEmpty();
        library.Reader.TypeDefinitions.Where(t => library.SpaceOf(t) == "Hone" && library.Reader.GetTypeDefinition(t).GetDeclaringType().IsNil).Select(library.NameOf).ShouldBe(["Hone.HoneCatalogue"]);
    }

    [Fact]
    public void The_library_references_nothing_outside_dotnet()
    {
        string[] names = [.. library.Reader.AssemblyReferences.Select(a => library.Reader.GetString(library.Reader.GetAssemblyReference(a).Name))];
        names.ShouldNotBeEmpty();
        names.ShouldAllBe(n => n.StartsWith("System.", StringComparison.Ordinal));
        names.ShouldNotContain("System.Console");
    }

    [Fact]
    public void The_library_calls_no_native_code()
    {
        library.Reader.MethodDefinitions.Select(library.Reader.GetMethodDefinition)
            .Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl)).Select(m => library.Reader.GetString(m.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void The_library_reads_neither_clock_nor_environment_nor_chance_nor_console()
    {
        string[] forbidden =
        [
            "System.Console.", "System.Environment.", "System.Random.", "System.Diagnostics.Stopwatch.", "System.Diagnostics.Process.",
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
            "System.TimeProvider.get_System", "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Security.Cryptography.RandomNumberGenerator.",
            // These differ in the last bit between machines; Numerics has its own.
            "System.Math.Exp", "System.Math.Log", "System.Math.Pow", "System.Math.Sin", "System.Math.Cos", "System.Math.Tan", "System.Math.Asin", "System.Math.Acos", "System.Math.Atan", "System.Math.Cbrt",
            "System.Double.Exp", "System.Double.Log", "System.Double.Pow", "System.Double.Sin", "System.Double.Cos", "System.Double.Tan", "System.Single.Exp", "System.MathF.",
            "System.Activator.", "System.Reflection.Assembly.Load", "System.Globalization.CultureInfo.get_CurrentCulture", "System.TimeZoneInfo.get_Local",
        ];
        (string Caller, string Member)[] used = [.. library.OutsideMembers()];
        used.Length.ShouldBeGreaterThan(1000);
        used.Where(u => forbidden.Any(f => u.Member.StartsWith(f, StringComparison.Ordinal) || u.Member + "." == f) && !Permitted(u.Caller, u.Member))
            .Select(u => $"{u.Caller} uses {u.Member}").Distinct().Order().ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_static_is_mutable()
    {
        List<string> faults = [];
        foreach (FieldDefinition field in library.Reader.FieldDefinitions.Select(library.Reader.GetFieldDefinition))
        {
            string name = $"{library.NameOf(field.GetDeclaringType())}.{library.Reader.GetString(field.Name)}";
            bool mutable = field.Attributes.HasFlag(FieldAttributes.Static) && !field.Attributes.HasFlag(FieldAttributes.InitOnly) && !field.Attributes.HasFlag(FieldAttributes.Literal);
            bool lambda = library.Reader.GetString(library.Reader.GetTypeDefinition(field.GetDeclaringType()).Name).StartsWith('<');
            if (mutable && !lambda && name is not ("Hone.Numerics.WorkerPool.inside" or "Hone.Numerics.WorkerPool.own"))
                faults.Add(name);
        }
        faults.ShouldBeEmpty();
    }

    // The number of processors decides how fast the pool is and nothing else; iterators that the compiler makes ask which thread they are on.
    private static bool Permitted(string caller, string member) =>
        (member == "System.Environment.get_ProcessorCount" && caller.StartsWith("Hone.Numerics.WorkerPool.", StringComparison.Ordinal))
        || (member == "System.Environment.get_CurrentManagedThreadId" && caller.Contains(">d__", StringComparison.Ordinal));

    private static bool Compiler(string space) => space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal);

    private int Room(TypeDefinitionHandle type)
    {
        string[] parts = library.SpaceOf(type).Split('.');
        return parts.Length >= 2 && parts[0] == "Hone" ? Array.IndexOf(Rooms, parts[1]) : -1;
    }
}
