using Hone.Numerics;

namespace Hone.Deep.Tests.Layers;

public sealed class SummaryTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Fact]
    public void A_network_is_told_of_in_a_table_whose_columns_add_up()
    {
        Sequential network = new(new Linear(784, 128, Key.Child(0)), new Dropout(0.5, Key.Child(1)), new Linear(128, 10, Key.Child(2), bias: false));
        NetworkSummary summary = network.Summary([32, 784]);
        summary.Parameters.ShouldBe(network.ParameterCount);
        summary.MultiplyAdds.ShouldBe(32 * ((784 * 128) + (128 * 10)));
        summary.ParameterBytes.ShouldBe(4 * network.ParameterCount);
        summary.ActivationBytes.ShouldBe(4 * 32 * (784 + 128));
        summary.ToString().ReplaceLineEndings("\n").ShouldBe("""
            Layer  Type        Output     Parameters  Multiply-adds
            ───────────────────────────────────────────────────────
            (all)  Sequential  [32, 10]
            0      Linear      [32, 128]     100,480      3,211,264
            1      Dropout     [32, 128]
            2      Linear      [32, 10]        1,280         40,960
            ───────────────────────────────────────────────────────
            Total                            101,760      3,252,224
            Parameters take 397.5 KiB; a step of training keeps 114.0 KiB for gradients.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_a_module_computes_beside_its_parts_is_its_own_and_what_is_called_twice_is_counted_twice()
    {
        Recurrent network = new();
        NetworkSummary summary = network.Summary(() => network.Both(Tensor.Zeros([3, 4])).Sum);
        summary.Rows.Select(row => row with { Output = null }).ShouldBe(
        [
            new SummaryRow("", "Recurrent", null, 1, 5, 3 * 4 * 4),
            new SummaryRow("step", "Linear", null, 2, 20, 2 * 3 * 4 * 4),
            new SummaryRow("unused", "Linear", null, 0, 5, 0),
        ]);
        summary.Rows[2].Output.ShouldBeNull();
        summary.ToString().ShouldContain("Linear ×2");
        summary.ToString().ShouldContain("not called");
    }

    [Fact]
    public void Multiplications_are_counted_where_they_are_made()
    {
        new Conv2d(3, 8, 3, Key).Summary([2, 3, 10, 10]).MultiplyAdds.ShouldBe(2 * 8 * 8 * 8 * (3 * 9));
        new ConvTranspose2d(3, 8, 3, Key).Summary([2, 3, 10, 10]).MultiplyAdds.ShouldBe(2 * 3 * 10 * 10 * (8 * 9));
        Lstm lstm = new(6, 5, Key);
        lstm.Summary(() => lstm.Call(Tensor.Zeros([7, 2, 6]))).MultiplyAdds.ShouldBe(7 * 2 * 4 * 5 * (6 + 5));

        // Four maps of the width, and two products of each query with the keys.
        MultiHeadAttention attention = new(8, 2, Key);
        attention.Summary(() => attention.Call(Tensor.Zeros([3, 4, 8]))).MultiplyAdds.ShouldBe((3 * 4 * 4 * 8 * 8) + (3 * 2 * 4 * 4 * (4 + 4)));
    }

    [Fact]
    public void Nothing_changes_by_it()
    {
        Dropout dropping = new(0.5, Key), frozen = new(0.5, Key);
        frozen.Eval();
        Sequential network = new(new Linear(3, 3, Key), dropping, frozen);
        network.Summary([2, 3]);
        (dropping.IsTraining, frozen.IsTraining, network.IsTraining).ShouldBe((true, false, true));
        network.TransientBuffers.Sum(each => each.Tensor.Item()).ShouldBe(0);
        network.Parameters.ShouldAllBe(each => each.Tensor.Grad == null);
        Should.Throw<ArgumentException>(() => network.Summary([2, 4])).Message.ShouldContain("linear: an input of [2, 4]");
    }

    private sealed class Recurrent : Module
    {
        private readonly Linear step;
        private readonly Tensor scale;

        public Recurrent()
        {
            step = Part("step", new Linear(4, 4, Key));
            Part("unused", new Linear(4, 1, Key));
            scale = Parameter("scale", Tensor.Ones([5]));
        }

        public (Tensor Sum, Tensor Last) Both(Tensor x) => Within(() => (step.Call(step.Call(x)).MatMul(step.Weight).Sum() * scale.Sum(), x), x);
    }
}
