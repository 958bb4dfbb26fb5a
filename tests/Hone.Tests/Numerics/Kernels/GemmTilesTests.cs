using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed unsafe class GemmTilesTests
{
    /// <summary>A machine uses one tile or the other; both must give the bits of the scalar chain.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    public void Both_tiles_add_the_scalar_chain_to_what_is_there(int depth)
    {
        Check(12, 16, depth, wide: true);
        Check(6, 8, depth, wide: false);
    }

    private static void Check(int rows, int columns, int depth, bool wide)
    {
        const int gap = 3;
        double[] a = Samples.Vector(rows * depth, 1), b = Samples.Vector(columns * depth, 2), c = Samples.Vector(rows * (columns + gap), 3), expected = [.. c];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                ref double entry = ref expected[(i * (columns + gap)) + j];
                for (int p = 0; p < depth; p++)
                    entry = Math.FusedMultiplyAdd(a[(p * rows) + i], b[(p * columns) + j], entry);
            }
        }
        fixed (double* pa = a, pb = b, pc = c)
        {
            if (wide)
                GemmTiles.Tile12x16(depth, pa, pb, pc, columns + gap);
            else
                GemmTiles.Tile6x8(depth, pa, pb, pc, columns + gap);
        }
        Assert.Equal(expected, c);
    }
}
