using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Batch normalisation: each channel is brought to mean 0 and variance 1 over the batch, then scaled and moved by what is learned.</summary>
/// <remarks>
/// In training the batch's own mean and variance are used, and running ones are kept for <see cref="Module.Eval"/>. Parameters and buffers are named and start as PyTorch's.
/// Source: S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", ICML 2015.
/// </remarks>
public abstract class BatchNorm : Layer
{
    private readonly string operation;

    private protected BatchNorm(string operation, int channels, bool affine, bool trackRunningStats)
    {
        Require.AtLeast(channels, 1);
        (this.operation, Channels) = (operation, channels);
        Weight = affine ? Parameter("weight", Tensor.Ones([channels])) : null;
        Bias = affine ? Parameter("bias", Tensor.Zeros([channels])) : null;
        if (!trackRunningStats)
            return;
        RunningMean = Buffer("running_mean", Tensor.Zeros([channels]));
        RunningVariance = Buffer("running_var", Tensor.Ones([channels]));
        BatchesTracked = Buffer("num_batches_tracked", Tensor.Scalar(0, DType.Int64));
    }

    /// <summary>Channels that come in, at axis 1.</summary>
    public int Channels { get; }

    /// <summary>ε, added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-5;

    /// <summary>Share of a batch's statistics in the running ones; null for the mean of all batches alike. Default 0.1.</summary>
    public double? Momentum { get; init => field = value is { } share ? Require.Between(share, 0, 1) : null; } = 0.1;

    /// <summary>γ, one for each channel, starting at 1; or null.</summary>
    public Tensor? Weight { get; }

    /// <summary>β, one for each channel, starting at 0; or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The mean of each channel that is used in <see cref="Module.Eval"/> mode; null where none is kept, and the batch's own is used always.</summary>
    public Tensor? RunningMean { get; }

    /// <summary>Its variance likewise, that of a sample: divided by one less than the count.</summary>
    public Tensor? RunningVariance { get; }

    /// <summary>How many batches they come from.</summary>
    public Tensor? BatchesTracked { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The sizes do not fit, or in training a channel has one number only.</exception>
    protected override Tensor Forward(Tensor x)
    {
        if (!Fits(x.Rank) || x.Shape[1] != Channels)
            throw new ArgumentException(FormattableString.Invariant($"{operation}: an input of {x.Shape} was given to a layer of {Channels} channels: {Accepted}, with {Channels} at axis 1."), nameof(x));
        if (RunningMean is null || RunningVariance is null || BatchesTracked is null)
            return Functions.BatchNorm(operation, x, Weight, Bias, null, Epsilon, out _);
        if (!IsTraining)
            return Functions.BatchNorm(operation, x, Weight, Bias, new Moments(RunningMean, RunningVariance), Epsilon, out _);

        Tensor result = Functions.BatchNorm(operation, x, Weight, Bias, null, Epsilon, out Moments batch);
        // A batch counts once, though a checkpointed stretch sees it twice.
        if (Checkpoint.IsComputingAgain)
            return result;
        using NoGrad pause = NoGrad.Begin();
        BatchesTracked.CopyFrom(BatchesTracked + 1);
        double share = Momentum ?? 1 / BatchesTracked.Item(), count = x.Count / Channels;
        RunningMean.CopyFrom((RunningMean * (1 - share)) + (batch.Mean * share));
        RunningVariance.CopyFrom((RunningVariance * (1 - share)) + (batch.Variance * (share * count / (count - 1))));
        return result;
    }

    private protected abstract bool Fits(int rank);

    private protected abstract string Accepted { get; }
}

/// <summary>Batch normalisation of rows or sequences: samples × channels, or samples × channels × length.</summary>
/// <inheritdoc cref="BatchNorm"/>
/// <param name="channels">Channels that come in.</param>
/// <param name="affine">Whether scale and shift are learned. Default true.</param>
/// <param name="trackRunningStats">Whether running statistics are kept. Default true.</param>
public sealed class BatchNorm1d(int channels, bool affine = true, bool trackRunningStats = true) : BatchNorm("batch-norm1d", channels, affine, trackRunningStats)
{
    private protected override string Accepted => "it has two axes or three";

    private protected override bool Fits(int rank) => rank is 2 or 3;
}

/// <summary>Batch normalisation of images: samples × channels × height × width.</summary>
/// <inheritdoc cref="BatchNorm"/>
/// <param name="channels">Channels that come in.</param>
/// <param name="affine">Whether scale and shift are learned. Default true.</param>
/// <param name="trackRunningStats">Whether running statistics are kept. Default true.</param>
public sealed class BatchNorm2d(int channels, bool affine = true, bool trackRunningStats = true) : BatchNorm("batch-norm2d", channels, affine, trackRunningStats)
{
    private protected override string Accepted => "it has four axes";

    private protected override bool Fits(int rank) => rank == 4;
}
