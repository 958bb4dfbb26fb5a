namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>A copy with the order of positions along some axes turned round.</summary>
    /// <param name="axes">Each at most once.</param>
    public Tensor Flip(params ReadOnlySpan<int> axes)
    {
        int[] steps = [.. strides], turned = new int[axes.Length];
        int first = Offset;
        for (int i = 0; i < turned.Length; i++)
        {
            int axis = turned[i] = Shape.Axis(axes[i], nameof(axes));
            if (turned.AsSpan(0, i).Contains(axis))
                throw new ArgumentException(FormattableString.Invariant($"flip: axis {axis} was given twice."), nameof(axes));
            first += Math.Max(0, Shape[axis] - 1) * strides[axis];
            steps[axis] = -strides[axis];
        }
        Tensor flipped = Uninitialised(Shape, Type);
        Device.Cpu.Copy(View(Shape, steps, first), flipped);
        return Tape.Record("flip", flipped, Link.Linear(this, g => g.Flip(turned), t => t.Flip(turned)));
    }
}
