using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    // Channels of fewer numbers than this a sample are turned, so that those of a channel lie in a row.
    private const int ShortRow = 8;

    /// <summary>Batch normalisation: each channel is brought to mean 0 and variance 1, then multiplied by γ and moved by β.</summary>
    /// <param name="x">Samples × channels, with any axes after them.</param>
    /// <param name="gain">γ, one for each channel, or null for 1.</param>
    /// <param name="shift">β, one for each channel, or null for 0.</param>
    /// <param name="mean">A mean for each channel to use in place of the batch's own; given with <paramref name="variance"/>.</param>
    /// <param name="variance">A variance for each channel to use in place of the batch's own.</param>
    /// <param name="epsilon">Added to the variance. Default 1e-5.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or there is only one number for each channel and no mean is given.</exception>
    public static Tensor BatchNorm(Tensor x, Tensor? gain = null, Tensor? shift = null, Tensor? mean = null, Tensor? variance = null, double epsilon = 1e-5)
    {
        if (mean is null != variance is null)
            throw new ArgumentException("batch-norm: a mean and a variance are given together or not at all.", nameof(variance));
        Moments? given = mean is null ? null : new Moments(mean, variance!);
        return BatchNorm("batch-norm", x, gain, shift, given, epsilon, out _);
    }

    /// <summary>The same, and the moments that were used: of the batch unless they were given.</summary>
    internal static Tensor BatchNorm(string operation, Tensor x, Tensor? gain, Tensor? shift, Moments? given, double epsilon, out Moments used)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.AtLeastZero(epsilon);
        x = Normal(operation, x);
        int channels = x.Shape[1], length = 1;
        CheckChannels(operation, "gain", gain, x, channels);
        CheckChannels(operation, "shift", shift, x, channels);
        CheckChannels(operation, "mean", given?.Mean, x, channels);
        CheckChannels(operation, "variance", given?.Variance, x, channels);
        foreach (int size in x.Shape.Sizes[2..])
            length *= size;
        if (given is null && x.Shape[0] * (long)length < 2)
            throw new ArgumentException($"{operation}: an input of {x.Shape} has {x.Shape[0] * (long)length} numbers for each channel, and one number has no variance. Train with larger batches, or call Eval() before use.", nameof(x));

        // Samples × channels × length; where that would be short rows, one sample of long ones.
        Tensor flat = x.Reshape(x.Shape[0], channels, length);
        bool turned = length < ShortRow;
        Tensor rows = turned ? flat.Transpose(0, 1).Contiguous().Reshape(1, channels, x.Shape[0] * length) : flat.Contiguous();
        used = given is { } moments ? new Moments(Doubles(moments.Mean), Doubles(moments.Variance)) : Moments.Of(rows);
        Tensor result = Normalization.Run(operation, rows, gain, shift, used, own: given is null, epsilon);
        if (turned)
            result = result.Reshape(channels, x.Shape[0], length).Transpose(0, 1).Contiguous();
        return result.Reshape(x.Shape.Sizes);
    }

    /// <summary>Group normalisation: the channels of each sample are brought, group by group, to mean 0 and variance 1, then each is multiplied by γ and moved by β.</summary>
    /// <param name="x">Samples × channels, with any axes after them.</param>
    /// <param name="groups">Groups that the channels divide into evenly; as many as channels is instance normalisation.</param>
    /// <param name="gain">γ, one for each channel, or null for 1.</param>
    /// <param name="shift">β, one for each channel, or null for 0.</param>
    /// <param name="epsilon">Added to the variance. Default 1e-5.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor GroupNorm(Tensor x, int groups, Tensor? gain = null, Tensor? shift = null, double epsilon = 1e-5)
    {
        const string Name = "group-norm";
        ArgumentNullException.ThrowIfNull(x);
        Require.AtLeastZero(epsilon);
        Require.AtLeast(groups, 1);
        x = Normal(Name, x);
        int channels = x.Shape[1];
        if (channels % groups != 0)
            throw new ArgumentException(FormattableString.Invariant($"{Name}: the {channels} channels of an input of {x.Shape} do not divide into {groups} groups."), nameof(groups));
        CheckChannels(Name, "gain", gain, x, channels);
        CheckChannels(Name, "shift", shift, x, channels);
        Tensor result = x;
        if (x.Count > 0)
        {
            Tensor rows = x.Reshape(1, x.Shape[0] * groups, -1).Contiguous();
            result = Normalization.Run(Name, rows, null, null, Moments.Of(rows), own: true, epsilon).Reshape(x.Shape.Sizes);
        }
        int[] perChannel = [1, channels, .. Enumerable.Repeat(1, x.Rank - 2)];
        result = gain is null ? result : result * gain.Reshape(perChannel);
        return shift is null ? result : result + shift.Reshape(perChannel);
    }

    private static Tensor Doubles(Tensor x) => x.Detach().To(DType.Float64).Contiguous();

    private static Tensor Normal(string operation, Tensor x)
    {
        if (x.Rank < 2 || !x.Type.IsFloating)
            throw new ArgumentException($"{operation}: a tensor of {x.Type} of {x.Shape} was given; it is floating and has samples and channels as its first axes.", nameof(x));
        return x.Type == DType.BFloat16 ? x.To(DType.Float32) : x;
    }

    private static void CheckChannels(string operation, string what, Tensor? tensor, Tensor x, int channels)
    {
        if (tensor is not null && tensor.Shape != [channels])
            throw new ArgumentException(FormattableString.Invariant($"{operation}: a {what} of {tensor.Shape} does not fit an input of {x.Shape}: it must have one entry for each of the {channels} channels."), nameof(tensor));
    }
}
