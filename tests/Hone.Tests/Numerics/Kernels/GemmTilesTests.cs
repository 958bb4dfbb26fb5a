using System.Numerics;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed unsafe class GemmTilesTests
{
    public static TheoryData<string> Paths => [.. Enum.GetNames<VectorPath>()];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_tile_adds_the_scalar_chain_to_what_is_there_or_starts_from_zero(string path)
    {
        foreach (int depth in new[] { 0, 1, 2, 37 })
        {
            Check<double>(Enum.Parse<VectorPath>(path), depth);
            Check<float>(Enum.Parse<VectorPath>(path), depth);
        }
    }

    private static void Check<T>(VectorPath path, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int gap = 3;
        GemmTile<T> tile = GemmTile<T>.For(path);
        for (int count = 1; count <= tile.Rows; count++)
        {
            int rows = tile.Height(count), columns = tile.Columns, stride = columns + gap, bStep = columns + 2;
            Assert.InRange(rows, count, tile.Rows);
            T[] a = GemmTests.Numbers<T>((depth + 2) * (rows + 1), 1), b = GemmTests.Numbers<T>((depth + 1) * bStep, 2), before = GemmTests.Numbers<T>(rows * stride, 3);
            foreach ((bool fresh, int aRow, int aStep) in new[] { (false, 1, rows + 1), (true, 1, rows + 1), (false, depth + 2, 1), (true, depth + 2, 1) })
            {
                T[] expected = [.. before], found = [.. before];
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        ref T entry = ref expected[(i * stride) + j];
                        entry = fresh ? T.Zero : entry;
                        for (int p = 0; p < depth; p++)
                            entry = T.FusedMultiplyAdd(a[(p * aStep) + (i * aRow)], b[(p * bStep) + j], entry);
                    }
                }
                fixed (T* pa = a, pb = b, pc = found)
                    tile.Run(rows, depth, pa, aRow, aStep, pb, bStep, pc, stride, fresh);
                Assert.Equal(expected, found);
            }
        }
    }
}
