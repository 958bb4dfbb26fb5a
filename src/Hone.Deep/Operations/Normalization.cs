namespace Hone.Deep;

/// <summary>Mean and variance of each channel, as doubles: those of a batch, or those that a layer keeps.</summary>
/// <param name="Mean">One entry for each channel.</param>
/// <param name="Variance">The mean squared distance from it.</param>
internal readonly record struct Moments(Tensor Mean, Tensor Variance)
{
    /// <summary>Of samples × channels × length; the squares are of distances from a value of the channel, so that a large mean costs no digits.</summary>
    public static Moments Of(Tensor x)
    {
        using NoGrad pause = NoGrad.Begin();
        int channels = x.Shape[1], count = x.Shape[0] * x.Shape[2];
        x = x.Detach();
        Tensor centre = x.Select(0, 0).Select(1, 0).To(DType.Float64).Contiguous(), sums = Tensor.Uninitialised([2, channels], DType.Float64);
        Device.Cpu.ChannelSums(x, null, centre, sums);
        Tensor away = sums.Select(0, 0) / count;
        return new Moments(centre + away, Tensor.Maximum((sums.Select(0, 1) / count) - away.Square(), Tensor.Scalar(0, DType.Float64)));
    }
}

/// <summary>(x − mean)/√(variance + ε)·γ + β for each channel.</summary>
internal static class Normalization
{
    /// <summary>With the batch's own mean and variance, through which gradients flow; or with given ones, which are constants.</summary>
    /// <param name="operation">Its name in messages.</param>
    /// <param name="x">Samples × channels × length.</param>
    /// <param name="gain">γ, one for each channel, or null.</param>
    /// <param name="shift">β, or null.</param>
    /// <param name="moments">Mean and variance, which for the batch's own were computed from x.</param>
    /// <param name="own">Whether they are the batch's own.</param>
    /// <param name="epsilon">ε.</param>
    public static Tensor Run(string operation, Tensor x, Tensor? gain, Tensor? shift, Moments moments, bool own, double epsilon)
    {
        x = x.Contiguous();
        int channels = x.Shape[1], count = x.Shape[0] * x.Shape[2], gainAt = gain is null ? 0 : 1, shiftAt = shift is null ? 0 : gainAt + 1;
        Tensor[] inputs = [x, .. gain is null ? Array.Empty<Tensor>() : [gain], .. shift is null ? Array.Empty<Tensor>() : [shift]];
        if (Transcript.IsOn && !own)
            Transcript.Tell((moments, epsilon, gain is not null, shift is not null));
        return Fused.Run(
            operation, inputs,
            at =>
            {
                Tensor mean = own ? Mean(at[0]) : Column(moments.Mean, x.Type), away = at[0] - mean;
                Tensor y = away / ((own ? Mean(away.Square()) : Column(moments.Variance, x.Type)) + epsilon).Sqrt();
                y = gainAt == 0 ? y : y * Column(at[gainAt], x.Type);
                return shiftAt == 0 ? y : y + Column(at[shiftAt], x.Type);
            },
            () =>
            {
                Tensor to = Tensor.Uninitialised(x.Shape, x.Type);
                Device.Cpu.ChannelMap(x, moments.Mean, Slope(), shift is null ? Tensor.Zeros([channels], DType.Float64) : shift.To(DType.Float64).Contiguous(), null, null, to);
                return to;
            },
            (g, wanted) =>
            {
                g = g.Contiguous();
                Tensor sums = Tensor.Uninitialised([2, channels], DType.Float64);
                Device.Cpu.ChannelSums(x, g, moments.Mean, sums);
                Tensor slope = Slope(), inverse = 1 / (moments.Variance + epsilon).Sqrt();
                Tensor?[] back = new Tensor?[inputs.Length];
                if (wanted[0])
                {
                    // slope·(g − mean g − (x − mean)/(variance + ε)·mean g·(x − mean)); with constant moments the first term alone.
                    Tensor zero = Tensor.Zeros([channels], DType.Float64), by = Tensor.Uninitialised(x.Shape, x.Type);
                    Device.Cpu.ChannelMap(
                        x, moments.Mean, own ? -(slope * inverse.Square() * sums.Select(0, 1)) / count : zero, own ? -(slope * sums.Select(0, 0)) / count : zero, g, slope, by);
                    back[0] = by;
                }
                if (gainAt > 0 && wanted[gainAt])
                    back[gainAt] = (sums.Select(0, 1) * inverse).To(gain!.Type);
                if (shiftAt > 0 && wanted[shiftAt])
                    back[shiftAt] = sums.Select(0, 0).To(shift!.Type);
                return back;
            }, reads: own ? null : [moments.Mean, moments.Variance]);

        Tensor Slope()
        {
            Tensor inverse = 1 / (moments.Variance + epsilon).Sqrt();
            return gain is null ? inverse : inverse * gain.Detach().To(DType.Float64);
        }

        Tensor Mean(Tensor of) => of.Sum(2, keep: true).Sum(0, keep: true) / count;
    }

    private static Tensor Column(Tensor x, DType type) => x.To(type).Reshape(1, -1, 1);
}
