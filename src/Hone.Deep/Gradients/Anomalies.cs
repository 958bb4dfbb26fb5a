namespace Hone.Deep;

/// <summary>A watch for the first NaN or infinity, forwards and backwards: <c>using (Anomalies.Watch()) { loss = …; loss.Backward(); }</c>.</summary>
/// <remarks>
/// While it is on, every operation of this thread that makes such a number of finite ones is named, with its shapes and its layer. Every result and input is read once more, so a step takes
/// up to twice as long; while it is off, nothing is spent. Numbers that were put in as they are, such as the −∞ of a mask, are no anomaly of the operation that puts them there.
/// </remarks>
public static class Anomalies
{
    // Operations that write given numbers.
    private static readonly string[] Writers = ["masked-fill", "where", "pad", "clone", "to"];

    [ThreadStatic]
    private static Watching? current;

    /// <summary>Whether this thread is being watched.</summary>
    internal static bool IsWatched => current is not null;

    /// <summary>Begins to watch this thread; disposing of what is returned ends it.</summary>
    /// <param name="report">Told each operation that makes NaN or an infinity of finite numbers; without it the first ends in an <see cref="AnomalyException"/>.</param>
    public static IDisposable Watch(Action<Anomaly>? report = null) => current = new Watching(report ?? Throw, current);

    /// <summary>A pause of the watch, for what a backward pass computes: it is seen as one.</summary>
    internal static Paused Pause() => new(current);

    /// <summary>Looks at what an operation made.</summary>
    internal static void See(string operation, Tensor result, Tensor[] inputs)
    {
        if (!Array.Exists(Writers, operation.Equals) && !IsFinite(result) && Array.TrueForAll(inputs, IsFinite))
            Report(operation, isGradient: false, Calls.Path, inputs, result);
    }

    /// <summary>Looks at the gradients that an operation passed on.</summary>
    internal static void SeeBack(Node node, Tensor?[] gradients, Tensor?[] back)
    {
        if (Array.Find(back, gradient => gradient is not null && !IsFinite(gradient)) is { } bad && Array.TrueForAll(gradients, gradient => gradient is null || IsFinite(gradient)))
            Report(node.Operation, isGradient: true, node.Path, [.. gradients.OfType<Tensor>()], bad);
    }

    private static void Report(string operation, bool isGradient, string path, Tensor[] inputs, Tensor result)
    {
        long nans, infinities;
        // What looking needs is not itself looked at.
        using (Pause())
        using (NoGrad.Begin())
        {
            Tensor values = result.Detach().To(DType.Float64);
            nans = (long)values.NotEqualTo(values).Sum().Item();
            infinities = (long)values.Abs().EqualTo(Tensor.Scalar(double.PositiveInfinity, DType.Float64)).Sum().Item();
        }
        current!.Report(new Anomaly(operation, isGradient, path, [.. inputs.Select(input => input.Shape)], result.Shape, nans, infinities));
    }

    private static bool IsFinite(Tensor x) => !x.Type.IsFloating || Device.Cpu.IsFinite(x);

    private static void Throw(Anomaly anomaly) => throw new AnomalyException(anomaly);

    internal sealed class Watching(Action<Anomaly> report, Watching? outer) : IDisposable
    {
        public Action<Anomaly> Report => report;

        public void Dispose() => current = outer;
    }

    internal readonly ref struct Paused
    {
        private readonly Watching? before;

        internal Paused(Watching? before)
        {
            this.before = before;
            current = null;
        }

        public void Dispose() => current = before;
    }
}
