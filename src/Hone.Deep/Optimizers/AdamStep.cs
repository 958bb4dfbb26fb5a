namespace Hone.Deep;

/// <summary>The numbers of one step of Adam.</summary>
/// <param name="Rate">The learning rate, bias correction of the first moment included.</param>
/// <param name="Beta1">What stays of the mean of gradients.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="Correction">1/√(1 − β₂ᵗ).</param>
/// <param name="Shrink">What the values are multiplied by before the step: 1 − rate·decay.</param>
/// <param name="Penalty">The multiple of the values that is added to their gradients.</param>
internal readonly record struct AdamStep(double Rate, double Beta1, double Beta2, double Epsilon, double Correction, double Shrink, double Penalty);
