namespace Hone.Deep;

/// <summary>Samples side by side: tensors whose first axis counts samples.</summary>
public sealed class Batch
{
    /// <summary>Puts tensors together that belong to the same samples.</summary>
    /// <param name="inputs">At least one, each samples × ….</param>
    /// <param name="targets">Each samples × …; none where the network is its own judge.</param>
    /// <param name="samples">The samples' numbers in the data they came from; without, 0, 1, 2, ….</param>
    /// <exception cref="ArgumentException">There is no input, or the tensors do not agree on the number of samples.</exception>
    public Batch(Tensor[] inputs, Tensor[] targets, int[]? samples = null)
    {
        Count = Rows.Common(inputs, targets);
        Samples = samples ?? [.. Enumerable.Range(0, Count)];
        if (Samples.Count != Count)
            throw new ArgumentException(FormattableString.Invariant($"{Samples.Count} numbers of samples were given for tensors of {Count} samples."), nameof(samples));
        (Inputs, Targets) = (inputs, targets);
    }

    /// <summary>A batch of one input and one target.</summary>
    public Batch(Tensor input, Tensor target)
        : this([input], [target])
    {
    }

    /// <summary>What goes into the network.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>What should come out.</summary>
    public IReadOnlyList<Tensor> Targets { get; }

    /// <summary>The samples' numbers in the data they came from.</summary>
    public IReadOnlyList<int> Samples { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>The first input.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>The first target.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public Tensor Target => Targets.Count > 0 ? Targets[0] : throw new InvalidOperationException("This batch has no target: its data are of inputs alone. Use a step of your own that needs none.");

    /// <summary>One sample: views without the axis for samples.</summary>
    public Sample this[int place]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Count);
            return new Sample([.. Inputs.Select(tensor => tensor.Select(0, place))], [.. Targets.Select(tensor => tensor.Select(0, place))]);
        }
    }

    /// <summary>Samples stacked.</summary>
    /// <param name="samples">At least one; all with the same shapes and types.</param>
    /// <param name="numbers">Their numbers, for messages; without, 0, 1, 2, ….</param>
    /// <exception cref="ArgumentException">There are none, or they do not agree: the first that differs is named.</exception>
    public static Batch Of(IReadOnlyList<Sample> samples, int[]? numbers = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0)
            throw new ArgumentException("A batch is made of at least one sample; none was given.", nameof(samples));
        int Number(int place) => numbers?[place] ?? place;
        Sample first = samples[0];
        int wrong = samples.ToList().FindIndex(sample => sample.Inputs.Length != first.Inputs.Length || sample.Targets.Length != first.Targets.Length);
        if (wrong >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Sample {Number(wrong)} has {samples[wrong].Inputs.Length} inputs and {samples[wrong].Targets.Length} targets, sample {Number(0)} has {first.Inputs.Length} and {first.Targets.Length}: they cannot be stacked."), nameof(samples));
        }
        Tensor[] inputs = new Tensor[first.Inputs.Length], targets = new Tensor[first.Targets.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Rows.Stack([.. samples.Select(sample => sample.Inputs[i])], "input", Number);
        for (int i = 0; i < targets.Length; i++)
            targets[i] = Rows.Stack([.. samples.Select(sample => sample.Targets[i])], "target", Number);
        return new Batch(inputs, targets, numbers);
    }
}
