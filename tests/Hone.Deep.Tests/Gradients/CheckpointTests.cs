using Hone.Numerics;

namespace Hone.Deep.Tests.Gradients;

public sealed class CheckpointTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(21);

    [Fact]
    public void Results_and_gradients_are_the_same_bits_and_random_masks_the_same_masks()
    {
        Network plain = new(), checkpointed = new() { IsCheckpointed = true };
        Tensor x = Draw.Normal([7, 16], type: DType.Float32).WithGrad(), same = x.Detach().WithGrad();
        for (int step = 0; step < 3; step++)
        {
            Tensor loss = plain.Call(x).Square().Mean(), again = checkpointed.Call(same).Square().Mean();
            again.Item().ShouldBe(loss.Item());
            loss.Backward();
            again.Backward();
        }
        same.Grad!.ToArray<float>().ShouldBe(x.Grad!.ToArray<float>());
        foreach (((string name, Tensor a), (_, Tensor b)) in plain.Parameters.Zip(checkpointed.Parameters))
            b.Grad!.ToArray<float>().ShouldBe(a.Grad!.ToArray<float>(), name);
        checkpointed.TransientBuffers.Select(each => each.Tensor.Item()).ShouldBe(plain.TransientBuffers.Select(each => each.Tensor.Item()));
    }

    [Fact]
    public void It_can_be_differentiated_twice_lie_within_another_and_give_several_results()
    {
        Tensor x = Draw.Normal([3, 4]), w = Draw.Normal([4, 4], 2);
        Func<Tensor[], Tensor> plain = at => (at[0].MatMul(at[1]).Tanh() * at[0].Exp()).MatMul(at[1]);
        Func<Tensor[], Tensor> checkpointed = at =>
        {
            Tensor[] parts = Checkpoint.Run(inputs => [Checkpoint.Run(h => h.MatMul(at[1]), inputs[0]).Tanh(), inputs[0].Exp(), Tensor.From([1L])], at[0]);
            parts[2].RequiresGrad.ShouldBeFalse();
            return Checkpoint.Run(h => h.MatMul(at[1]), parts[0] * parts[1]);
        };
        checkpointed([x, w]).ShouldBeNear(plain([x, w]), 0);
        Deep.Gradients.Check(checkpointed, [x, w]).ShouldBeLessThan(1e-9);
        Tensor[] at = [x.WithGrad(), w.WithGrad()];
        Tensor Second(Func<Tensor[], Tensor> f, int by) => Deep.Gradients.Of(Deep.Gradients.Of(f(at).Square().Sum(), at, createGraph: true)[0].Square().Sum(), at)[by];
        Second(checkpointed, 0).ShouldBeNear(Second(plain, 0), 1e-11);
        Second(checkpointed, 1).ShouldBeNear(Second(plain, 1), 1e-11);
        Deep.Gradients.Jvp(checkpointed, at, [x.Detach(), w.Detach()]).Change.ShouldBeNear(Deep.Gradients.Jvp(plain, at, [x.Detach(), w.Detach()]).Change, 1e-14);
    }

    [Fact]
    public void What_it_reads_must_be_unchanged_and_what_it_does_the_same()
    {
        Tensor w = Tensor.From([1.0, 2.0]).WithGrad(), x = Tensor.From([3.0, 4.0]);
        Tensor y = Checkpoint.Run(at => at * w, x).Sum();
        x.AddInPlace(1);
        Should.Throw<InvalidOperationException>(() => y.Backward()).Message.ShouldStartWith("The gradient of 'checkpoint' needs a tensor of [2] as it was");
        Dropout dropout = new(0.5, Key);
        int calls = 0;
        Tensor z = Checkpoint.Run(at => calls++ == 0 ? at * w : dropout.Call(at * w), x).Sum();
        Should.Throw<InvalidOperationException>(() => z.Backward()).Message.ShouldContain("drew more random numbers");
        using (NoGrad.Begin())
            Checkpoint.Run(at => at * w, x).RequiresGrad.ShouldBeFalse();
        Checkpoint.Run(at => at * 2, x).RequiresGrad.ShouldBeFalse();
    }

    [Fact]
    public void A_batch_counts_once_in_running_statistics()
    {
        BatchNorm1d plain = new(4), checkpointed = new(4);
        Tensor x = Draw.Normal([6, 4], type: DType.Float32).WithGrad();
        plain.Call(x).Square().Sum().Backward();
        Checkpoint.Run(checkpointed.Call, x).Square().Sum().Backward();
        checkpointed.BatchesTracked!.ShouldHold(1);
        checkpointed.RunningMean!.ToArray<float>().ShouldBe(plain.RunningMean!.ToArray<float>());
        checkpointed.RunningVariance!.ToArray<float>().ShouldBe(plain.RunningVariance!.ToArray<float>());
    }

    private sealed class Network : Layer
    {
        private readonly Layer[] blocks;

        public Network() => blocks = [.. Enumerable.Range(0, 3).Select(i =>
            Part($"{i}", new Sequential(new Linear(16, 16, Key.Child(i)), new Dropout(0.3, Key.Child("drop").Child(i)), new Linear(16, 16, Key.Child(i + 10)))))];

        public bool IsCheckpointed { get; init; }

        protected override Tensor Forward(Tensor x)
        {
            foreach (Layer block in blocks)
                x = IsCheckpointed ? Checkpoint.Run(at => block.Call(at).Tanh(), x) : block.Call(x).Tanh();
            return x;
        }
    }
}
