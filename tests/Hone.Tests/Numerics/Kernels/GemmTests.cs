using System.Numerics;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>The matrix product against its plain twin: one chain of fused multiply-adds for each entry. All comparisons are of bits.</summary>
public sealed unsafe class GemmTests
{
    public static TheoryData<string> Paths => [.. Enum.GetNames<VectorPath>()];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_shape_up_to_twice_the_tile_and_one_equals_the_plain_chain(string path)
    {
        Shapes<double>(Enum.Parse<VectorPath>(path));
        Shapes<float>(Enum.Parse<VectorPath>(path));
    }

    [Theory]
    [InlineData(500, 70, 900)]
    [InlineData(40, 2800, 400)]
    [InlineData(7, 300, 1200)]
    [InlineData(300, 5, 800)]
    [InlineData(1, 2000, 500)]
    [InlineData(2000, 1, 500)]
    public void Many_blocks_and_any_number_of_threads_give_the_same_bits_on_every_path(int rows, int columns, int depth)
    {
        Case<double> large = new(rows, columns, depth) { TransposeB = true, Beta = 0.5 };
        double[] expected = large.Expected();
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            foreach (int workers in new[] { 1, 2, 4, 8 })
            {
                Equal(expected, large.Found(workers, path));
                Equal(expected, large.Found(workers, path, packed: false));
            }
        }
        Case<float> small = new(rows, columns, depth) { TransposeA = true, Beta = 1 };
        Equal(small.Expected(), small.Found(8, VectorPath.Widest));
        Equal(small.Expected(), small.Found(1, VectorPath.Vectors128));
        Equal(small.Expected(), small.Found(2, VectorPath.Widest, packed: false));
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, -1.0)]
    [InlineData(-1.0, 1.0)]
    [InlineData(0.3, 0.7)]
    [InlineData(2.5, 0.0)]
    public void Alpha_and_beta_scale_what_they_should(double beta, double alpha)
    {
        Case<double> product = new(30, 40, 50) { Alpha = alpha, Beta = beta };
        Equal(product.Expected(), product.Found(2, VectorPath.Widest));
        Case<float> narrow = new(5, 3, 4) { Alpha = (float)alpha, Beta = (float)beta };
        Equal(narrow.Expected(), narrow.Found(1, VectorPath.Widest, packed: false));
        Equal(narrow.Expected(), narrow.Found(1, VectorPath.Widest));
    }

    [Fact]
    public void Weights_multiply_the_steps_of_the_depth()
    {
        Case<double> product = new(30, 40, 450) { Weighted = true, TransposeA = true };
        Equal(product.Expected(), product.Found(2, VectorPath.Widest));
        Equal(product.Expected(), product.Found(2, VectorPath.Widest, packed: false));
        Case<double> tiny = new(3, 4, 5) { Weighted = true };
        Equal(tiny.Expected(), tiny.Found(2, VectorPath.Widest, packed: false));
        Assert.NotEqual(tiny.Expected(), new Case<double>(3, 4, 5).Expected());
    }

    [Fact]
    public void NaN_and_infinities_go_through_and_a_beta_of_zero_forgets_them()
    {
        foreach (double special in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Case<double> product = new(29, 37, 41) { Special = special };
            Equal(product.Expected(), product.Found(2, VectorPath.Widest));
            Equal(product.Expected(), product.Found(1, VectorPath.Vectors128));
            Assert.Contains(product.Expected(), double.IsFinite);
            Assert.Contains(product.Expected(), value => !double.IsFinite(value));
            Equal(product.Expected(), product.Found(2, VectorPath.Widest, packed: false));
            Case<double> forgets = new(29, 37, 41) { Before = special };
            Assert.All(forgets.Found(2, VectorPath.Widest), value => Assert.True(double.IsFinite(value)));
        }
    }

    [Fact]
    public void A_triangle_alone_is_right_where_only_it_is_asked_for()
    {
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            Case<double> upper = new(290, 290, 33) { Part = Triangle.Upper }, lower = new(290, 290, 33) { Part = Triangle.Lower };
            double[] expected = upper.Expected();
            foreach (int workers in new[] { 1, 2, 8 })
            {
                double[] above = upper.Found(workers, path), below = lower.Found(workers, path);
                for (int i = 0; i < 290; i++)
                {
                    int row = i * 290;
                    Assert.Equal(expected[(row + i)..(row + 290)], above[(row + i)..(row + 290)]);
                    Assert.Equal(expected[row..(row + i + 1)], below[row..(row + i + 1)]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(13, 33, 0)]
    [InlineData(200, 700, 20)]
    [InlineData(30, 50, 900)]
    public void Delivered_blocks_are_the_blocks_of_the_product_by_ascending_columns(int rows, int columns, int depth)
    {
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            foreach (int workers in new[] { 1, 2, 8 })
            {
                Case<double> product = new(rows, columns, depth) { Alpha = -2 };
                Assert.Equal(product.Expected(), product.Delivered(workers, path));
            }
        }
    }

    internal static T[] Numbers<T>(int length, int seed)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(Samples.Vector(length, seed), T.CreateChecked);

    private static void Shapes<T>(VectorPath path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GemmTile<T> tile = GemmTile<T>.For(path);
        foreach (int depth in new[] { 1, 2, 9 })
        {
            for (int rows = 1; rows <= (2 * tile.Rows) + 1; rows++)
            {
                for (int columns = 1; columns <= (2 * tile.Columns) + 1; columns++)
                {
                    int kind = rows + columns;
                    Case<T> product = new(rows, columns, depth) { TransposeA = kind % 2 == 0, TransposeB = kind % 3 == 0, Beta = kind % 5 == 0 ? T.One : T.Zero };
                    T[] expected = product.Expected();
                    Equal(expected, product.Found(1, path));
                    Equal(expected, product.Found(1, path, packed: false));
                }
            }
        }
        Assert.Empty(new Case<T>(0, 3, 3).Found(1, path, packed: false));
        Case<T> none = new(3, 3, 0) { Beta = T.One };
        Equal(none.Expected(), none.Found(1, path, packed: false));
    }

    private static void Equal<T>(T[] expected, T[] found)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != found[i] && !(T.IsNaN(expected[i]) && T.IsNaN(found[i])))
                Assert.Fail(FormattableString.Invariant($"Entry {i} is {found[i]}, not {expected[i]}."));
        }
    }

    /// <summary>A product of unaligned operands with gaps between their rows.</summary>
    private sealed class Case<T>(int rows, int columns, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public bool TransposeA { get; init; }

        public bool TransposeB { get; init; }

        public Triangle Part { get; init; }

        public bool Weighted { get; init; }

        public T Alpha { get; init; } = T.One;

        public T Beta { get; init; } = T.Zero;

        /// <summary>Stands once in A.</summary>
        public T? Special { get; init; }

        /// <summary>Fills C at first.</summary>
        public T? Before { get; init; }

        public T[] Expected()
        {
            T[] result = Start();
            T[] weights = Weights();
            Within((a, b, _) =>
            {
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        ref T entry = ref result[(i * columns) + j];
                        entry = Beta == T.Zero ? T.Zero : entry * Beta;
                        for (int p = 0; p < depth; p++)
                            entry = T.FusedMultiplyAdd(a[i, p] * (Weighted ? weights[p] : Alpha), b[p, j], entry);
                    }
                }
            });
            return result;
        }

        public T[] Found(int workers, VectorPath path, bool packed = true)
        {
            const int gap = 3;
            T[] start = Start(), result = new T[rows * columns], target = new T[(rows * (columns + gap)) + 1];
            Array.Fill(target, T.NaN);
            for (int i = 0; i < rows; i++)
                start.AsSpan(i * columns, columns).CopyTo(target.AsSpan(1 + (i * (columns + gap))));
            Within((a, b, weights) =>
            {
                fixed (T* c = target)
                {
                    Product<T> product = new(rows, columns, depth, a, b, c + 1, columns + gap) { Alpha = Alpha, Beta = Beta, Weights = Weighted ? weights : null, Part = Part };
                    if (packed)
                        Gemm<T>.RunPacked(product, workers, path);
                    else if (Part == Triangle.Both)
                        Gemm<T>.RunDirect(product, workers, path);
                    else
                        Gemm<T>.Run(product, workers, path);
                }
            });
            for (int i = 0; i < rows; i++)
            {
                target.AsSpan(1 + (i * (columns + gap)), columns).CopyTo(result.AsSpan(i * columns));
                Assert.All(target[(1 + columns + (i * (columns + gap)))..(1 + ((i + 1) * (columns + gap)))], value => Assert.True(T.IsNaN(value)));
            }
            return result;
        }

        public T[] Delivered(int workers, VectorPath path)
        {
            T[] result = new T[rows * columns];
            int[] next = new int[rows];
            Within((a, b, _) => Gemm<T>.Deliver(new(rows, columns, depth, a, b, null, 0) { Alpha = Alpha }, new Collect(result, next, columns), workers, path));
            Assert.All(next, count => Assert.Equal(columns, count));
            return result;
        }

        private T[] Start()
        {
            T[] start = Numbers<T>(rows * columns, 5);
            if (Before is T before)
                Array.Fill(start, before);
            return start;
        }

        private T[] Weights() => Numbers<T>(depth + 1, 6);

        private void Within(Body body)
        {
            const int gap = 2;
            int aLines = TransposeA ? depth : rows, aStride = (TransposeA ? rows : depth) + gap, bLines = TransposeB ? columns : depth, bStride = (TransposeB ? depth : columns) + gap;
            T[] left = Numbers<T>((aLines * aStride) + 1, 7), right = Numbers<T>((bLines * bStride) + 1, 8), weights = Weights();
            if (Special is T special)
                left[1 + (aStride * (aLines / 2)) + 3] = special;
            fixed (T* pa = left, pb = right, pw = weights)
                body(new Operand<T>(pa + 1, aStride, TransposeA), new Operand<T>(pb + 1, bStride, TransposeB), pw);
        }

        private delegate void Body(Operand<T> a, Operand<T> b, T* weights);

        private readonly struct Collect(T[] result, int[] next, int width) : IGemmEpilogue<T>
        {
            public void Finish(int row, int rows, int column, int columns, T* block, nint stride)
            {
                for (int i = 0; i < rows; i++)
                {
                    Assert.Equal(column, next[row + i]);
                    next[row + i] += columns;
                    new ReadOnlySpan<T>(block + (i * stride), columns).CopyTo(result.AsSpan(((row + i) * width) + column));
                }
            }
        }
    }
}
