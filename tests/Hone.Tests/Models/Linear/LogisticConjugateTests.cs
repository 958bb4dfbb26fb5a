using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

/// <summary>Newton steps found by conjugate gradients on sparse rows, against Newton's method on the same rows written out.</summary>
public sealed class LogisticConjugateTests
{
    private static (Matrix X, SparseMatrix Sparse, ClassTarget Y, double[] Weights) Rows(int classes)
    {
        (Matrix x, _) = Samples.Sparse(rows: 1500, columns: 40, seed: 4);
        RandomStream random = RandomKey.FromSeed(7).Open();
        int[] codes = [.. Enumerable.Range(0, x.Rows).Select(i => random.Below(3) == 0 ? random.Below(classes) : (int)(Math.Abs(x[i, 0] + x[i, 1] - x[i, 2]) * 3) % classes)];
        return (x, SparseMatrix.FromDense(x), new ClassTarget(codes, [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]), [.. Enumerable.Range(0, x.Rows).Select(i => 0.5 + (i % 3))]);
    }

    public static TheoryData<int, double, bool> Cases => new() { { 2, 1, true }, { 2, 0.01, false }, { 3, 1, true }, { 4, 0.1, true }, { 4, 1, false }, { 9, 1, true }, { 3, 0, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sparse_rows_reach_the_optimum_of_dense_ones_in_a_few_steps_for_any_workers(int classes, double penalty, bool intercept)
    {
        (Matrix x, SparseMatrix sparse, ClassTarget y, double[] weights) = Rows(classes);
        LogisticRegression learner = new() { Penalty = penalty, FitIntercept = intercept, Tolerance = 1e-16 };
        LogisticModel expected = (learner with { Solver = LogisticSolver.Newton }).Fit(new TrainingData(new Features(x), y) { Weights = weights });
        TrainingData data = new(new Features(sparse), y) { Weights = weights };
        LogisticModel one = (learner with { Solver = LogisticSolver.FirstOrder }).Fit(data, new FitContext(Workers: 1));
        one.Report.Stop.ShouldBe(StopReason.Converged);
        one.Report.Iterations.ShouldBeLessThan(20);
        for (int k = 0; k < expected.Scores; k++)
            Near.Equal(expected.CoefficientsOf(k), one.CoefficientsOf(k), absolute: 1e-6);
        Near.Equal(expected.Intercepts, one.Intercepts, absolute: 1e-6);
        foreach (int workers in (int[])[2, 4, 8])
        {
            LogisticModel again = (learner with { Solver = LogisticSolver.FirstOrder }).Fit(data, new FitContext(Workers: workers));
            again.Intercepts.ToArray().ShouldBe(one.Intercepts.ToArray());
            for (int k = 0; k < expected.Scores; k++)
                again.CoefficientsOf(k).ToArray().ShouldBe(one.CoefficientsOf(k).ToArray());
        }
    }

    [Fact]
    public void Offsets_count_as_they_do_for_dense_rows()
    {
        (Matrix x, SparseMatrix sparse, ClassTarget y, _) = Rows(2);
        double[] offsets = [.. Enumerable.Range(0, x.Rows).Select(i => Math.Sin(i))];
        LogisticModel expected = new LogisticRegression { Solver = LogisticSolver.Newton }.Fit(new TrainingData(new Features(x), y) { Offsets = offsets });
        LogisticModel found = new LogisticRegression { Solver = LogisticSolver.FirstOrder, Tolerance = 1e-16 }.Fit(new TrainingData(new Features(sparse), y) { Offsets = offsets });
        Near.Equal(expected.CoefficientsOf(), found.CoefficientsOf(), absolute: 1e-6);
        Near.Equal(expected.Intercepts, found.Intercepts, absolute: 1e-6);
    }

    [Fact]
    public void Separable_sparse_rows_without_a_penalty_end_with_certain_probabilities_and_say_so()
    {
        Matrix x = new(60, 5);
        for (int i = 0; i < 60; i++)
        {
            x[i, i % 3] = 1 + (i % 7);
            x[i, 3 + (i % 2)] = 0.5;
        }
        ClassTarget y = new([.. Enumerable.Range(0, 60).Select(i => i % 3)], ["a", "b", "c"]);
        LogisticModel model = new LogisticRegression { Norm = PenaltyNorm.None, Solver = LogisticSolver.FirstOrder }.Fit(new TrainingData(new Features(SparseMatrix.FromDense(x)), y));
        model.Separated.ShouldBeTrue();
        model.Report.Stop.ShouldBe(StopReason.Converged);
        Matrix p = model.PredictProbabilities(new Features(SparseMatrix.FromDense(x)));
        for (int i = 0; i < 60; i++)
            p[i, i % 3].ShouldBeGreaterThan(1 - 1e-6);
    }

    [Fact]
    public void The_iteration_limit_ends_it()
    {
        (_, SparseMatrix sparse, ClassTarget y, _) = Rows(3);
        LogisticModel model = new LogisticRegression { Solver = LogisticSolver.FirstOrder, MaxIterations = 2 }.Fit(new TrainingData(new Features(sparse), y));
        (model.Report.Iterations, model.Report.Stop).ShouldBe((2, StopReason.IterationLimit));
    }

    [Fact]
    public void Slopes_beyond_one_array_are_refused_with_one_sentence()
    {
        SparseMatrix x = new(1 << 20, 1, new int[(1 << 20) + 1], [], []);
        string message = Should.Throw<ArgumentException>(() => new SparseScores(x, 2048, true, default)).Message;
        message.ShouldStartWith("1048576 rows with 2048 classes make 2147483648 numbers, and one array holds");
    }

    [Fact]
    public void Columns_whose_squares_overflow_are_refused()
    {
        Matrix x = new(40, 2);
        for (int i = 0; i < 40; i++)
            (x[i, 0], x[i, 1]) = (i % 2 == 0 ? 1e200 : 0, i % 3);
        ClassTarget y = new([.. Enumerable.Range(0, 40).Select(i => i % 2)], ["a", "b"]);
        Should.Throw<ArgumentException>(() => new LogisticRegression { Solver = LogisticSolver.FirstOrder }.Fit(new TrainingData(new Features(SparseMatrix.FromDense(x)), y))).Message.ShouldContain("too large");
    }
}
