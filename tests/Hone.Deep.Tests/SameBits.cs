using Hone.Numerics;

namespace Hone.Deep.Tests;

/// <summary>What kernels promise: the same bits on every vector path and for every number of threads.</summary>
internal static class SameBits
{
    private static readonly VectorPath[] Paths = [VectorPath.Scalar, VectorPath.Vectors128, VectorPath.Vectors256, VectorPath.Vectors512];

    public static void Check(Func<Cpu, Tensor[]> run)
    {
        byte[][] expected = [.. run(new Cpu { Path = VectorPath.Scalar }).Select(Of)];
        foreach (VectorPath path in Paths)
        {
            Compare(expected, run(new Cpu { Path = path }), $"{path}");
            Tensor[]? alone = null;
            WorkerPool.For(1, 1, _ => alone = run(new Cpu { Path = path }));
            Compare(expected, alone!, $"{path}, one thread");
        }
    }

    public static unsafe byte[] Of(Tensor tensor)
    {
        Tensor rows = tensor.Contiguous();
        byte[] bytes = new ReadOnlySpan<byte>((byte*)rows.Storage.Address + ((long)rows.Offset * rows.Type.Size), rows.Count * rows.Type.Size).ToArray();
        GC.KeepAlive(rows);
        return bytes;
    }

    private static void Compare(byte[][] expected, Tensor[] found, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            Of(found[i]).AsSpan().SequenceEqual(expected[i]).ShouldBeTrue($"{what}, result {i}");
    }
}
