using System.Numerics;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>Products too small to be packed: the same chains, row by row.</summary>
internal static unsafe class GemmSmall<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Run(Product<T> product)
    {
        for (int i = 0; i < product.Rows; i++)
        {
            T* row = product.At(i, 0);
            Start(row, product.Columns, product.Beta);
            for (int p = 0; p < product.Depth; p++)
            {
                T x = product.A[i, p] * product.Alpha;
                if (product.Weights != null)
                    x *= product.Weights[p];
                if (product.B.Transposed)
                {
                    for (int j = 0; j < product.Columns; j++)
                        row[j] = T.FusedMultiplyAdd(x, product.B[p, j], row[j]);
                }
                else
                {
                    Add(x, product.B.From(p, 0).Data, row, product.Columns);
                }
            }
        }
    }

    private static void Start(T* row, int count, T beta)
    {
        if (beta == T.Zero)
            new Span<T>(row, count).Clear();
        else if (beta != T.One)
        {
            for (int j = 0; j < count; j++)
                row[j] *= beta;
        }
    }

    private static void Add(T x, T* b, T* row, int count)
    {
        int j = 0;
        Vector256<T> spread = Vector256.Create(x);
        for (; j <= count - Vector256<T>.Count; j += Vector256<T>.Count)
            Lanes256<T>.MultiplyAdd(spread, Vector256.Load(b + j), Vector256.Load(row + j)).Store(row + j);
        for (; j < count; j++)
            row[j] = T.FusedMultiplyAdd(x, b[j], row[j]);
    }
}
