using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Windows of a text: from each, a language model learns to tell every token from those before it.</summary>
/// <remarks>Input and target are both of windows × length: the target is the input moved on by one token. The text is kept once; windows are cut when they are asked for.</remarks>
/// <example><code>
/// TokenWindows text = new(codes, length: 128) { IsShifted = true };   // other places each epoch
/// DataLoader loader = new(text, batchSize: 64) { Shuffle = true };
/// </code></example>
public sealed class TokenWindows : Dataset
{
    private readonly int[] tokens;

    /// <summary>Windows of a text.</summary>
    /// <param name="tokens">The text, a number for each character, word or piece; not copied.</param>
    /// <param name="length">Tokens that a window shows, at least 1; the text must have more.</param>
    /// <param name="stride">Tokens from one window's start to the next, at least 1; without, the length, so that windows lie side by side.</param>
    /// <exception cref="ArgumentException">The text is too short for one window.</exception>
    public TokenWindows(int[] tokens, int length, int? stride = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        (this.tokens, Length, Stride) = (tokens, Require.AtLeast(length, 1), Require.AtLeast(stride ?? length, 1, nameof(stride)));
        if (tokens.Length <= length)
            throw new ArgumentException(FormattableString.Invariant($"A text of {tokens.Length} tokens is too short for windows of {length} and the token after each; give a longer text or a shorter length."), nameof(tokens));
    }

    /// <summary>Tokens that a window shows.</summary>
    public int Length { get; }

    /// <summary>Tokens from one window's start to the next.</summary>
    public int Stride { get; }

    /// <summary>Whether each epoch's windows begin at another place, drawn from 0 to stride − 1, so that over epochs every token is seen at every position. Default false.</summary>
    public bool IsShifted { get; init; }

    /// <summary>How many windows there are; with <see cref="IsShifted"/> as many as fit at every shift, at least one.</summary>
    public override int Count => ((tokens.Length - 1 - Length - LargestShift) / Stride) + 1;

    // Where the text has room for one window alone, the shift goes as far as that leaves.
    private int LargestShift => IsShifted ? Math.Min(Stride - 1, tokens.Length - 1 - Length) : 0;

    internal override bool IsInMemory => true;

    /// <inheritdoc/>
    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        int shift = IsShifted ? epoch.Child("shift").Open().Below(LargestShift + 1) : 0;
        long[] input = new long[samples.Length * Length], target = new long[input.Length];
        for (int i = 0, to = 0; i < samples.Length; i++)
        {
            int start = (samples[i] * Stride) + shift;
            for (int j = 0; j < Length; j++, to++)
                (input[to], target[to]) = (tokens[start + j], tokens[start + j + 1]);
        }
        return new Batch([Tensor.From(input, [samples.Length, Length])], [Tensor.From(target, [samples.Length, Length])], samples);
    }
}
