using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Fills gaps in numbers by chained ridge regressions: each column from all the others, round after round until the fillings settle.</summary>
/// <remarks>
/// <para>
/// Gaps start at the column's mean. In each round the columns with gaps are taken in turn, fewest gaps first: a ridge regression of the column on
/// the others (standardised) is fitted to the rows that have it, and its predictions fill the rest; a row without any value keeps the means. The regressions of the last round are kept, and
/// fill any rows, the training rows included, in the same rounds. Columns without gaps in training get a regression too.
/// </para>
/// <para>
/// Filled values are conditional means, so a filled column varies less than the true one; <see cref="FittedChainedImputation.Draw"/> adds the
/// residual variation back, for several imputations. Cost: O(rounds × columns with gaps × n·d²) time.
/// Source: S. van Buuren and K. Groothuis-Oudshoorn, "mice: Multivariate Imputation by Chained Equations in R", Journal of Statistical Software 45(3), 2011.
/// </para>
/// </remarks>
public sealed record IterativeImpute : IStep
{
    /// <summary>Which columns are filled and predict one another; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Rounds at most, at least 1. Default 10.</summary>
    public int MaxRounds { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>The rounds end when no filling changes by more than this, in standard deviations of its column; at least 0. Default 1e-3.</summary>
    public double Tolerance { get; init => field = Require.AtLeastZero(value); } = 1e-3;

    /// <summary>Penalty on the squared coefficients of standardised columns, per row; above 0, which keeps collinear columns solvable. Default 1e-4.</summary>
    public double Penalty { get; init => field = Require.Positive(value); } = 1e-4;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Filling gaps by regressions", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        int n = table.RowCount, d = columns.Length;
        double[] means = new double[d], deviations = new double[d];
        double[][] x = new double[d][];
        for (int j = 0; j < d; j++)
        {
            double[] present = NumericView.Present(columns[j]);
            means[j] = present.Length == 0 ? 0 : Statistics.Mean(present);
            deviations[j] = present.Length == 0 ? 1 : Math.Sqrt(Statistics.Variance(present, means[j]));
            deviations[j] = deviations[j] > 0 ? deviations[j] : 1;
            x[j] = NumericView.Copy(columns[j]);
            for (int i = 0; i < n; i++)
                x[j][i] = double.IsNaN(x[j][i]) ? 0 : (x[j][i] - means[j]) / deviations[j];
        }

        int[] known = [.. Enumerable.Range(0, n).Where(i => columns.Any(c => !c.IsMissing(i)))];
        int[] order = [.. Enumerable.Range(0, d).Where(j => columns[j].MissingCount > 0 && columns[j].MissingCount < n).OrderBy(j => columns[j].MissingCount)];
        ChainedRegression[] chain = new ChainedRegression[d];
        int rounds = 0;
        for (double change = double.PositiveInfinity; rounds < MaxRounds && change > Tolerance && order.Length > 0; rounds++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            change = 0;
            foreach (int j in order)
            {
                chain[j] = ChainedRegression.Fit(x, j, columns[j].Missing, Penalty, context.Workers);
                foreach (int i in known)
                {
                    if (!columns[j].IsMissing(i))
                        continue;
                    double filled = chain[j].Predict(x, i);
                    change = Math.Max(change, Math.Abs(filled - x[j][i]));
                    x[j][i] = filled;
                }
            }
            context.Progress?.Report(new FitProgress("round", rounds + 1, MaxRounds, change));
        }
        for (int j = 0; j < d; j++)
            chain[j] ??= columns[j].MissingCount == n ? new ChainedRegression(new double[d], 0, 0) : ChainedRegression.Fit(x, j, null, Penalty, context.Workers);
        int[] visits = [.. order, .. Enumerable.Range(0, d).Except(order)];
        StepNote[] notes = [.. order.Select(j => new StepNote(columns[j].Name, FormattableString.Invariant($"filled {columns[j].MissingCount} of {n} by regression on the other columns, {rounds} rounds"), Why))];
        return StepFit.Of(new FittedChainedImputation([.. columns.Select(c => c.Name)], means, deviations, chain, visits, MaxRounds, Tolerance, notes), table, context.Workers);
    }
}

/// <summary>One column from the others, all standardised; its own coefficient is 0.</summary>
internal sealed record ChainedRegression(double[] Coefficients, double Intercept, double Residual)
{
    public static ChainedRegression Fit(double[][] x, int target, MissingBits? missing, double penalty, int? workers)
    {
        int d = x.Length, n = x[0].Length;
        int[] rows = [.. Enumerable.Range(0, n).Where(i => missing is null || !missing[i])];
        if (d == 1)
            return new ChainedRegression(new double[1], 0, Math.Sqrt(rows.Sum(i => x[0][i] * x[0][i]) / rows.Length));

        // Centred cross products of all columns over the rows that have the target; the target's own row and column are taken out.
        double[][] centred = new double[d][];
        double[] means = new double[d];
        WorkerPool.For(d, workers, j =>
        {
            double[] values = new double[rows.Length];
            for (int r = 0; r < rows.Length; r++)
                values[r] = x[j][rows[r]];
            means[j] = Statistics.Mean(values);
            for (int r = 0; r < values.Length; r++)
                values[r] -= means[j];
            centred[j] = values;
        });
        int[] others = [.. Enumerable.Range(0, d).Where(j => j != target)];
        Matrix gram = new(d - 1, d - 1);
        double[] right = new double[d - 1];
        WorkerPool.For(d - 1, workers, a =>
        {
            for (int b = 0; b <= a; b++)
                gram[a, b] = Kernels.Dot(centred[others[a]], centred[others[b]]);
            gram[a, a] += penalty * rows.Length;
            right[a] = Kernels.Dot(centred[others[a]], centred[target]);
        });
        for (int a = 0; a < d - 1; a++)
        {
            for (int b = a + 1; b < d - 1; b++)
                gram[a, b] = gram[b, a];
        }
        double[] solved = Cholesky.Factor(gram).Solve(right);

        double[] coefficients = new double[d];
        double intercept = means[target], squares = 0;
        for (int a = 0; a < others.Length; a++)
        {
            coefficients[others[a]] = solved[a];
            intercept -= solved[a] * means[others[a]];
        }
        for (int r = 0; r < rows.Length; r++)
        {
            double residual = centred[target][r];
            for (int a = 0; a < others.Length; a++)
                residual -= solved[a] * centred[others[a]][r];
            squares += residual * residual;
        }
        return new ChainedRegression(coefficients, intercept, Math.Sqrt(squares / rows.Length));
    }

    public double Predict(double[][] x, int row)
    {
        double sum = Intercept;
        for (int j = 0; j < Coefficients.Length; j++)
            sum += Coefficients[j] * x[j][row];
        return sum;
    }
}

/// <summary>Fills gaps by regressions of each column on the others.</summary>
public sealed class FittedChainedImputation : IFittedStep, IStored<FittedChainedImputation>
{
    private readonly string[] names;
    private readonly double[] means, deviations;
    private readonly ChainedRegression[] chain;
    private readonly int[] visits;
    private readonly int rounds;
    private readonly double tolerance;
    private readonly StepNote[] notes;

    internal FittedChainedImputation(string[] names, double[] means, double[] deviations, ChainedRegression[] chain, int[] visits, int rounds, double tolerance, StepNote[] notes) =>
        (this.names, this.means, this.deviations, this.chain, this.visits, this.rounds, this.tolerance, this.notes) = (names, means, deviations, chain, visits, rounds, tolerance, notes);

    /// <inheritdoc/>
    public static string Kind => "step-impute-chained";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null) => Filled(table, null);

    /// <summary>The rows filled with a draw from each regression instead of its mean: residual variation is added to every filled value.</summary>
    /// <param name="table">Any rows.</param>
    /// <param name="key">Another key gives another draw: what a model varies by from draw to draw is the uncertainty that the gaps leave.</param>
    public Draft Draw(Draft table, RandomKey key) => Filled(table, key);

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Numbers("means", means);
        writer.Numbers("deviations", deviations);
        writer.Numbers("coefficients", chain.SelectMany(c => c.Coefficients).ToArray());
        writer.Numbers("intercepts", chain.Select(c => c.Intercept).ToArray());
        writer.Numbers("residuals", chain.Select(c => c.Residual).ToArray());
        writer.Wholes("visits", visits);
        writer.Whole("rounds", rounds);
        writer.Number("tolerance", tolerance);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedChainedImputation Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        int d = names.Length;
        double[] coefficients = reader.Numbers("coefficients", d * d), intercepts = reader.Numbers("intercepts", d), residuals = reader.Numbers("residuals", d);
        int[] visits = reader.Wholes("visits", d);
        if (!visits.Order().SequenceEqual(Enumerable.Range(0, d)))
            throw reader.Fault("visits", "does not name every column once");
        ChainedRegression[] chain = [.. Enumerable.Range(0, d).Select(j => new ChainedRegression(coefficients[(j * d)..((j + 1) * d)], intercepts[j], residuals[j]))];
        return new FittedChainedImputation(names, reader.Numbers("means", d), reader.Numbers("deviations", d), chain, visits, reader.Whole("rounds", 1), reader.Number("tolerance"), StepNote.ReadAll(reader));
    }

    private Draft Filled(Draft table, RandomKey? key)
    {
        ArgumentNullException.ThrowIfNull(table);
        int d = names.Length;
        if (d == 0)
            return table;
        double[][] x = [.. names.Select(n => NumericView.Copy(table.Table[n]))];
        double[][] row = [.. Enumerable.Range(0, d).Select(_ => new double[1])];
        bool[] gap = new bool[d];
        for (int i = 0; i < table.RowCount; i++)
        {
            int gaps = 0;
            for (int j = 0; j < d; j++)
            {
                gap[j] = double.IsNaN(x[j][i]);
                gaps += gap[j] ? 1 : 0;
                row[j][0] = gap[j] ? 0 : (x[j][i] - means[j]) / deviations[j];
            }
            if (gaps == 0)
                continue;
            if (gaps < d)                                                      // a row without any value keeps the means: nothing speaks for others
                Settle(row, gap);
            RandomStream? stream = key?.Child(i).Open();
            for (int j = 0; j < d; j++)
            {
                if (gap[j])
                    x[j][i] = means[j] + (deviations[j] * (row[j][0] + (stream is null ? 0 : chain[j].Residual * NormalDraw(stream))));
            }
        }
        return table.Replace(names, null, (j, column) => column.MissingCount == 0 ? column : new NumberColumn(column.Name, x[j]));
    }

    // Rounds for one row alone, so that what fills it does not depend on the rows beside it.
    private void Settle(double[][] row, bool[] gap)
    {
        double change = double.PositiveInfinity;
        for (int round = 0; round < rounds && change > tolerance; round++)
        {
            change = 0;
            foreach (int j in visits)
            {
                if (!gap[j])
                    continue;
                double filled = chain[j].Predict(row, 0);
                change = Math.Max(change, Math.Abs(filled - row[j][0]));
                row[j][0] = filled;
            }
        }
    }

    // Marsaglia's polar method: one of the pair is enough here.
    private static double NormalDraw(RandomStream stream)
    {
        while (true)
        {
            double u = stream.Uniform(-1, 1), v = stream.Uniform(-1, 1), s = (u * u) + (v * v);
            if (s is > 0 and < 1)
                return u * Math.Sqrt(-2 * Elementary.Log(s) / s);
        }
    }
}
