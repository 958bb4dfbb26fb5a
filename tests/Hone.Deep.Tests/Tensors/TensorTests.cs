using Hone.Numerics;

namespace Hone.Deep.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Views_share_their_numbers_and_copies_do_not()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);
        x.Transpose().Storage.ShouldBeSameAs(x.Storage);
        x.Slice(1, 1).Storage.ShouldBeSameAs(x.Storage);
        x.Reshape(3, 2).Storage.ShouldBeSameAs(x.Storage);
        x.Clone().Storage.ShouldNotBeSameAs(x.Storage);
        x.Transpose().ShouldHold(1, 4, 2, 5, 3, 6);
        x.Transpose().Reshape(-1).ShouldHold(1, 4, 2, 5, 3, 6);
        x.Slice(1, 0, null, 2).ShouldHold(1, 3, 4, 6);
        x.Select(0, -1).ShouldHold(4, 5, 6);
        x.Unsqueeze(-1).Shape.ShouldBe([2, 3, 1]);
        x.Flatten().Shape.ShouldBe([6]);
        (x.Shape[^1], x.Shape[-2], x.Shape[0]).ShouldBe((3, 2, 2));
    }

    [Fact]
    public void Shapes_are_stretched_by_NumPys_rule()
    {
        Tensor a = Tensor.From([1.0, 2], [2, 1]), b = Tensor.From([10.0, 20, 30]);
        (a + b).ShouldHold(11, 21, 31, 12, 22, 32);
        (a + b).Shape.ShouldBe([2, 3]);
        Should.Throw<ArgumentException>(() => b + Tensor.From([1.0, 2])).Message.ShouldBe("add: shapes [3] and [2] do not go together: along axis -1 the sizes are 3 and 2, which must be equal or 1.");
    }

    [Fact]
    public void Types_become_the_wider_and_numbers_take_the_tensors()
    {
        (Tensor.From([1f]) + Tensor.From([1.0])).Type.ShouldBe(DType.Float64);
        (Tensor.From([1]) + Tensor.From([1L])).Type.ShouldBe(DType.Int64);
        (Tensor.From([1L]) * Tensor.From([0.5f])).Type.ShouldBe(DType.Float32);
        (Tensor.From([1f]) * 0.1).Type.ShouldBe(DType.Float32);
        (Tensor.From([3L]) * 2).ShouldHold(6);
        (Tensor.From([3L]) / 2).ShouldHold(1.5);
        (Tensor.From([true, true, false]).Sum()).ShouldHold(2);
    }

    [Fact]
    public void Brain_floats_are_stored_in_two_bytes_and_computed_with_as_floats()
    {
        Tensor x = Tensor.From([1f, 1.00390625f, 3.1415927f, float.NaN, -1e30f]).To(DType.BFloat16);
        x.Storage.Bytes.ShouldBe(10);
        float[] back = x.To(DType.Float32).ToArray<float>();
        back[..3].ShouldBe([1f, 1f, 3.140625f]);                     // halfway goes to the even one
        float.IsNaN(back[3]).ShouldBeTrue();
        (x + x).Type.ShouldBe(DType.Float32);
    }

    [Fact]
    public void Comparisons_give_masks_and_masks_choose()
    {
        Tensor x = Tensor.From([1.0, double.NaN, 3.0]);
        (x > 2).ToArray<bool>().ShouldBe([false, false, true]);
        (x <= 1).ToArray<bool>().ShouldBe([true, false, false]);
        x.EqualTo(x).ToArray<bool>().ShouldBe([true, false, true]);
        Tensor.Where(x > 2, x, Tensor.Scalar(-1, DType.Float64)).ShouldHold(-1, -1, 3);
    }

    [Fact]
    public void Reductions_go_along_axes_and_keep_them_if_asked()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);
        x.Sum(0).ShouldHold(5, 7, 9);
        x.Sum(1).ShouldHold(6, 15);
        x.Mean(-1, keep: true).Shape.ShouldBe([2, 1]);
        x.Max().Item().ShouldBe(6);
        x.Transpose().Max(0).ShouldHold(3, 6);
        x.ArgMax(1).ToArray<long>().ShouldBe([2, 2]);
        Tensor.From([1.0, double.NaN, 3.0]).ArgMax(0).Item().ShouldBe(1);
        Tensor.Zeros([0, 3]).Sum(0).ShouldHold(0, 0, 0);
        Tensor.Zeros([0]).Mean().ToArray<float>()[0].ShouldBe(float.NaN);
        Should.Throw<InvalidOperationException>(() => Tensor.Zeros([0]).Max(0)).Message.ShouldContain("size 0");
    }

    [Fact]
    public void A_long_sum_of_floats_keeps_its_digits()
    {
        Tensor x = Tensor.Full([3_000_000], 0.1f);
        x.Sum().Item().ShouldBe((float)(3_000_000 * (double)0.1f));
    }

    [Fact]
    public void Mistakes_are_told_in_a_sentence()
    {
        Should.Throw<ArgumentException>(() => Tensor.Zeros([2, 3]).MatMul(Tensor.Zeros([4, 2]))).Message.ShouldContain("the columns of the one, 3, must be as many as the rows of the other, 4");
        Should.Throw<ArgumentException>(() => Tensor.Zeros([2, 3]).Reshape(4, -1)).Message.ShouldContain("6 elements");
        Should.Throw<ArgumentException>(() => Tensor.From([1.0, 2], [3])).Message.ShouldContain("2 values");
        Should.Throw<ArgumentOutOfRangeException>(() => Tensor.Zeros([2, 3]).Sum(2)).Message.ShouldContain("axes are 0 to 1");
        Should.Throw<InvalidOperationException>(() => Tensor.Zeros([2]).ToArray<double>()).Message.ShouldContain("To(DType.Float64)");
        Should.Throw<InvalidOperationException>(() => Tensor.Zeros([2]).Item()).Message.ShouldContain("2 elements");
        Should.Throw<ArgumentException>(() => Functions.Linear(Tensor.Zeros([2, 3]), Tensor.Zeros([5, 4]))).Message.ShouldContain("[5, 4]");
        Should.Throw<ArgumentException>(() => new Shape(1 << 20, 1 << 20)).Message.ShouldContain("2,147,483,647");
        RandomKey key = RandomKey.FromSeed(1);
        Should.Throw<ArgumentException>(() => new Sequential(new Linear(3, 4, key), new Linear(5, 2, key)).Call(Tensor.Zeros([1, 3]))).Message.ShouldStartWith("Layer '1' (Linear): ");
    }

    [Fact]
    public void Products_of_matrices_are_those_of_loops_whatever_the_strides_and_batches()
    {
        Tensor a = Draw.Normal([2, 1, 3, 4]), b = Draw.Normal([5, 4, 2], 2), c = a.MatMul(b);
        c.Shape.ShouldBe([2, 5, 3, 2]);
        double[] x = a.ToArray<double>(), y = b.ToArray<double>(), z = c.ToArray<double>();
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                for (int r = 0; r < 3; r++)
                {
                    for (int k = 0; k < 2; k++)
                    {
                        double sum = 0;
                        for (int d = 0; d < 4; d++)
                            sum += x[(i * 12) + (r * 4) + d] * y[(j * 8) + (d * 2) + k];
                        z[(((((i * 5) + j) * 3) + r) * 2) + k].ShouldBe(sum, 1e-12);
                    }
                }
            }
        }
        a.Transpose(-1, -2).Contiguous().Transpose(-1, -2).MatMul(b.Permute(0, 2, 1).Contiguous().Permute(0, 2, 1)).ShouldHold(z);
        a.Slice(3, 0, 4, 2).MatMul(b.Slice(1, 0, 4, 2)).ShouldBeNear(a.Slice(3, 0, 4, 2).Clone().MatMul(b.Slice(1, 0, 4, 2).Clone()), 0);
    }

    [Fact]
    public void A_printed_tensor_shows_its_shape_and_elements() =>
        Tensor.From([1.0, 2.5, 3, 4], [2, 2]).ToString().ShouldBe("Tensor Float64 [2, 2]\n[[1, 2.5],\n [3, 4]]");
}
