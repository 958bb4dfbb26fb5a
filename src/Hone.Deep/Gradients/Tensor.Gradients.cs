namespace Hone.Deep;

public sealed partial class Tensor
{
    private bool isLeafWithGradient;

    /// <summary>Whether gradients flow to it: it was asked for, or it was computed from a tensor that has them.</summary>
    /// <exception cref="InvalidOperationException">Set on a tensor of whole numbers, or taken from one that was computed.</exception>
    public bool RequiresGrad
    {
        get => isLeafWithGradient || Producer is not null;
        set
        {
            if (value && !Type.IsFloating)
                throw new InvalidOperationException($"A tensor of {Type} has no gradients; only floating types have.");
            if (!value && Producer is not null)
                throw new InvalidOperationException("This tensor was computed from others; use Detach() for one that does not depend on them.");
            isLeafWithGradient = value && Producer is null;
        }
    }

    /// <summary>The sum of the gradients that came back to it, on a tensor that <see cref="RequiresGrad"/> was set on or that <see cref="RetainGrad"/> was asked of; null before the first.</summary>
    public Tensor? Grad { get; set; }

    /// <summary>Who wants to see the gradient by it, where it is a leaf; those of others are kept on the tape.</summary>
    internal GradientHooks? LeafHooks { get; private set; }

    /// <summary>The operation it came from, and which of its results it is; null for a leaf.</summary>
    internal Node? Producer { get; private set; }

    internal int ProducerOutput { get; private set; }

    /// <summary>Says that gradients are wanted, and returns the tensor.</summary>
    public Tensor WithGrad()
    {
        RequiresGrad = true;
        return this;
    }

    /// <summary>Keeps the gradient of a tensor that was computed in <see cref="Grad"/>, as a leaf does by itself.</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="InvalidOperationException">It wants no gradients, or its graph was given up.</exception>
    public Tensor RetainGrad()
    {
        if (Hooks("RetainGrad") is { } hooks && Producer is not null)
            hooks.Keeper = this;
        return this;
    }

    /// <summary>Has the gradient by this tensor shown at each backward pass, when all of it has come together and before it goes on.</summary>
    /// <param name="see">Gets the gradient and may give another one of the same shape, which then takes its place; null leaves it.</param>
    /// <returns>Disposing of it ends the showing; nothing is lost if nobody does.</returns>
    /// <remarks>Leaves see theirs at the end of the pass, before it is added to <see cref="Grad"/>. The gradient shown may be kept.</remarks>
    /// <exception cref="InvalidOperationException">The tensor wants no gradients, or its graph was given up.</exception>
    public IDisposable OnGradient(Func<Tensor, Tensor?> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        return Hooks("OnGradient").Add(see);
    }

    /// <summary>The same for who only looks.</summary>
    /// <inheritdoc cref="OnGradient(Func{Tensor, Tensor})"/>
    public IDisposable OnGradient(Action<Tensor> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        return OnGradient(gradient =>
        {
            see(gradient);
            return null;
        });
    }

    /// <summary>The same numbers, shared, without the way they came about: no gradient goes through.</summary>
    public Tensor Detach() => View(Shape, strides, Offset);

    /// <summary>Computes the gradient of this number by every leaf that wants one, and adds it to the leaf's <see cref="Grad"/>.</summary>
    /// <param name="gradient">The gradient by this tensor; may be left out where it is a single number, and is then 1.</param>
    /// <param name="keepGraph">Whether what the pass needs is kept for another one. Default false: it is given up, operation by operation.</param>
    /// <param name="createGraph">Whether the gradients can themselves be differentiated; keeps the graph as well. Default false.</param>
    /// <exception cref="InvalidOperationException">Nothing here wants gradients, there are several elements and no gradient was given, the graph was given up, or a needed value was changed in place.</exception>
    public void Backward(Tensor? gradient = null, bool keepGraph = false, bool createGraph = false) =>
        BackwardPass.Run([this], [gradient], null, keepGraph || createGraph, createGraph);

    internal void SetProducer(Node node, int output) => (Producer, ProducerOutput) = (node, output);

    private GradientHooks Hooks(string asked)
    {
        if (!RequiresGrad)
            throw new InvalidOperationException($"{asked} was called on a tensor of {Shape} that wants no gradients; set RequiresGrad on it before it is used.");
        return Producer is { } node ? node.HooksOf(ProducerOutput) : LeafHooks ??= new();
    }
}
