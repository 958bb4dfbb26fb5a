namespace Hone.Deep.Tests.Tensors;

/// <summary>Copies, conversions, choices and comparisons give the same whatever the layout and length, by whole vectors or one by one.</summary>
public sealed class LayoutTests
{
    private static readonly DType[] Types = [DType.Float32, DType.Float64, DType.BFloat16, DType.Int32, DType.Int64, DType.Bool];

    [Theory]
    [InlineData(1, 5, 3)]
    [InlineData(2, 9, 130)]
    [InlineData(3, 65, 67)]
    [InlineData(1, 200, 300)]
    public void A_copy_that_turns_axes_moves_every_element(int batch, int rows, int columns)
    {
        double[] values = [.. Enumerable.Range(0, batch * rows * columns).Select(i => (double)(i % 251))];
        foreach (DType type in Types)
        {
            Tensor x = Tensor.From(values, [batch, rows, columns]).To(type);
            double[] flat = x.To(DType.Float64).ToArray<double>();
            void Holds(Tensor turned, Func<int, int, int, int> from)
            {
                double[] found = turned.Contiguous().To(DType.Float64).ToArray<double>();
                int at = 0;
                for (int i = 0; i < turned.Shape[0]; i++)
                {
                    for (int j = 0; j < turned.Shape[1]; j++)
                    {
                        for (int k = 0; k < turned.Shape[2]; k++)
                        {
                            if (found[at++] != flat[from(i, j, k)])
                                throw new InvalidOperationException($"{type} {turned.Shape}: {i}, {j}, {k}");
                        }
                    }
                }
            }
            Holds(x.Transpose(), (b, c, r) => (((b * rows) + r) * columns) + c);
            Holds(x.Permute(2, 1, 0), (c, r, b) => (((b * rows) + r) * columns) + c);
            Holds(x.Permute(2, 0, 1), (c, b, r) => (((b * rows) + r) * columns) + c);
            Holds(x.Permute(1, 2, 0), (r, c, b) => (((b * rows) + r) * columns) + c);
            Holds(x.Slice(1, 1).Transpose(), (b, c, r) => (((b * rows) + r + 1) * columns) + c);

            Tensor into = Tensor.Zeros([batch, columns, rows], type);
            into.Transpose().CopyFrom(x);                     // the other way round
            into.Transpose().ShouldBeNear(x, 0);
        }
    }

    [Fact]
    public void Conversions_choices_and_comparisons_are_the_same_at_any_length()
    {
        foreach (int length in (int[])[1, 3, 8, 15, 16, 17, 31, 64, 100])
        {
            Tensor x = Draw.Normal([length]) * 3, y = Draw.Normal([length], 2);
            double[] a = x.ToArray<double>(), b = y.ToArray<double>();
            x.To(DType.Float32).ShouldHold([.. a.Select(value => (double)(float)value)]);
            x.To(DType.Float32).To(DType.Float64).ShouldHold([.. a.Select(value => (double)(float)value)]);
            float[] brains = x.To(DType.Float32).To(DType.BFloat16).To(DType.Float32).ToArray<float>();
            for (int i = 0; i < length; i++)
                brains[i].ShouldBe(Brain.Widen(Brain.Round((float)a[i])));
            foreach (DType type in Types[..5])
            {
                Tensor p = x.To(type), q = y.To(type), mask = p < q;
                double[] one = p.To(DType.Float64).ToArray<double>(), other = q.To(DType.Float64).ToArray<double>();
                mask.ToArray<bool>().ShouldBe([.. one.Zip(other, (l, r) => l < r)]);
                (p >= 1).ToArray<bool>().ShouldBe([.. one.Select(l => l >= 1)]);
                (p > 0.3).ToArray<bool>().ShouldBe([.. one.Select(l => l > 0.3)]);
                (p <= -0.3).ToArray<bool>().ShouldBe([.. one.Select(l => l <= -0.3)]);
                p.NotEqualTo(q).ToArray<bool>().ShouldBe([.. one.Zip(other, (l, r) => l != r)]);
                Tensor.Where(mask, p, q).ShouldHold([.. one.Zip(other, Math.Min)]);
                Tensor.Where(mask, q, Tensor.Scalar(7, type)).ShouldHold([.. one.Zip(other, (l, r) => l < r ? r : 7)]);
                p.MaskedFill(mask, 5).ShouldHold([.. one.Zip(other, (l, r) => l < r ? 5 : l)]);
            }
        }
        Tensor odd = Tensor.From([float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 1e38f, 3.4e38f, 1e-45f, 1.00390625f]).Tile(3);
        float[] back = odd.To(DType.BFloat16).To(DType.Float32).ToArray<float>(), given = odd.ToArray<float>();
        for (int i = 0; i < given.Length; i++)
            back[i].ShouldBe(Brain.Widen(Brain.Round(given[i])));
    }

    [Fact]
    public void A_number_is_compared_with_as_it_is()
    {
        // 0.1 lies below the float nearest to it.
        Tensor x = Tensor.From([0.1f, MathF.BitDecrement(0.1f)]);
        (x > 0.1).ToArray<bool>().ShouldBe([true, false]);
        (x >= 0.1).ToArray<bool>().ShouldBe([true, false]);
        (x < 0.1).ToArray<bool>().ShouldBe([false, true]);
        (x <= 0.1).ToArray<bool>().ShouldBe([false, true]);
        Tensor whole = Tensor.From([1L, 2, 3]);
        (whole > 1.5).ToArray<bool>().ShouldBe([false, true, true]);
        (whole < 2.0).ToArray<bool>().ShouldBe([true, false, false]);
        (whole <= 2.5).ToArray<bool>().ShouldBe([true, true, false]);
        (whole < double.PositiveInfinity).ToArray<bool>().ShouldBe([true, true, true]);
        double nothing = double.NaN;
        (whole < nothing).ToArray<bool>().ShouldBe([false, false, false]);
        (x < nothing).ToArray<bool>().ShouldBe([false, false]);
        (x < 1e300).ToArray<bool>().ShouldBe([true, true]);
        (Tensor.From([float.PositiveInfinity]) <= 1e300).ToArray<bool>().ShouldBe([false]);
        (Tensor.From([float.PositiveInfinity]) > 1e300).ToArray<bool>().ShouldBe([true]);
    }
}
