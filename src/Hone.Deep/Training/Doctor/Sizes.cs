namespace Hone.Deep;

/// <summary>How large the elements of tensors are.</summary>
internal static class Sizes
{
    /// <summary>The root of the mean of squared elements of each tensor; 0 of none.</summary>
    public static double[] RootMeanSquares(IReadOnlyList<Tensor> tensors)
    {
        using NoGrad pause = NoGrad.Begin();
        Tensor[] rows = [.. tensors.Select(tensor => (tensor.Type == DType.BFloat16 ? tensor.Detach().To(DType.Float32) : tensor.Detach()).Contiguous())];
        double[] sums = Device.Cpu.SquareSums(rows);
        for (int i = 0; i < sums.Length; i++)
            sums[i] = rows[i].Count == 0 ? 0 : Math.Sqrt(sums[i] / rows[i].Count);
        return sums;
    }
}
