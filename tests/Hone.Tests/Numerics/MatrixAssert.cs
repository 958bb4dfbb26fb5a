using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>Assertions on whole matrices.</summary>
internal static class MatrixAssert
{
    public static void Near(Matrix expected, Matrix found, double absolute)
    {
        Assert.Equal((expected.Rows, expected.Columns), (found.Rows, found.Columns));
        for (int i = 0; i < expected.Rows; i++)
            Tests.Near.Equal(expected.Row(i), found.Row(i), absolute: absolute);
    }

    public static void Same(Matrix expected, Matrix found)
    {
        Assert.Equal((expected.Rows, expected.Columns), (found.Rows, found.Columns));
        for (int i = 0; i < expected.Rows; i++)
            Assert.Equal(expected.Row(i).ToArray(), found.Row(i).ToArray());
    }

    /// <summary>QᵀQ = 1.</summary>
    public static void Orthonormal(Matrix columns, double absolute = 1e-12) => Near(Matrix.Identity(columns.Columns), columns.TransposeTimes(columns), absolute);
}
