using Hone.Numerics;

namespace Hone.Deep.Tests.Properties;

/// <summary>Random choices of one trial: opened again from the same key, it makes the same ones.</summary>
internal sealed class Pick(RandomKey key, bool isEmpty = false)
{
    private readonly RandomStream stream = key.Open();

    public bool Coin() => stream.Below(2) == 1;

    /// <summary>A whole number, both ends included.</summary>
    public int Whole(int low, int high) => low + stream.Below(high - low + 1);

    public RandomKey Key() => new(stream.NextBits());

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[stream.Below(choices.Length)];

    /// <summary>An axis of a tensor, counted from either end.</summary>
    public int Axis(Tensor x) => Whole(-x.Rank, x.Rank - 1);

    /// <summary>A random shape; in a trial of empty tensors the first axis has size 0.</summary>
    public Shape Shape(int least = 0, int most = 3)
    {
        int[] sizes = [.. Enumerable.Range(0, Whole(least, most)).Select(_ => Whole(1, 4))];
        if (isEmpty && sizes.Length > 0)
            sizes[0] = 0;
        return sizes;
    }

    /// <summary>The number of rows of a batch: 0 in a trial of empty tensors.</summary>
    public int Rows(int most = 4) => isEmpty ? 0 : Whole(1, most);

    /// <summary>Shapes that stretch to each other.</summary>
    public Shape[] Stretching(int count)
    {
        Shape all = Shape();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int[] sizes = all.Sizes.ToArray();
            for (int axis = 0; axis < sizes.Length; axis++)
                sizes[axis] = Whole(0, 3) == 0 ? 1 : sizes[axis];
            return new Shape(sizes.AsSpan(Whole(0, Math.Max(0, sizes.Length / 2))));
        })];
    }

    /// <summary>Numbers around 0, no two of them and none and 0 so near that finite differences would step over a bend between them.</summary>
    public Tensor Values(Shape shape)
    {
        int count = shape.Count;
        double[] values = [.. Enumerable.Range(0, count).Select(i => (i - (count / 2) + 0.5) * Step(count))];
        for (int i = count - 1; i > 0; i--)
        {
            int other = stream.Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
        return Tensor.From(values, shape);
    }

    /// <summary>A number near the one given that lies halfway between two of <see cref="Values"/>, for bends of an operation.</summary>
    public static double Between(Tensor values, double near) => Math.Round(near / Step(values.Count)) * Step(values.Count);

    public Tensor Positive(Shape shape) => (Values(shape) * 0.3).Exp();

    /// <summary>Tenths between −2 and 2, all moved by a number.</summary>
    public Tensor Grid(Shape shape, double by) => Tensor.From(Enumerable.Range(0, shape.Count).Select(_ => (Whole(-20, 20) * 0.1) + by).ToArray(), shape);

    /// <summary>Numbers of one sign or the other, away from 0.</summary>
    public Tensor NotZero(Shape shape)
    {
        Tensor values = Values(shape);
        return values + (values.Sign() * 0.5);
    }

    /// <summary>Numbers between −0.9 and 0.9.</summary>
    public Tensor Small(Shape shape) => Values(shape).Tanh() * 0.9;

    public Tensor Places(Shape shape, int below) => Tensor.From(Enumerable.Range(0, shape.Count).Select(_ => (long)Whole(0, below - 1)).ToArray(), shape);

    public Tensor Mask(Shape shape) => Tensor.From(Enumerable.Range(0, shape.Count).Select(_ => Coin()).ToArray(), shape);

    public Tensor Signs(Shape shape) => (Mask(shape).To(DType.Float64) * 2) - 1;

    public LossReduction Reduction() => Of(LossReduction.Mean, LossReduction.Sum, LossReduction.None);

    /// <summary>Tensors for an operation of two that stretch to each other.</summary>
    public Tensor[] Pair(Func<Shape, Tensor> values) => [.. Stretching(2).Select(values)];

    private static double Step(int count) => Math.Max(0.03, 3.1 / Math.Max(1, count));
}
