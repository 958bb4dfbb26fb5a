using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class LbfgsTests
{
    private static double Rosenbrock(double[] x, double[] gradient)
    {
        Array.Clear(gradient);
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double bend = x[i + 1] - (x[i] * x[i]), off = 1 - x[i];
            sum += (100 * bend * bend) + (off * off);
            gradient[i] += (-400 * x[i] * bend) - (2 * off);
            gradient[i + 1] += 200 * bend;
        }
        return sum;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    public void The_valley_of_Rosenbrock_is_followed_to_its_end(int size)
    {
        double[] start = [.. Enumerable.Range(0, size).Select(i => i % 2 == 0 ? -1.2 : 1.0)];
        Minimum minimum = new Lbfgs { GradientTolerance = 1e-9 }.Minimize(Rosenbrock, start);
        Assert.Equal(MinimizerEnd.Converged, minimum.End);
        Assert.True(minimum.GradientNorm <= 1e-9);
        Near.Equal([.. Enumerable.Repeat(1.0, size)], minimum.Point, absolute: 1e-8);
        Assert.True(minimum.Iterations < 40 + (6 * size), $"{minimum.Iterations} iterations");
    }

    [Fact]
    public void A_quadratic_is_solved_like_its_linear_system()
    {
        Matrix a = Samples.PositiveDefinite(30, 1, 1e4);
        double[] b = Samples.Vector(30, 2);
        double Quadratic(double[] x, double[] gradient)
        {
            double[] ax = a.Times(x);
            for (int i = 0; i < x.Length; i++)
                gradient[i] = ax[i] - b[i];
            return (0.5 * x.Dot(ax)) - b.Dot(x);
        }
        foreach (int memory in new[] { 1, 10 })
        {
            Minimum minimum = new Lbfgs { GradientTolerance = 1e-11, Memory = memory }.Minimize(Quadratic, new double[30]);
            Near.Equal(Cholesky.Factor(a).Solve(b), minimum.Point, absolute: 1e-9);
        }
        int few = new Lbfgs { Memory = 1 }.Minimize(Quadratic, new double[30]).Iterations;
        int many = new Lbfgs { Memory = 20 }.Minimize(Quadratic, new double[30]).Iterations;
        Assert.True(many < few);
    }

    [Fact]
    public void A_function_with_an_edge_is_minimised_inside_its_domain()
    {
        // x − ln x has its minimum at 1 and no value at or below 0, where the first steps land.
        Minimum minimum = new Lbfgs { GradientTolerance = 1e-10 }.Minimize((x, g) =>
        {
            g[0] = 1 - (1 / x[0]);
            return x[0] <= 0 ? double.PositiveInfinity : x[0] - Math.Log(x[0]);
        }, [30.0]);
        Near.Equal(1.0, minimum.Point[0], absolute: 1e-9);
    }

    [Fact]
    public void Limits_watchers_and_wrong_gradients_end_the_search_as_they_should()
    {
        double[] start = [-1.2, 1];
        Assert.Equal(MinimizerEnd.IterationLimit, new Lbfgs { MaxIterations = 3 }.Minimize(Rosenbrock, start).End);
        Assert.Equal(0, new Lbfgs { MaxIterations = 0 }.Minimize(Rosenbrock, start).Iterations);
        List<double> values = [];
        Minimum stopped = new Lbfgs().Minimize(Rosenbrock, start, step =>
        {
            values.Add(step.Value);
            return step.Number == 5;
        });
        Assert.Equal((MinimizerEnd.Stopped, 5), (stopped.End, stopped.Iterations));
        Assert.Equal(values.OrderDescending(), values);
        Assert.True(new Lbfgs { ValueTolerance = 0.1 }.Minimize(Rosenbrock, start).Iterations < new Lbfgs().Minimize(Rosenbrock, start).Iterations);
        Assert.Equal(MinimizerEnd.Stalled, new Lbfgs().Minimize((x, g) =>
        {
            g[0] = -2 * x[0];
            return x[0] * x[0];
        }, [1.0]).End);
        Assert.Equal(new[] { -1.2, 1 }, start);
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new Lbfgs().Minimize(Rosenbrock, start, cancellation: source.Token));
        Assert.Throws<ArgumentException>(() => new Lbfgs().Minimize(Rosenbrock, [double.NaN, 1]));
    }

    [Fact]
    public void Rounding_near_the_minimum_does_not_keep_the_gradient_from_its_tolerance()
    {
        // 1e6 added to the value hides its last decreases; the slope still shows them.
        Minimum minimum = new Lbfgs { GradientTolerance = 1e-10 }.Minimize((x, g) => 1e6 + Rosenbrock(x, g), [-1.2, 1, 0.5, 2]);
        Assert.Equal(MinimizerEnd.Converged, minimum.End);
    }
}
