using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed unsafe class SelectAboveTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Each_path_takes_the_first_byte_above_the_limit_and_else_the_second(int path)
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        byte[] bytes = new byte[65], yes = new byte[65], no = new byte[65], found = new byte[66];
        foreach (byte limit in (byte[])[0, 1, 100, 127, 128, 200, 254, 255])
        {
            for (int i = 0; i < 65; i++)
                (bytes[i], yes[i], no[i]) = ((byte)(i % 5 == 0 ? limit : i % 7 == 0 ? 255 : random.Below(256)), (byte)random.Below(256), (byte)random.Below(256));
            found.AsSpan().Fill(77);
            fixed (byte* b = bytes, y = yes, n = no, to = found)
                Kernels.SelectAbove(b + 1, limit, y + 1, n + 1, to + 1, (VectorPath)path);
            for (int i = 1; i < 65; i++)
                Assert.Equal(bytes[i] > limit ? yes[i] : no[i], found[i]);
            Assert.Equal((77, 77), (found[0], found[65]));
        }
    }
}
