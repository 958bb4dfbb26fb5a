using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "eigendecomposition")]
public sealed class DivideAndConquerTests
{
    /// <summary>Matrices in which nothing, much or everything deflates.</summary>
    public static TheoryData<string, int> Kinds
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string kind in new[] { "random", "wilkinson", "toeplitz", "split", "graded", "zero", "rankOne", "huge" })
            {
                foreach (int size in new[] { 33, 64, 65, 131, 260 })
                    data.Add(kind, size);
            }
            return data;
        }
    }

    private static (double[] D, double[] E) Tridiagonal(string kind, int size)
    {
        double[] d = Samples.Vector(size, 1), e = Samples.Vector(size - 1, 2);
        for (int i = 0; i < size; i++)
        {
            double beside = i == size - 1 ? 0 : e[i];
            (double at, double next) = kind switch
            {
                "wilkinson" => (Math.Abs(i - (size / 2)), 1.0),
                "toeplitz" => (2.0, -1.0),
                "split" => (d[i], i % 7 == 3 ? 0.0 : beside),
                "graded" => (Math.Pow(0.8, i), 0.1 * Math.Pow(0.8, i)),
                "zero" => (0.0, 0.0),
                "rankOne" => (1.0, i == size / 2 ? 1.0 : 1e-18),
                "huge" => (d[i] * 1e3, beside * 1e-9),
                _ => (d[i], beside),
            };
            d[i] = at;
            if (i < size - 1)
                e[i] = next;
        }
        return (d, e);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Halves_joined_give_the_eigenvalues_of_rotations_and_orthonormal_vectors(string kind, int size)
    {
        (double[] d, double[] e) = Tridiagonal(kind, size);
        Matrix t = Matrix.Diagonal(d);
        for (int i = 0; i + 1 < size; i++)
            t[i, i + 1] = t[i + 1, i] = e[i];
        double[] values = [.. d], expected = [.. d];
        Matrix rows = new(size, size);
        int[] order = DivideAndConquer.Solve(values, [.. e], rows, new double[size * size], size, null);
        TridiagonalQL.Diagonalize(expected, [.. e], null);

        double scale = Math.Max(1e-300, t.FrobeniusNorm());
        Near.Equal([.. expected.Order()], [.. order.Select(i => values[i])], absolute: 1e-14 * scale);
        MatrixAssert.Orthonormal(rows.Transpose(), 1e-13);
        MatrixAssert.Near(rows.Times(t), rows.ScaleRows(values), 2e-14 * scale);

        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            double[] again = [.. d];
            Matrix same = new(size, size);
            DivideAndConquer.Solve(again, [.. e], same, new double[size * size], size, workers);
            Assert.Equal(values, again);
            MatrixAssert.Same(rows, same);
        }
    }

    [Fact]
    public void Roots_are_exact_next_to_a_pole_and_between_equal_weights()
    {
        // 1/ρ + 1/(0 − λ) + 1/(1 − λ) with ρ = 1: λ² − 3λ + 1 = 0.
        double[] d = [0, 1], z = [1, 1];
        (double origin, double shift) = SecularEquation.Root(d, z, 1, 0);
        Near.Equal((3 - Math.Sqrt(5)) / 2, origin + shift, relative: 1e-15);
        (origin, shift) = SecularEquation.Root(d, z, 1, 1);
        Near.Equal((3 + Math.Sqrt(5)) / 2, origin + shift, relative: 1e-15);

        // A weight of 1e-10 puts the root 1e-20 or so from its pole, and its digits are all there.
        z = [1e-10, 1, 1];
        d = [0, 1, 2];
        (origin, shift) = SecularEquation.Root(d, z, 1, 0);
        Assert.Equal(0.0, origin);
        Near.Equal(1e-20 / (1 + 1 + 0.5), shift, relative: 1e-12);
    }
}
