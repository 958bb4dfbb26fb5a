using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "svd")]
public sealed class BidiagonalSvdTests
{
    /// <summary>Sizes on both sides of the panels, and of where rotations give way to halves; matrices with large, small, vanishing and repeated singular values.</summary>
    public static TheoryData<int, int, string> Cases
    {
        get
        {
            TheoryData<int, int, string> data = [];
            foreach ((int rows, int columns) in new[] { (24, 24), (25, 25), (47, 40), (97, 97), (130, 100), (400, 60), (60, 150) })
            {
                foreach (string kind in new[] { "random", "deficient", "falling", "steps", "diagonal", "zero" })
                    data.Add(rows, columns, kind);
            }
            return data;
        }
    }

    private static Matrix Make(int rows, int columns, string kind)
    {
        Matrix a = Samples.Matrix(rows, columns, 1);
        int third = Math.Min(rows, columns) / 3;
        switch (kind)
        {
            case "deficient":
                return Samples.Matrix(rows, third, 2).Times(Samples.Matrix(third, columns, 3));
            case "falling":
                return a.ScaleColumns([.. Enumerable.Range(0, columns).Select(j => Math.Pow(0.6, j))]);
            case "steps":
                return a.ScaleColumns([.. Enumerable.Range(0, columns).Select(j => j % 3 == 0 ? 1 : j % 3 == 1 ? 1e-6 : 1e-12)]);
            case "diagonal":
                a = new Matrix(rows, columns);
                for (int i = 0; i < Math.Min(rows, columns); i++)
                    a[i, i] = (i % 4) - 1;
                return a;
            case "zero":
                return new Matrix(rows, columns);
            default:
                return a;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Factors_are_orthonormal_rebuild_the_matrix_and_are_the_same_on_any_number_of_workers(int rows, int columns, string kind)
    {
        Matrix a = Make(rows, columns, kind);
        Svd svd = Svd.Decompose(a, workers: 1);
        double scale = Math.Max(a.FrobeniusNorm(), 1e-300);
        MatrixAssert.Orthonormal(svd.U, 2e-13);
        MatrixAssert.Orthonormal(svd.V, 2e-13);
        MatrixAssert.Near(a, svd.U.ScaleColumns(svd.Values).TimesTranspose(svd.V), 1e-14 * scale);
        Assert.Equal(svd.Values.OrderDescending(), svd.Values);
        foreach (int workers in new[] { 2, 4, 8 })
        {
            Svd same = Svd.Decompose(a, workers: workers);
            Assert.Equal(svd.Values, same.Values);
            MatrixAssert.Same(svd.LeftRows, same.LeftRows);
            MatrixAssert.Same(svd.RightRows, same.RightRows);
        }
    }

    [Theory]
    [InlineData("random")]
    [InlineData("deficient")]
    [InlineData("falling")]
    [InlineData("steps")]
    public void Halves_give_the_values_of_rotations(string kind)
    {
        Matrix a = Make(90, 70, kind);
        Bidiagonal form = Bidiagonal.Reduce(a.Copy(), null);
        double[] rotated = [.. form.Diagonal];
        BidiagonalQR.Diagonalize(rotated, [.. form.Above, 0.0], Matrix.Identity(70), Matrix.Identity(70));
        Near.Equal([.. rotated.Select(Math.Abs).OrderDescending()], Svd.Decompose(a).Values, absolute: 2e-15 * a.FrobeniusNorm());
    }

    /// <summary>Bidiagonal matrices around the size of a leaf in which nothing, much or everything deflates.</summary>
    public static TheoryData<string, int> Bidiagonals
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string kind in new[] { "random", "split", "ones", "graded", "rising", "holes", "tiny", "zero", "above" })
            {
                foreach (int size in new[] { 1, 2, 32, 33, 64, 65, 131, 260 })
                    data.Add(kind, size);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bidiagonals))]
    public void Blocks_joined_by_a_row_give_orthonormal_vectors_and_the_values_of_rotations(string kind, int size)
    {
        double[] d = Samples.Vector(size, 11), e = Samples.Vector(size - 1, 12);
        for (int i = 0; i < size; i++)
        {
            double beside = i + 1 < size ? e[i] : 0.0;
            (d[i], double next) = kind switch
            {
                "split" => (d[i], i % 7 == 3 ? 0.0 : beside),
                "ones" => (1.0, 1.0),
                "graded" => (Math.Pow(0.7, i), 0.5 * Math.Pow(0.7, i)),
                "rising" => (Math.Pow(0.7, size - i), 0.5 * Math.Pow(0.7, size - i)),
                "holes" => (i % 5 == 2 ? 0.0 : d[i], beside),
                "tiny" => (i < size / 2 ? d[i] : 1e-180 * d[i], i < size / 3 ? beside : 1e-170 * beside),
                "zero" => (0.0, 0.0),
                "above" => (0.0, beside),
                _ => (d[i], beside),
            };
            if (i + 1 < size)
                e[i] = next;
        }
        Matrix b = Matrix.Diagonal(d), left = new(size, size), right = new(size + 1, size + 1);
        for (int i = 0; i + 1 < size; i++)
            b[i, i + 1] = e[i];
        double[] values = [.. d], rotated = [.. d];
        int[] order = BidiagonalSvd.Solve(values, e, left, right, new double[BidiagonalSvd.ScratchFor(size)], null);
        BidiagonalQR.Diagonalize(rotated, [.. e], Matrix.Identity(size), Matrix.Identity(size));

        double scale = Math.Max(b.FrobeniusNorm(), 1e-80);     // entries below 1e-100 count as 0
        Near.Equal([.. rotated.Select(Math.Abs).Order()], [.. order.Select(i => values[i])], absolute: 1e-14 * scale);
        MatrixAssert.Orthonormal(left.Transpose(), 1e-13);
        MatrixAssert.Orthonormal(right.Transpose(), 1e-13);
        Matrix vectors = right.RowRange(0, size).ColumnRange(0, size).Copy();
        MatrixAssert.Near(left.Times(b), vectors.ScaleRows(values), 2e-14 * scale);
        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            double[] again = [.. d];
            Matrix sameLeft = new(size, size), sameRight = new(size + 1, size + 1);
            BidiagonalSvd.Solve(again, e, sameLeft, sameRight, new double[BidiagonalSvd.ScratchFor(size)], workers);
            Assert.Equal(values, again);
            MatrixAssert.Same(left, sameLeft);
            MatrixAssert.Same(right, sameRight);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-3)]
    [InlineData(1e-9)]
    public void A_basis_of_columns_is_orthonormal_and_spans_them_however_dependent_they_are(double apart)
    {
        Matrix columns = Samples.Matrix(200, 7, 5), basis = new(200, 7);
        for (int i = 0; i < 200; i++)
            columns[i, 6] = columns[i, 2] + (apart * columns[i, 6]);
        Matrix given = columns.Copy();
        Orthonormal.Columns(columns, basis, exact: true, null);
        MatrixAssert.Orthonormal(basis, 1e-14);
        MatrixAssert.Near(given, basis.Times(basis.TransposeTimes(given)), 1e-13);
    }
}
