using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>The register tiles of the matrix product. Written out in full, since only named locals stay in registers.</summary>
/// <remarks>
/// Each entry of C is one chain of fused multiply-adds along the depth, whatever the tile's size, so both tiles give the same bits.
/// a holds the tile's rows packed depth by depth, b its columns.
/// </remarks>
internal static class GemmTiles
{
    /// <summary>A 12 × 16 tile: C += A·B over depth steps, 24 vectors of 8 doubles kept in registers.</summary>
    internal static unsafe void Tile12x16(int depth, double* a, double* b, double* c, int stride)
    {
        Vector512<double> c0_0 = Vector512.Load(c + (0 * stride)), c0_1 = Vector512.Load(c + (0 * stride) + 8);
        Vector512<double> c1_0 = Vector512.Load(c + (1 * stride)), c1_1 = Vector512.Load(c + (1 * stride) + 8);
        Vector512<double> c2_0 = Vector512.Load(c + (2 * stride)), c2_1 = Vector512.Load(c + (2 * stride) + 8);
        Vector512<double> c3_0 = Vector512.Load(c + (3 * stride)), c3_1 = Vector512.Load(c + (3 * stride) + 8);
        Vector512<double> c4_0 = Vector512.Load(c + (4 * stride)), c4_1 = Vector512.Load(c + (4 * stride) + 8);
        Vector512<double> c5_0 = Vector512.Load(c + (5 * stride)), c5_1 = Vector512.Load(c + (5 * stride) + 8);
        Vector512<double> c6_0 = Vector512.Load(c + (6 * stride)), c6_1 = Vector512.Load(c + (6 * stride) + 8);
        Vector512<double> c7_0 = Vector512.Load(c + (7 * stride)), c7_1 = Vector512.Load(c + (7 * stride) + 8);
        Vector512<double> c8_0 = Vector512.Load(c + (8 * stride)), c8_1 = Vector512.Load(c + (8 * stride) + 8);
        Vector512<double> c9_0 = Vector512.Load(c + (9 * stride)), c9_1 = Vector512.Load(c + (9 * stride) + 8);
        Vector512<double> c10_0 = Vector512.Load(c + (10 * stride)), c10_1 = Vector512.Load(c + (10 * stride) + 8);
        Vector512<double> c11_0 = Vector512.Load(c + (11 * stride)), c11_1 = Vector512.Load(c + (11 * stride) + 8);
        for (; depth > 0; depth--, a += 12, b += 16)
        {
            Vector512<double> x, b0 = Vector512.Load(b), b1 = Vector512.Load(b + 8);
            x = Vector512.Create(a[0]);
            c0_0 = Vector512.FusedMultiplyAdd(x, b0, c0_0);
            c0_1 = Vector512.FusedMultiplyAdd(x, b1, c0_1);
            x = Vector512.Create(a[1]);
            c1_0 = Vector512.FusedMultiplyAdd(x, b0, c1_0);
            c1_1 = Vector512.FusedMultiplyAdd(x, b1, c1_1);
            x = Vector512.Create(a[2]);
            c2_0 = Vector512.FusedMultiplyAdd(x, b0, c2_0);
            c2_1 = Vector512.FusedMultiplyAdd(x, b1, c2_1);
            x = Vector512.Create(a[3]);
            c3_0 = Vector512.FusedMultiplyAdd(x, b0, c3_0);
            c3_1 = Vector512.FusedMultiplyAdd(x, b1, c3_1);
            x = Vector512.Create(a[4]);
            c4_0 = Vector512.FusedMultiplyAdd(x, b0, c4_0);
            c4_1 = Vector512.FusedMultiplyAdd(x, b1, c4_1);
            x = Vector512.Create(a[5]);
            c5_0 = Vector512.FusedMultiplyAdd(x, b0, c5_0);
            c5_1 = Vector512.FusedMultiplyAdd(x, b1, c5_1);
            x = Vector512.Create(a[6]);
            c6_0 = Vector512.FusedMultiplyAdd(x, b0, c6_0);
            c6_1 = Vector512.FusedMultiplyAdd(x, b1, c6_1);
            x = Vector512.Create(a[7]);
            c7_0 = Vector512.FusedMultiplyAdd(x, b0, c7_0);
            c7_1 = Vector512.FusedMultiplyAdd(x, b1, c7_1);
            x = Vector512.Create(a[8]);
            c8_0 = Vector512.FusedMultiplyAdd(x, b0, c8_0);
            c8_1 = Vector512.FusedMultiplyAdd(x, b1, c8_1);
            x = Vector512.Create(a[9]);
            c9_0 = Vector512.FusedMultiplyAdd(x, b0, c9_0);
            c9_1 = Vector512.FusedMultiplyAdd(x, b1, c9_1);
            x = Vector512.Create(a[10]);
            c10_0 = Vector512.FusedMultiplyAdd(x, b0, c10_0);
            c10_1 = Vector512.FusedMultiplyAdd(x, b1, c10_1);
            x = Vector512.Create(a[11]);
            c11_0 = Vector512.FusedMultiplyAdd(x, b0, c11_0);
            c11_1 = Vector512.FusedMultiplyAdd(x, b1, c11_1);
        }
        c0_0.Store(c + (0 * stride));
        c0_1.Store(c + (0 * stride) + 8);
        c1_0.Store(c + (1 * stride));
        c1_1.Store(c + (1 * stride) + 8);
        c2_0.Store(c + (2 * stride));
        c2_1.Store(c + (2 * stride) + 8);
        c3_0.Store(c + (3 * stride));
        c3_1.Store(c + (3 * stride) + 8);
        c4_0.Store(c + (4 * stride));
        c4_1.Store(c + (4 * stride) + 8);
        c5_0.Store(c + (5 * stride));
        c5_1.Store(c + (5 * stride) + 8);
        c6_0.Store(c + (6 * stride));
        c6_1.Store(c + (6 * stride) + 8);
        c7_0.Store(c + (7 * stride));
        c7_1.Store(c + (7 * stride) + 8);
        c8_0.Store(c + (8 * stride));
        c8_1.Store(c + (8 * stride) + 8);
        c9_0.Store(c + (9 * stride));
        c9_1.Store(c + (9 * stride) + 8);
        c10_0.Store(c + (10 * stride));
        c10_1.Store(c + (10 * stride) + 8);
        c11_0.Store(c + (11 * stride));
        c11_1.Store(c + (11 * stride) + 8);
    }

    /// <summary>A 6 × 8 tile: C += A·B over depth steps, 12 vectors of 4 doubles kept in registers.</summary>
    internal static unsafe void Tile6x8(int depth, double* a, double* b, double* c, int stride)
    {
        Vector256<double> c0_0 = Vector256.Load(c + (0 * stride)), c0_1 = Vector256.Load(c + (0 * stride) + 4);
        Vector256<double> c1_0 = Vector256.Load(c + (1 * stride)), c1_1 = Vector256.Load(c + (1 * stride) + 4);
        Vector256<double> c2_0 = Vector256.Load(c + (2 * stride)), c2_1 = Vector256.Load(c + (2 * stride) + 4);
        Vector256<double> c3_0 = Vector256.Load(c + (3 * stride)), c3_1 = Vector256.Load(c + (3 * stride) + 4);
        Vector256<double> c4_0 = Vector256.Load(c + (4 * stride)), c4_1 = Vector256.Load(c + (4 * stride) + 4);
        Vector256<double> c5_0 = Vector256.Load(c + (5 * stride)), c5_1 = Vector256.Load(c + (5 * stride) + 4);
        for (; depth > 0; depth--, a += 6, b += 8)
        {
            Vector256<double> x, b0 = Vector256.Load(b), b1 = Vector256.Load(b + 4);
            x = Vector256.Create(a[0]);
            c0_0 = Vector256.FusedMultiplyAdd(x, b0, c0_0);
            c0_1 = Vector256.FusedMultiplyAdd(x, b1, c0_1);
            x = Vector256.Create(a[1]);
            c1_0 = Vector256.FusedMultiplyAdd(x, b0, c1_0);
            c1_1 = Vector256.FusedMultiplyAdd(x, b1, c1_1);
            x = Vector256.Create(a[2]);
            c2_0 = Vector256.FusedMultiplyAdd(x, b0, c2_0);
            c2_1 = Vector256.FusedMultiplyAdd(x, b1, c2_1);
            x = Vector256.Create(a[3]);
            c3_0 = Vector256.FusedMultiplyAdd(x, b0, c3_0);
            c3_1 = Vector256.FusedMultiplyAdd(x, b1, c3_1);
            x = Vector256.Create(a[4]);
            c4_0 = Vector256.FusedMultiplyAdd(x, b0, c4_0);
            c4_1 = Vector256.FusedMultiplyAdd(x, b1, c4_1);
            x = Vector256.Create(a[5]);
            c5_0 = Vector256.FusedMultiplyAdd(x, b0, c5_0);
            c5_1 = Vector256.FusedMultiplyAdd(x, b1, c5_1);
        }
        c0_0.Store(c + (0 * stride));
        c0_1.Store(c + (0 * stride) + 4);
        c1_0.Store(c + (1 * stride));
        c1_1.Store(c + (1 * stride) + 4);
        c2_0.Store(c + (2 * stride));
        c2_1.Store(c + (2 * stride) + 4);
        c3_0.Store(c + (3 * stride));
        c3_1.Store(c + (3 * stride) + 4);
        c4_0.Store(c + (4 * stride));
        c4_1.Store(c + (4 * stride) + 4);
        c5_0.Store(c + (5 * stride));
        c5_1.Store(c + (5 * stride) + 4);
    }
}
