using Hone.Numerics;

namespace Hone.Deep;

/// <summary>What an attention is told beside queries, keys and values.</summary>
/// <param name="Scale">What products are multiplied by, above 0.</param>
/// <param name="IsCausal">Whether query i of m sees only the keys up to i + n − m of n.</param>
/// <param name="Lengths">For each sample how many of its keys are there; null for all.</param>
/// <param name="Mask">Of all four axes' sizes: a mask of what is seen, or numbers in the operands' type that are added; null for none.</param>
/// <param name="Dropout">The probability with which a weight falls out.</param>
/// <param name="Key">Says which weights fall out.</param>
internal sealed record AttentionTerms(double Scale, bool IsCausal, int[]? Lengths, Tensor? Mask, double Dropout, RandomKey Key);
