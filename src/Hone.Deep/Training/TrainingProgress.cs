namespace Hone.Deep;

/// <summary>How far a training is: told after each step, and once more when something was measured.</summary>
/// <param name="Epoch">The epoch it is in, from 0.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps in all, where no early stop comes before.</param>
/// <param name="Loss">The loss of the last step.</param>
/// <param name="LearningRate">The learning rate of the last step, that of the first group of parameters.</param>
/// <param name="Point">What was measured just now; null after an ordinary step.</param>
public readonly record struct TrainingProgress(int Epoch, int Step, int Steps, double Loss, double LearningRate, TrainingPoint? Point);
