using Hone.Numerics;

namespace Hone.Deep.Tests.Sequences;

/// <summary>Proofs that hold for any operation.</summary>
internal static class Proof
{
    private static readonly VectorPath[] Paths = [VectorPath.Scalar, VectorPath.Vectors128, VectorPath.Vectors256, VectorPath.Vectors512];

    /// <summary>First and second derivatives are those of differences, and changes carried forwards too.</summary>
    public static void OfGradients(Func<Tensor[], Tensor> f, Tensor[] inputs, double tolerance = 1e-7)
    {
        Deep.Gradients.Check(f, inputs).ShouldBeLessThan(tolerance);
        Deep.Gradients.Check(at => Norm(f, at), inputs).ShouldBeLessThan(10 * tolerance);
        Tensor[] changes = [.. inputs.Select((x, i) => Draw.Normal(x.Shape, 30 + i))];
        (Tensor value, Tensor change) = Deep.Gradients.Jvp(f, inputs, changes);
        value.ShouldBeNear(f(inputs), 1e-12);
        const double Step = 1e-5;
        Tensor Along(double step) => f([.. inputs.Zip(changes, (x, d) => x + (d * step))]);
        change.ShouldBeNear((Along(Step) - Along(-Step)) / (2 * Step), 1e-6);
    }

    /// <summary>All results have the same bits on every vector path, on one thread and on several.</summary>
    public static void OfBits(Func<Cpu, Tensor[]> run)
    {
        byte[][] expected = Bytes(run(new Cpu { Path = VectorPath.Scalar }));
        foreach (VectorPath path in Paths)
        {
            Same(run(new Cpu { Path = path }), expected, $"{path}");
            Tensor[]? alone = null;
            WorkerPool.For(1, 1, _ => alone = run(new Cpu { Path = path }));
            Same(alone!, expected, $"{path}, one thread");
        }
    }

    /// <summary>All results have the same bits on one thread and on several.</summary>
    public static void OfThreads(Func<Tensor[]> run)
    {
        byte[][] expected = Bytes(run());
        Tensor[]? alone = null;
        WorkerPool.For(1, 1, _ => alone = run());
        Same(alone!, expected, "one thread");
    }

    private static void Same(Tensor[] results, byte[][] expected, string where)
    {
        byte[][] found = Bytes(results);
        for (int i = 0; i < found.Length; i++)
            found[i].AsSpan().SequenceEqual(expected[i]).ShouldBeTrue($"result {i}, {where}");
    }

    private static byte[][] Bytes(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(tensor.Detach().To(DType.Float64).ToArray<double>()).ToArray());

    // A number that depends on the gradients, so that its own gradient is that of a gradient.
    private static Tensor Norm(Func<Tensor[], Tensor> f, Tensor[] x)
    {
        Tensor[] at = [.. x.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
        Tensor sum = Tensor.Scalar(0, DType.Float64);
        using (NoGrad.Suspend())
        {
            foreach (Tensor gradient in Deep.Gradients.Of(f(at).Square().Sum() + f(at).Sum(), at, createGraph: true))
                sum += gradient.Square().Sum();
        }
        return sum;
    }
}
