namespace Hone.Deep.Tests.Memory;

[Collection("alone")] // it measures what the process holds
public sealed class MemoryTests
{
    [Fact]
    public void A_long_loop_runs_in_constant_memory_and_needs_no_disposing()
    {
        Tensor weights = Draw.Normal([256, 256], type: DType.Float32).WithGrad();
        Tensor x = Draw.Normal([64, 256], 2, DType.Float32);
        long most = 0, before = StoragePool.LentBytes + StoragePool.FreeBytes;
        for (int step = 0; step < 3000; step++)
        {
            weights.Grad = null;
            x.MatMul(weights).Tanh().Square().Mean().Backward();
            most = Math.Max(most, StoragePool.LentBytes + StoragePool.FreeBytes);
        }
        (most - before).ShouldBeLessThan(400L << 20);
    }

    [Fact]
    public void What_is_kept_from_earlier_steps_keeps_its_values()
    {
        Tensor weights = Draw.Normal([64, 64], type: DType.Float32).WithGrad();
        List<(Tensor Kept, float[] Values)> kept = [];
        for (int step = 0; step < 1000; step++)
        {
            weights.Grad = null;
            Tensor x = Draw.Normal([32, 64], step, DType.Float32), hidden = x.MatMul(weights).Tanh(), loss = hidden.Square().Mean();
            loss.Backward();
            kept.Add((loss, loss.ToArray<float>()));
            if (step % 10 == 0)
            {
                kept.Add((hidden, hidden.ToArray<float>()));
                kept.Add((hidden.Slice(0, 3, 7), hidden.Slice(0, 3, 7).ToArray<float>()));
                kept.Add((weights.Grad!, weights.Grad!.ToArray<float>()));
            }
        }
        foreach ((Tensor tensor, float[] values) in kept)
            tensor.ToArray<float>().ShouldBe(values);
    }

    [Fact]
    public async Task Threads_that_work_at_once_do_not_get_each_others_memory()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(() =>
        {
            for (int step = 0; step < 300; step++)
            {
                Tensor x = Tensor.Full([100, 50], worker + step, DType.Float32).WithGrad();
                Tensor y = (x * x).Sum();
                y.Backward();
                x.Grad!.ToArray<float>().ShouldAllBe(value => value == 2 * (worker + step));
            }
        }, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void A_checkpointed_network_keeps_less_until_the_backward_pass()
    {
        // Each layer's result is a mebibyte; of four blocks with four layers each, only the blocks' inputs are kept.
        long Kept(bool isCheckpointed)
        {
            Tensor w = Draw.Normal([512, 512], 2, DType.Float32).WithGrad(), x = Draw.Normal([512, 512], 3, DType.Float32);
            static Tensor Block(Tensor x, Tensor w)
            {
                for (int layer = 0; layer < 4; layer++)
                    x = (x.MatMul(w) * 0.01).Tanh();
                return x;
            }
            GC.Collect();
            long before = InUse();
            for (int block = 0; block < 4; block++)
                x = isCheckpointed ? Checkpoint.Run(at => Block(at, w), x) : Block(x, w);
            long kept = InUse() - before;
            x.Sum().Backward();
            GC.KeepAlive(w);
            return kept;
        }
        Kept(isCheckpointed: false).ShouldBeGreaterThan(14L << 20);
        Kept(isCheckpointed: true).ShouldBeLessThan(7L << 20);
    }

    private static long InUse()
    {
        GC.Collect();
        Tensor.Zeros([1 << 20]);                                     // the pool looks round when it lends
        return StoragePool.LentBytes;
    }
}
