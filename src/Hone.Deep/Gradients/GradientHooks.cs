namespace Hone.Deep;

/// <summary>What is to be done with the gradient by one tensor, once all of it has come together.</summary>
internal sealed class GradientHooks
{
    private readonly List<Hook> hooks = [];

    /// <summary>The tensor that keeps its gradient though it is no leaf, if it does.</summary>
    public Tensor? Keeper { get; set; }

    public IDisposable Add(Func<Tensor, Tensor?> see)
    {
        Hook hook = new(this, see);
        hooks.Add(hook);
        return hook;
    }

    /// <summary>Shows the gradient to each in turn; each may give another one, which the next then sees.</summary>
    public Tensor Run(Tensor gradient)
    {
        foreach (Hook hook in (Hook[])[.. hooks])
        {
            if (hook.See(gradient) is not { } other)
                continue;
            if (other.Shape != gradient.Shape)
                throw new InvalidOperationException($"OnGradient: a gradient of {gradient.Shape} was replaced by one of {other.Shape}; the shape must stay.");
            gradient = other.To(gradient.Type);
        }
        return gradient;
    }

    private sealed class Hook(GradientHooks owner, Func<Tensor, Tensor?> see) : IDisposable
    {
        public Func<Tensor, Tensor?> See => see;

        public void Dispose() => owner.hooks.Remove(this);
    }
}
