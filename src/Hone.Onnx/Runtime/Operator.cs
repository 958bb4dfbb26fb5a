namespace Hone.Onnx;

/// <summary>An operator that models can use.</summary>
/// <param name="Name">Its name in its domain.</param>
/// <param name="Since">The first version of the domain whose meaning of it is known here.</param>
/// <param name="Attributes">The names of its attributes in any version.</param>
/// <param name="Run">From a call to the results.</param>
internal sealed record Operator(string Name, int Since, IReadOnlySet<string> Attributes, Func<Call, OnnxValue?[]> Run)
{
    /// <summary>An operator with one result.</summary>
    public static Operator One(string name, int since, string attributes, Func<Call, OnnxValue> run) => new(name, since, Names(attributes), call => [run(call)]);

    /// <summary>An operator with several results.</summary>
    public static Operator Many(string name, int since, string attributes, Func<Call, OnnxValue?[]> run) => new(name, since, Names(attributes), run);

    private static HashSet<string> Names(string attributes) => [.. attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
