using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>Random vectors and matrices for the tests, seeded.</summary>
internal static class Samples
{
    public static double[] Vector(int length, int seed)
    {
        RandomStream random = RandomKey.FromSeed((ulong)seed).Open();
        double[] values = new double[length];
        for (int i = 0; i < length; i++)
            values[i] = random.Uniform(-1, 1);
        return values;
    }

    public static Matrix Matrix(int rows, int columns, int seed) => new(rows, columns, Vector(rows * columns, seed));

    /// <summary>A view with gaps between its rows, and NaN in the gaps.</summary>
    public static Matrix View(int rows, int columns, int seed)
    {
        Matrix wide = new(rows + 2, columns + 5);
        for (int i = 0; i < wide.Rows; i++)
            wide.Row(i).Fill(double.NaN);
        Matrix view = wide.RowRange(1, rows).ColumnRange(3, columns);
        Matrix(rows, columns, seed).CopyTo(view);
        return view;
    }

    /// <summary>Symmetric and positive definite, with condition number about <paramref name="condition"/> at most.</summary>
    public static Matrix PositiveDefinite(int size, int seed, double condition = 100)
    {
        Matrix x = Matrix(2 * size + 1, size, seed);
        Matrix gram = x.Gram();
        return gram.AddToDiagonal(gram.Trace() / condition);
    }
}
