using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Multiplies the rates by a factor each time a reported number has not improved for a while.</summary>
/// <remarks>Tell it with <see cref="Report"/>, after each evaluation. It depends on what it was told, so it belongs into checkpoints (<see cref="State"/>).</remarks>
public sealed class ReduceOnPlateau : Schedule
{
    private double multiple = 1, best = double.NaN;
    private long bad, resting;

    /// <summary>What rates are multiplied by. Default 0.1.</summary>
    public double Factor { get; init => field = Require.Between(value, 0, 1); } = 0.1;

    /// <summary>How many reports in a row may be no better. Default 10.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 0); } = 10;

    /// <summary>How much better is better: a share of the best if <see cref="IsRelative"/>, else a difference. Default 1e-4.</summary>
    public double Threshold { get; init => field = Require.AtLeastZero(value); } = 1e-4;

    /// <summary>Whether the threshold is a share of the best. Default true.</summary>
    public bool IsRelative { get; init; } = true;

    /// <summary>How many reports after a reduction are not counted. Default 0.</summary>
    public int Cooldown { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>Whether larger is better, as with accuracy. Default false: losses.</summary>
    public bool IsMaximized { get; init; }

    /// <summary>The least multiple of the initial rates. Default 0.</summary>
    public double Least { get; init => field = Require.Between(value, 0, 1); }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor> { ["plateau"] = Tensor.From([multiple, best, bad, resting]) };

    /// <inheritdoc/>
    public override double At(long step) => multiple;

    /// <inheritdoc/>
    public override void Report(double value)
    {
        if (IsBetter(value))
            (best, bad) = (value, 0);
        else
            bad++;
        if (resting > 0)
        {
            resting--;
            bad = 0;
        }
        if (bad > Patience)
        {
            multiple = Math.Max(multiple * Factor, Least);
            (resting, bad) = (Cooldown, 0);
        }
    }

    /// <inheritdoc/>
    public override void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue("plateau", out Tensor? kept) || kept.Count != 4 || state.Count != 1)
            throw new ArgumentException("The state given is not that of a schedule that reduces rates on a plateau: it holds 'plateau' with four numbers.", nameof(state));
        double[] numbers = kept.To(DType.Float64).ToArray<double>();
        (multiple, best, bad, resting) = (numbers[0], numbers[1], (long)numbers[2], (long)numbers[3]);
    }

    // Better than nothing is any number, and NaN is never better.
    private bool IsBetter(double value)
    {
        if (double.IsNaN(best))
            return !double.IsNaN(value);
        double margin = IsRelative ? Threshold * best : Threshold;
        return IsMaximized ? value > best + margin : value < best - margin;
    }
}
