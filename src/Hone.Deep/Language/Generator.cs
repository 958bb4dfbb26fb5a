using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Continues texts: draws symbol after symbol from what a model holds likely.</summary>
/// <remarks>
/// One seed gives one text. What a model has read stays with it, so each symbol costs one step. With several limits the <see cref="TopK"/> likeliest are taken first, then of those <see cref="TopP"/>.
/// <code>
/// string text = new Generator { Length = 300, Temperature = 0.8 }.Continue(model, vocabulary, "ROMEO:", seed: 1);
/// </code>
/// Source of TopP: A. Holtzman et al., "The Curious Case of Neural Text Degeneration", ICLR 2020.
/// </remarks>
public sealed record Generator
{
    /// <summary>Symbols to draw at most, at least 0. Default 500.</summary>
    public int Length { get; init => field = Require.AtLeast(value, 0); } = 500;

    /// <summary>Scores are divided by it: below 1 the likely becomes likelier, above 1 the text wilder; 0 always takes the likeliest. Default 1, what the model holds true.</summary>
    public double Temperature { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>Only so many of the likeliest symbols are drawn from, at least 1; null (default) for all.</summary>
    public int? TopK { get; init => field = value is { } given ? Require.AtLeast(given, 1) : null; }

    /// <summary>Only the fewest likeliest symbols are drawn from whose probabilities add up to this, above 0 and at most 1. Default 1, all.</summary>
    public double TopP { get; init => field = Require.Share(value); } = 1;

    /// <summary>Drawing ends when the new text ends with this, which stays in it; null (default) goes on to the full length.</summary>
    public string? Stop { get; init; }

    /// <summary>A prompt's continuation, without the prompt.</summary>
    /// <param name="model">In <see cref="Module.Eval"/> mode, or it drops numbers as in training.</param>
    /// <param name="vocabulary">That the model was trained with.</param>
    /// <param name="prompt">What is to be continued, at least one character.</param>
    /// <param name="seed">Same seed, same text.</param>
    /// <param name="cancellation">Asked before each symbol.</param>
    /// <exception cref="ArgumentException">The prompt is empty or has characters that are not in the vocabulary, or the vocabulary is not the model's.</exception>
    public string Continue(ILanguageModel model, Vocabulary vocabulary, string prompt, ulong seed = 0, CancellationToken cancellation = default) =>
        string.Concat(Stream(model, vocabulary, prompt, seed, cancellation));

    /// <summary>The same character by character, as they are drawn.</summary>
    /// <inheritdoc cref="Continue"/>
    public IEnumerable<string> Stream(ILanguageModel model, Vocabulary vocabulary, string prompt, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Length == 0)
            throw new ArgumentException("The prompt is empty; give at least one character to go on from.", nameof(prompt));
        if (vocabulary.Count != model.Symbols)
            throw new ArgumentException(FormattableString.Invariant($"The vocabulary has {vocabulary.Count} symbols and the model {model.Symbols}; give the one it was trained with."), nameof(vocabulary));
        return Drawn(model, vocabulary, vocabulary.Encode(prompt), RandomKey.FromSeed(seed).Open(), cancellation);
    }

    /// <summary>One symbol of some scores.</summary>
    /// <param name="scores">For each symbol.</param>
    /// <param name="stream">One number is taken of it, unless the temperature is 0.</param>
    public int Draw(ReadOnlySpan<float> scores, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (scores.IsEmpty || scores.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new ArgumentException("Scores must be finite, and at least one; the model's numbers may have overflowed in training.", nameof(scores));
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        double[] weights = new double[scores.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = -scores[i];
        // The likeliest first; of equals the one with the lower number.
        Array.Sort(weights, order);
        if (Temperature == 0)
            return Enumerable.Range(0, order.Length).TakeWhile(i => weights[i] == weights[0]).Min(i => order[i]);

        int count = Math.Min(TopK ?? order.Length, order.Length);
        double best = weights[0], total = 0;
        for (int i = 0; i < count; i++)
            total += weights[i] = Elementary.Exp((best - weights[i]) / Temperature);
        double kept = 0;
        int last = 0;
        while (last < count && (last == 0 || kept < TopP * total))
            kept += weights[last++];
        double at = stream.Uniform() * kept;
        for (int i = 0; i < last; i++)
        {
            at -= weights[i];
            if (at < 0)
                return order[i];
        }
        return order[last - 1];
    }

    private IEnumerable<string> Drawn(ILanguageModel model, Vocabulary vocabulary, int[] prompt, RandomStream stream, CancellationToken cancellation)
    {
        ISymbolReader reader = model.Read();
        int[] next = prompt;
        string tail = "";
        for (int i = 0; i < Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            next = [Draw(reader.Next(next), stream)];
            string drawn = vocabulary.Decode(next);
            yield return drawn;
            if (Stop is { Length: > 0 } stop)
            {
                tail += drawn;
                if (tail.EndsWith(stop, StringComparison.Ordinal))
                    yield break;
                tail = tail.Length > stop.Length ? tail[^stop.Length..] : tail;
            }
        }
    }
}
