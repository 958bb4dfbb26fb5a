namespace Hone.Deep;

/// <summary>Where NaN or an infinity first came from.</summary>
/// <param name="Operation">What made it of finite numbers.</param>
/// <param name="IsGradient">Whether it came up in the operation's gradient rather than in its result.</param>
/// <param name="Layer">The path of the layer that computed the operation, <c>blocks.2.attention</c>; empty outside of any.</param>
/// <param name="Shapes">The shapes of what went in.</param>
/// <param name="Shape">The shape of what came out.</param>
/// <param name="NaNs">How many of its elements are NaN.</param>
/// <param name="Infinities">How many are infinite.</param>
public sealed record Anomaly(string Operation, bool IsGradient, string Layer, IReadOnlyList<Shape> Shapes, Shape Shape, long NaNs, long Infinities)
{
    /// <summary>All of it in one sentence.</summary>
    public override string ToString()
    {
        string what = (NaNs, Infinities) switch
        {
            ( > 0, > 0) => FormattableString.Invariant($"{NaNs} NaN and {Infinities} infinite"),
            ( > 0, _) => FormattableString.Invariant($"{NaNs} NaN"),
            _ => FormattableString.Invariant($"{Infinities} infinite"),
        };
        string where = Layer.Length == 0 ? "" : $" in layer '{Layer}'", from = string.Join(" and ", Shapes);
        return FormattableString.Invariant(
            $"{(IsGradient ? "The gradient of " : "")}'{Operation}'{where} made {what} of {Shape.Count} elements, shape {Shape}, of finite numbers{(Shapes.Count == 0 ? "" : $" of {from}")}.");
    }
}
