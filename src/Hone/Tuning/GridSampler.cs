using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>Grid search: every combination of a few values of each dimension, once.</summary>
/// <remarks>
/// A dimension's values are those named in <see cref="Values"/>; else all of them for choices and short whole ranges; else
/// <see cref="Points"/> evenly from end to end. The first dimension asked for varies fastest. The space must not depend on the
/// values given: which dimensions a trial asks for is taken from the first trial. Cost: the product of the counts.
/// </remarks>
public sealed record GridSampler : ISampler
{
    /// <summary>How many values stand for a range, at least 2. Default 5.</summary>
    public int Points { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Values to try, by dimension name; a choice is its position. Default none.</summary>
    public IReadOnlyDictionary<string, double[]>? Values { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A named value lies outside its dimension.</exception>
    public double Suggest(SearchDimension dimension, SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        long before = 1;
        foreach (SuggestedValue given in state.Given)
            before *= Of(given.Dimension).Length;
        double[] values = Of(dimension);
        return values[(int)(state.Number / before % values.Length)];
    }

    /// <inheritdoc/>
    public bool IsExhausted(IReadOnlyList<TrialRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0)
            return false;
        double combinations = 1;
        foreach (SuggestedValue value in history[0].Values)
            combinations *= Of(value.Dimension).Length;
        return history.Count >= combinations;
    }

    private double[] Of(SearchDimension dimension)
    {
        if (Values is not null && Values.TryGetValue(dimension.Name, out double[]? named))
        {
            foreach (double value in named)
            {
                if (!(value >= dimension.Low && value <= dimension.High))
                    throw new ArgumentException(FormattableString.Invariant($"The grid tries {value} for '{dimension.Name}', which runs from {dimension.Low} to {dimension.High}."));
            }
            return named.Length > 0 ? named : throw new ArgumentException($"The grid names no value for '{dimension.Name}'.");
        }
        if (dimension.Low == dimension.High)
            return [dimension.Low];
        int count = dimension.Unordered || (dimension.Whole && dimension.High - dimension.Low < Points) ? (int)(dimension.High - dimension.Low) + 1 : Points;
        double[] values = new double[count];
        (double low, double high) = dimension.Log ? (Elementary.Log(dimension.Low), Elementary.Log(dimension.High)) : (dimension.Low, dimension.High);
        for (int i = 0; i < count; i++)
        {
            double at = low + ((high - low) * i / (count - 1));
            double value = dimension.Log ? Elementary.Exp(at) : at;
            values[i] = Math.Clamp(dimension.Whole ? Math.Round(value) : value, dimension.Low, dimension.High);
        }
        return [.. values.Distinct()];
    }
}
