using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Layer normalisation: over the last axes, (x − mean)/√(variance + ε)·weight + bias, each sample by itself.</summary>
    /// <param name="x">… × over.</param>
    /// <param name="over">The last sizes of x, over which mean and variance are taken.</param>
    /// <param name="weight">Of the shape <paramref name="over"/>, or null for 1.</param>
    /// <param name="bias">Of the shape <paramref name="over"/>, or null for 0.</param>
    /// <param name="epsilon">Added to the variance. Default 1e-5, PyTorch's.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <remarks>Source: J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer Normalization", 2016.</remarks>
    public static Tensor LayerNorm(Tensor x, Shape over, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        Normalise("layer-norm", x, over, weight, bias, epsilon, isCentred: true);

    /// <summary>Root mean square normalisation: over the last axes, x/√(mean of x² + ε)·weight.</summary>
    /// <param name="x">… × over.</param>
    /// <param name="over">The last sizes of x, over which the mean is taken.</param>
    /// <param name="weight">Of the shape <paramref name="over"/>, or null for 1.</param>
    /// <param name="epsilon">Added to the mean of squares. Default 1e-6.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <remarks>Source: B. Zhang and R. Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.</remarks>
    public static Tensor RmsNorm(Tensor x, Shape over, Tensor? weight = null, double epsilon = 1e-6) => Normalise("rms-norm", x, over, weight, null, epsilon, isCentred: false);

    private static Tensor Normalise(string operation, Tensor x, Shape over, Tensor? weight, Tensor? bias, double epsilon, bool isCentred)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.AtLeastZero(epsilon, nameof(epsilon));
        if (over.Rank == 0 || over.Count == 0 || x.Rank < over.Rank || !x.Shape.Sizes[^over.Rank..].SequenceEqual(over.Sizes))
            throw new ArgumentException($"{operation}: an input of {x.Shape} does not end with the sizes {over} over which it is to be normalised.", nameof(x));
        if (weight is not null && weight.Shape != over)
            throw new ArgumentException($"{operation}: a weight of {weight.Shape} was given for sizes {over}; the two must agree.", nameof(weight));
        if (bias is not null && bias.Shape != over)
            throw new ArgumentException($"{operation}: a bias of {bias.Shape} was given for sizes {over}; the two must agree.", nameof(bias));
        DType type = x.Type == DType.Float64 || weight?.Type == DType.Float64 ? DType.Float64 : DType.Float32;
        Shape before = x.Shape;
        Tensor rows = x.To(type).Contiguous().Reshape(before.Count / over.Count, over.Count);
        Tensor? times = weight?.To(type).Contiguous().Reshape(-1), plus = bias?.To(type).Contiguous().Reshape(-1), mean = null, scale = null;
        Tensor[] inputs = (times, plus) switch
        {
            (null, null) => [rows],
            (not null, null) => [rows, times],
            (null, not null) => [rows, plus],
            _ => [rows, times, plus],
        };
        if (Transcript.IsOn)
            Transcript.Tell((epsilon, times is not null, plus is not null));
        return Fused.Run(
            operation, inputs,
            at =>
            {
                Tensor away = isCentred ? at[0] - at[0].Mean(-1, keep: true) : at[0], unit = away / (away.Square().Mean(-1, keep: true) + epsilon).Sqrt();
                unit = times is null ? unit : unit * at[1];
                return plus is null ? unit : unit + at[^1];
            },
            () =>
            {
                Tensor to = Tensor.Uninitialised(rows.Shape, type);
                (mean, scale) = (Tensor.Uninitialised([rows.Shape[0]], type), Tensor.Uninitialised([rows.Shape[0]], type));
                Device.Cpu.Normalise(rows, times, plus, epsilon, isCentred, to, mean, scale);
                return to;
            },
            (g, wanted) =>
            {
                int pieces = Device.Cpu.NormalisePieces(rows.Shape[0], over.Count);
                Tensor? toX = wanted[0] ? Tensor.Uninitialised(rows.Shape, type) : null;
                Tensor? toWeights = times is not null && wanted[1] ? Tensor.Uninitialised([pieces, over.Count], type) : null;
                Tensor? toBiases = plus is not null && wanted[^1] ? Tensor.Uninitialised([pieces, over.Count], type) : null;
                Device.Cpu.NormaliseBack(g.Contiguous(), rows, times, mean!, scale!, isCentred, toX, toWeights, toBiases);
                Tensor?[] back = new Tensor?[inputs.Length];
                back[0] = toX;
                if (times is not null)
                    back[1] = toWeights?.Sum(0);
                if (plus is not null)
                    back[^1] = toBiases?.Sum(0);
                return back;
            }).Reshape(before.Sizes);
    }
}
