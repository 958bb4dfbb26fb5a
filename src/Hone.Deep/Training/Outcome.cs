namespace Hone.Deep;

/// <summary>What a network made of a batch.</summary>
/// <param name="Loss">A single number, the mean over the batch's samples; gradients are taken of it.</param>
/// <param name="Prediction">What metrics compare with the targets; null where there is nothing to compare.</param>
public readonly record struct Outcome(Tensor Loss, Tensor? Prediction = null)
{
    /// <summary>A loss alone.</summary>
    public static implicit operator Outcome(Tensor loss) => new(loss);
}
