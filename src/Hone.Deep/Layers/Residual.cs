namespace Hone.Deep;

/// <summary>What comes in plus what a layer makes of it: x + body(x), so that gradients have a way around the body.</summary>
/// <remarks>Source: K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016.</remarks>
public sealed class Residual : Layer
{
    private readonly Layer body;
    private readonly Layer? shortcut;

    /// <summary>A residual block.</summary>
    /// <param name="body">What is added.</param>
    /// <param name="shortcut">What x goes through on the way around, where the body changes its shape; null for nothing.</param>
    public Residual(Layer body, Layer? shortcut = null)
    {
        this.body = Part("body", body);
        this.shortcut = shortcut is null ? null : Part("shortcut", shortcut);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The body changes the shape and the shortcut does not.</exception>
    protected override Tensor Forward(Tensor x)
    {
        Tensor around = shortcut is null ? x : shortcut.Call(x), made = body.Call(x);
        return made.Shape == around.Shape
            ? made + around
            : throw new ArgumentException($"residual: the body makes {made.Shape} of {x.Shape} and {around.Shape} goes around it; the shapes must be equal. Give a shortcut that changes the shape likewise.", nameof(x));
    }
}
