using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class CoordinateDescentTests
{
    private static readonly Matrix X = Samples.Matrix(60, 12, 1);
    private static readonly double[] Y = X.Times(Samples.Vector(12, 2)).AddScaled(0.3, Samples.Vector(60, 3));

    [Theory]
    [InlineData(0.5, 0, false)]
    [InlineData(5, 0, false)]
    [InlineData(1, 3, false)]
    [InlineData(0, 2, false)]
    [InlineData(1, 0.1, true)]
    public void From_rows_and_from_the_Gram_matrix_the_same_optimum_is_certified(double absolute, double squared, bool nonNegative)
    {
        CoordinateDescent solver = new() { AbsolutePenalty = absolute, SquaredPenalty = squared, NonNegative = nonNegative, Tolerance = 1e-13 };
        CoordinateSolution rows = solver.SolveResidual(X, Y), gram = solver.SolveGram(X.Gram(), X.TransposeTimes(Y), Y.Dot(Y));
        Assert.Equal(MinimizerEnd.Converged, rows.End);
        Assert.Equal(MinimizerEnd.Converged, gram.End);
        Near.Equal(rows.Coefficients, gram.Coefficients, absolute: 1e-6);

        // Optimality: the correlation with the residual is λ₁·sign(w) + λ₂w where w ≠ 0, and at most λ₁ where w = 0.
        double[] correlation = X.TransposeTimes(Y.Subtract(X.Times(rows.Coefficients)));
        for (int j = 0; j < correlation.Length; j++)
        {
            double w = rows.Coefficients[j];
            if (w != 0)
                Near.Equal((absolute * Math.Sign(w)) + (squared * w), correlation[j], absolute: 1e-5);
            else if (nonNegative)
                Assert.True(correlation[j] <= absolute + 1e-5);
            else
                Assert.True(Math.Abs(correlation[j]) <= absolute + 1e-5);
            Assert.True(!nonNegative || w >= 0);
        }
    }

    [Fact]
    public void With_the_squared_penalty_alone_it_is_ridge()
    {
        double[] w = new CoordinateDescent { AbsolutePenalty = 0, SquaredPenalty = 2, Tolerance = 1e-15 }.SolveResidual(X, Y).Coefficients;
        Near.Equal(Cholesky.Factor(X.Gram().AddToDiagonal(2)).Solve(X.TransposeTimes(Y)), w, absolute: 1e-7);
    }

    [Fact]
    public void The_largest_correlation_is_the_penalty_from_which_on_all_is_zero()
    {
        double largest = VectorOperations.MaxNorm(X.TransposeTimes(Y));
        Assert.All(new CoordinateDescent { AbsolutePenalty = largest * 1.000001 }.SolveResidual(X, Y).Coefficients, w => Assert.Equal(0.0, w));
        Assert.Contains(new CoordinateDescent { AbsolutePenalty = largest * 0.999 }.SolveResidual(X, Y).Coefficients, w => w != 0);
    }

    [Fact]
    public void Weighting_a_row_twice_equals_repeating_it()
    {
        int[] repeated = [.. Enumerable.Range(0, 60), 4, 4, 9];
        double[] weights = [.. Enumerable.Repeat(1.0, 60)];
        (weights[4], weights[9]) = (3, 2);
        CoordinateDescent solver = new() { Tolerance = 1e-14 };
        double[] byWeight = solver.SolveResidual(X, Y, weights).Coefficients;
        double[] byRows = solver.SolveResidual(X.TakeRows(repeated), [.. repeated.Select(i => Y[i])]).Coefficients;
        Near.Equal(byRows, byWeight, absolute: 1e-7);
    }

    [Fact]
    public void A_start_near_the_answer_saves_sweeps_and_limits_are_kept()
    {
        CoordinateDescent solver = new() { AbsolutePenalty = 0.1 };
        CoordinateSolution cold = solver.SolveResidual(X, Y), warm = solver.SolveResidual(X, Y, start: cold.Coefficients);
        Assert.True(warm.Iterations < cold.Iterations);
        Assert.Equal(MinimizerEnd.IterationLimit, (solver with { MaxIterations = 1 }).SolveResidual(X, Y).End);
        Assert.Contains("both 0", Assert.Throws<ArgumentException>(() => new CoordinateDescent { AbsolutePenalty = 0 }.SolveResidual(X, Y)).Message, StringComparison.Ordinal);
        Assert.All(new CoordinateDescent().SolveResidual(new Matrix(5, 2), new double[5]).Coefficients, w => Assert.Equal(0.0, w));
    }
}
