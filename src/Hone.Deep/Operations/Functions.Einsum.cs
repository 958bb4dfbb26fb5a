namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Sums of products in Einstein's notation: <c>Einsum("bqhd, bkhd -> bhqk", q, k)</c>.</summary>
    /// <param name="equation">
    /// For each operand its axes' letters, operands divided by commas; after <c>-></c> those of the result. Letters that are not there are summed over; a letter that stands twice in one operand means
    /// its diagonal; <c>...</c> stands for all other axes, which are stretched. Without <c>-></c> the result has the letters that stand once, in order of the alphabet.
    /// </param>
    /// <param name="tensors">The operands, any number.</param>
    /// <remarks>Pairs of operands are multiplied as batches of matrices, the pair with the smallest product first.</remarks>
    /// <exception cref="ArgumentException">The equation does not go, or a letter has two sizes.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(equation);
        return new Einsum(equation, tensors).Run();
    }
}
