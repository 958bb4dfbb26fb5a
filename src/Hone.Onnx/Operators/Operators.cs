using System.Collections.Frozen;

namespace Hone.Onnx;

/// <summary>The operators that can be run, by domain and name.</summary>
internal static partial class Operators
{
    /// <summary>The domain of trees, linear models and their preparation.</summary>
    public const string Tables = "ai.onnx.ml";

    private static readonly FrozenDictionary<string, Operator> Default = Named(
        [.. Arithmetic, .. Comparisons, .. Activations, .. Products, .. Convolutions, .. Normalisations, .. Recurrent, .. Shapes, .. Movements, .. Sources, .. Reductions, .. Choices]);

    private static readonly FrozenDictionary<string, Operator> OfTables = Named([.. Preparations, .. LinearModels, .. Machines, .. Trees]);

    /// <summary>A domain's name; the default one has two.</summary>
    public static string Domain(string name) => name == "ai.onnx" ? "" : name;

    /// <summary>The versions of a domain that are supported; none for one that is not known.</summary>
    public static (int Least, int Most) Versions(string domain) => domain switch
    {
        "" => (7, 21),
        Tables => (1, 4),
        _ => (0, 0),
    };

    /// <summary>An operator, or null where it is not known.</summary>
    public static Operator? Find(string domain, string name) => domain switch
    {
        "" => Default.GetValueOrDefault(name),
        Tables => OfTables.GetValueOrDefault(name),
        _ => null,
    };

    private static FrozenDictionary<string, Operator> Named(IEnumerable<Operator> operators) => operators.ToFrozenDictionary(each => each.Name, StringComparer.Ordinal);
}
