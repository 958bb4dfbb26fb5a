using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;
using Hone.Structure.Reduction;

namespace Hone.Bench.Families;

/// <summary>Dimension reduction against scikit-learn; the score is the share of variance explained.</summary>
internal static class Reduce
{
    public static string Heading => "Reduction and spectra";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("reduce", "pca_full", "lowrank", data => Project(new Features(data.Matrix("X")), new PrincipalComponents { Components = 30 }.Fit)).Wanting(1),
        new BenchTask("reduce", "pca_randomized", "lowrank", data =>
            Project(new Features(data.Matrix("X")), new PrincipalComponents { Components = 30, Solver = ComponentSolver.Randomized, PowerIterations = 4 }.Fit)).Wanting(1),
        new BenchTask("reduce", "truncated_svd", "docs", data => Project(Terms(data), new TruncatedSvd { Components = 50, Iterations = 5 }.Fit)).Wanting(1),
    ];

    private static Func<FitContext, Measured> Project(Features x, Func<Features, FitContext, ComponentProjection> method) => context =>
    {
        (double fit, ComponentProjection found) = Timed.Run(() => method(x, context));
        (double transform, Matrix coordinates) = Timed.Run(() => found.Transform(x, context.Workers));
        return new Measured(fit, transform, coordinates.Rows == x.RowCount ? found.ExplainedVarianceRatio.Sum() : double.NaN);
    };

    /// <summary>The TF-IDF weights of all documents, as the peer computes them before its time starts.</summary>
    private static Features Terms(DataSet data)
    {
        Draft documents = Draft.Of(new Frame([new TextColumn("text", File.ReadAllLines(data.File("docs", "txt")))]));
        return new Features(new TfIdf { MinRows = 2 }.Fit(documents, null, default).Training.Blocks[0].Values);
    }
}
