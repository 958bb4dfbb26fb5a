using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>A least-squares problem as its solvers take it: checked, offsets taken off the target, and its means.</summary>
internal sealed class LeastSquaresData
{
    private readonly Features features;
    private readonly string learner;
    private readonly bool intercept;
    private readonly FitContext context;
    private Means? means;

    private LeastSquaresData(TrainingData data, Matrix y, bool intercept, string learner, FitContext context)
    {
        (X, Y, Weights, Inputs) = (new DesignRows(data.X), y, data.Weights, data.X.Columns);
        (features, this.intercept, this.learner, this.context) = (data.X, intercept, learner, context);
    }

    public DesignRows X { get; }

    public Matrix Y { get; }

    public double[]? Weights { get; }

    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <summary>The means, by a pass over the rows where no moments have been asked for before.</summary>
    public Means Means
    {
        get
        {
            if (means is null)
            {
                features.RequireCompleteNumbers(learner, context.Workers);
                means = Means.Of(X, Y, Weights, intercept, context);
                RequireRange(means);
            }
            return means;
        }
    }

    /// <summary>d.</summary>
    public int Columns => X.Columns;

    /// <summary>k.</summary>
    public int Outputs => Y.Columns;

    public static LeastSquaresData From(TrainingData data, bool intercept, string learner, FitContext context)
    {
        NumberTarget target = data.RequireNumbers(learner);
        data.X.RequireNumberColumns(learner);
        RankAgreement.Check(data, context);
        // A rank that fails by itself would leave the others waiting; alone, the sums show whether there is anything to look for.
        if (context.Ranks.Size > 1)
            data.X.RequireCompleteNumbers(learner, context.Workers);
        Matrix y = target.Values;
        if (data.Offsets is { } offsets)
        {
            y = y.Copy();
            for (int i = 0; i < y.Rows; i++)
            {
                foreach (ref double value in y.Row(i))
                    value -= offsets[i];
            }
        }
        return new LeastSquaresData(data, y, intercept, learner, context);
    }

    /// <summary>The second moments, in one pass over the rows; refused where they overflow.</summary>
    public Moments Moments()
    {
        (Means found, Moments moments) = Linear.Moments.Of(X, Y, Weights, intercept, context);
        // A value that is not finite leaves none of its column's sums finite.
        if (!IsFinite(found, moments))
            features.RequireCompleteNumbers(learner, context.Workers);
        RequireRange(found);
        for (int j = 0; j < Columns; j++)
            RequireRange(moments.Gram[j, j], j);
        if (!Array.TrueForAll(moments.Cross, double.IsFinite) || !Array.TrueForAll(moments.Squares, double.IsFinite))
            throw new ArgumentException("The target's values are too large: their squares are beyond the range of a double. Divide them by a constant.", "data");
        means = found;
        return moments;
    }

    /// <summary>A copy of X − x̄, n × d.</summary>
    public Matrix CenteredRows()
    {
        Matrix centred = new(X.Rows, Columns);
        for (int i = 0; i < X.Rows; i++)
        {
            X.CopyRow(i, centred.Row(i));
            Kernels.Axpy(-1, Means.X, centred.Row(i));
        }
        return centred;
    }

    /// <summary>y − ȳ of one output.</summary>
    public double[] CenteredTarget(int output) => Y.Column(output).Add(-Means.Y[output]);

    /// <summary>X'W(y − ŷ) over the centred rows, k rows of d: the gradient that a least-squares solution makes 0.</summary>
    public double[] ResidualProducts(double[] w)
    {
        int d = Columns, k = Outputs;
        double[] intercepts = Means.Intercepts(w);
        double[] sums = RowSums.Over(X.Rows, (d + 1) * k, context, (start, end, sum) =>
        {
            int block = DesignRows.BlockRows(d);
            double[] residuals = ArrayPool<double>.Shared.Rent(block);
            for (int first = start; first < end; first += block)
            {
                Span<double> residual = residuals.AsSpan(0, Math.Min(block, end - first));
                for (int o = 0; o < k; o++)
                {
                    X.DotsInto(first, w.AsSpan(o * d, d), residual);
                    for (int r = 0; r < residual.Length; r++)
                    {
                        residual[r] = (Weights?[first + r] ?? 1) * (Y.Row(first + r)[o] - intercepts[o] - residual[r]);
                        sum[(k * d) + o] += residual[r];
                    }
                    X.AddScaledRows(first, residual, sum.Slice(o * d, d));
                }
            }
            ArrayPool<double>.Shared.Return(residuals);
        });
        for (int o = 0; o < k; o++)
            Kernels.Axpy(-sums[(k * d) + o], Means.X, sums.AsSpan(o * d, d));
        return sums[..(k * d)];
    }

    /// <summary>The model of k rows of d coefficients.</summary>
    public LinearModel Model(double[] w, FitReport report, LinearSummary? summary = null)
    {
        double[] intercepts = Means.Intercepts(w);
        return Array.TrueForAll(w, double.IsFinite) && Array.TrueForAll(intercepts, double.IsFinite)
            ? new LinearModel(Inputs, w, intercepts, report) { Summary = summary }
            : throw new ArgumentException("The columns' scales are too far apart for a double to hold the coefficients. Scale the columns first.", "data");
    }

    private static bool IsFinite(Means found, Moments moments) =>
        Kernels.AllFinite(found.X) && Kernels.AllFinite(found.Y) && Kernels.AllFinite(moments.Gram.AsSpan()) && Kernels.AllFinite(moments.Cross);

    private void RequireRange(Means found)
    {
        for (int j = 0; j < found.X.Length; j++)
            RequireRange(found.X[j], j);
        if (!Array.TrueForAll(found.Y, double.IsFinite))
            throw new ArgumentException("The target's values are too large: their sum is beyond the range of a double. Divide them by a constant.", "data");
    }

    private void RequireRange(double value, int column)
    {
        if (!double.IsFinite(value))
            throw new ArgumentException($"Column '{Inputs[column].Name}' holds values too large: their sums are beyond the range of a double. Divide the column by a constant.", "data");
    }
}
