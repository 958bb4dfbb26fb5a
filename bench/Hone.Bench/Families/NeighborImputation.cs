using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Bench.Families;

/// <summary>Filling gaps from neighbours against scikit-learn; the score is the root of the mean squared error of the filled cells.</summary>
internal static class NeighborImputation
{
    public static string Heading => "Preparation";

    public static IReadOnlyList<BenchTask> Tasks { get; } = [new BenchTask("preprocess", "knn_imputer", "table_5k", FromNeighbors)];

    private static Func<FitContext, Measured> FromNeighbors(DataSet data)
    {
        Matrix x = data.Matrix("X"), truth = data.Matrix("truth");
        Draft draft = Draft.Of(new Frame([.. Enumerable.Range(0, x.Columns).Select(j => new NumberColumn(FormattableString.Invariant($"x{j + 1}"), x.Column(j)))]));
        return context =>
        {
            (double fit, StepFit step) = Timed.Run(() => new KnnImpute { Neighbors = 5 }.Fit(draft, null, context));
            (double transform, Draft filled) = Timed.Run(() => step.Step.Apply(draft, context.Workers));
            return new Measured(fit, transform, Error(x, truth, filled));
        };
    }

    private static double Error(Matrix x, Matrix truth, Draft filled)
    {
        double sum = 0.0;
        int count = 0;
        for (int j = 0; j < x.Columns; j++)
        {
            ReadOnlySpan<double> values = ((NumberColumn)filled.Table.Columns[j]).Values;
            for (int i = 0; i < x.Rows; i++)
            {
                if (!double.IsNaN(x[i, j]))
                    continue;
                sum += (values[i] - truth[i, j]) * (values[i] - truth[i, j]);
                count++;
            }
        }
        return Math.Sqrt(sum / count);
    }
}
