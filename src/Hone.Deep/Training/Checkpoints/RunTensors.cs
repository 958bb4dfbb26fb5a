namespace Hone.Deep;

/// <summary>The state of a run as tensors, so that every number comes back with the same bits.</summary>
internal static class RunTensors
{
    public static IEnumerable<(string Name, Tensor Tensor)> Of(TrainingState state)
    {
        yield return ("counts", Tensor.From([state.Epoch, state.Batch, state.Step, state.MeasuredAt, state.Waited, (long)state.BestPoint]));
        yield return ("meter", Tensor.From(state.Meter.Sums));
        yield return ("losses", Tensor.From(state.Losses.ToArray()));
        yield return ("rates", Tensor.From(state.Rates.ToArray()));
        yield return ("norms", Tensor.From(state.Norms.ToArray()));
        int width = 5 + (state.Points.Count == 0 ? 0 : state.Points[0].Metrics.Count);
        yield return ("points", Tensor.From(state.Points.SelectMany(Row).ToArray(), [state.Points.Count, width]));
    }

    /// <summary>Takes a state up.</summary>
    /// <exception cref="FormatException">Something is missing or does not fit.</exception>
    public static void Read(IReadOnlyDictionary<string, Tensor> tensors, TrainingState state)
    {
        long[] counts = Whole("counts");
        double[] sums = Numbers("meter");
        if (counts.Length != 6 || Array.Exists(counts, count => count is < -1 or > int.MaxValue) || sums.Length != state.Meter.Sums.Length)
            throw new FormatException("its counts are not those of a run");
        state.Losses.AddRange(Numbers("losses"));
        state.Rates.AddRange(Numbers("rates"));
        state.Norms.AddRange(Numbers("norms"));
        double[] rows = Numbers("points");
        Shape shape = tensors["points"].Shape;
        if (shape.Rank != 2 || shape[1] < 5 || counts[5] >= shape[0])
            throw new FormatException("its measured points are not those of a run");
        for (int row = 0; row < shape[0]; row++)
            state.Points.Add(Point(rows.AsSpan(row * shape[1], shape[1])));
        (state.Epoch, state.Batch, state.Step, state.MeasuredAt, state.Waited, state.BestPoint) = ((int)counts[0], (int)counts[1], (int)counts[2], (int)counts[3], (int)counts[4], (int)counts[5]);
        state.Meter.Sums = sums;

        double[] Numbers(string name) => tensors.TryGetValue(name, out Tensor? found) && found.Type == DType.Float64 ? found.ToArray<double>() : throw new FormatException($"'run.{name}' is missing");
        long[] Whole(string name) => tensors.TryGetValue(name, out Tensor? found) && found.Type == DType.Int64 ? found.ToArray<long>() : throw new FormatException($"'run.{name}' is missing");
    }

    private static double[] Row(TrainingPoint point) => [point.Epoch, point.Step, point.TrainingLoss, point.ValidationLoss is null ? 0 : 1, point.ValidationLoss ?? 0, .. point.Metrics];

    private static TrainingPoint Point(ReadOnlySpan<double> row) => new((int)row[0], (int)row[1], row[2], row[3] != 0 ? row[4] : null, row[5..].ToArray());
}
