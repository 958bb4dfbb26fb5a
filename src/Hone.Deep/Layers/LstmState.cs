namespace Hone.Deep;

/// <summary>What an <see cref="Lstm"/> carries from one step to the next.</summary>
/// <param name="Hidden">layers·directions × samples × size: what each layer said last.</param>
/// <param name="Cell">The same of what it remembers.</param>
public sealed record LstmState(Tensor Hidden, Tensor Cell);
