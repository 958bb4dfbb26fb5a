namespace Hone.Deep.Tests.Memory;

public sealed class MemoryTests
{
    [Fact]
    public void A_long_loop_runs_in_constant_memory_and_needs_no_disposing()
    {
        Tensor weights = Draw.Normal([256, 256], type: DType.Float32).WithGrad();
        Tensor x = Draw.Normal([64, 256], 2, DType.Float32);
        long most = 0;
        for (int step = 0; step < 3000; step++)
        {
            weights.Grad = null;
            x.MatMul(weights).Tanh().Square().Mean().Backward();
            most = Math.Max(most, StoragePool.LentBytes + StoragePool.FreeBytes);
        }
        most.ShouldBeLessThan(400L << 20);
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
}
