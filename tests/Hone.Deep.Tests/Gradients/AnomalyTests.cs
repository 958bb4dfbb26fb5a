using Hone.Numerics;

namespace Hone.Deep.Tests.Gradients;

public sealed class AnomalyTests
{
    [Fact]
    public void The_operation_that_makes_an_infinity_is_named_with_its_layer_and_shapes()
    {
        Exploding network = new();
        Tensor x = Tensor.From(new float[,] { { 1, 2000, 3 }, { 4, 5, 6000 } });
        network.Call(x).Sum().Item().ShouldBe(double.NaN);
        using (Anomalies.Watch())
        {
            AnomalyException found = Should.Throw<AnomalyException>(() => network.Call(x));
            found.Message.ShouldBe("'exp' in layer 'inner' made 2 infinite of 6 elements, shape [2, 3], of finite numbers of [2, 3].");
            (found.Anomaly.Operation, found.Anomaly.Layer, found.Anomaly.Infinities, found.Anomaly.IsGradient).ShouldBe(("exp", "inner", 2, false));
        }
        network.Call(x).Sum().Item().ShouldBe(double.NaN);
    }

    [Fact]
    public void A_gradient_that_becomes_NaN_is_named_by_its_operation()
    {
        Tensor x = Tensor.From([0.0, 4.0]).WithGrad();
        using (Anomalies.Watch())
        {
            Tensor y = (x.Sqrt() * 0).Sum();
            AnomalyException found = Should.Throw<AnomalyException>(() => y.Backward());
            found.Message.ShouldBe("The gradient of 'sqrt' made 1 NaN of 2 elements, shape [2], of finite numbers of [2].");
            found.Anomaly.IsGradient.ShouldBeTrue();
        }
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void A_report_gets_each_in_turn_and_what_only_passes_them_on_is_not_named()
    {
        List<string> seen = [];
        using (Anomalies.Watch(anomaly => seen.Add(FormattableString.Invariant($"{anomaly.Operation} {anomaly.NaNs} {anomaly.Infinities}"))))
        {
            Tensor x = Tensor.From([-1.0, 0.0, 1.0]);
            Tensor y = (x.Log() + 1).Exp() * 2;
            (y / 0).Sum();
            (x / x.Detach()).Sum();
            Tensor.Where(x > 0, x, Tensor.Scalar(double.NegativeInfinity)).Softmax();
            (Tensor.From([double.NaN]) + 1).Sum();
        }
        seen.ShouldBe(["log 1 1", "divide 1 0"]);
    }

    [Fact]
    public void Watches_lie_within_each_other_and_end_where_they_end()
    {
        List<Anomaly> outer = [], inner = [];
        using (Anomalies.Watch(outer.Add))
        {
            using (Anomalies.Watch(inner.Add))
                Tensor.From([0.0]).Log();
            Tensor.From([0.0]).Log();
        }
        Tensor.From([0.0]).Log();
        (outer.Count, inner.Count).ShouldBe((1, 1));
    }

    [Fact]
    public void Every_size_and_type_is_looked_through()
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.BFloat16])
        {
            foreach (int size in (int[])[0, 1, 15, 16, 33])
            {
                Device.Cpu.IsFinite(Tensor.Ones([size], type)).ShouldBeTrue();
                for (int at = 0; at < size; at++)
                {
                    double[] values = new double[size];
                    values[at] = at % 2 == 0 ? double.NaN : double.NegativeInfinity;
                    foreach (VectorPath path in Enum.GetValues<VectorPath>())
                        new Cpu { Path = path }.IsFinite(Tensor.From(values).To(type)).ShouldBeFalse();
                    Device.Cpu.IsFinite(Tensor.From(values).To(type).Unsqueeze(1).Expand(size, 3).Transpose()).ShouldBeFalse();
                }
            }
        }
    }

    private sealed class Exploding : Layer
    {
        private readonly Layer inner;

        public Exploding() => inner = Part("inner", new Exponential());

        protected override Tensor Forward(Tensor x)
        {
            Tensor y = inner.Call(x);
            return y - y;
        }
    }

    private sealed class Exponential : Layer
    {
        protected override Tensor Forward(Tensor x) => x.Exp();
    }
}
