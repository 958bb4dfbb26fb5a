using System.Reflection;
using Hone.Numerics;

namespace Hone.Deep.Tests.Memory;

[Collection("alone")] // it measures what the process holds
public sealed class MemoryTests
{
    [Fact]
    public void Ten_thousand_steps_of_training_run_in_constant_memory() => Train(10_000, 400L << 20);

    [Fact]
    [Trait("long", "true")]
    public void A_million_steps_of_training_run_in_constant_memory() => Train(1_000_000, 400L << 20);

    [Fact]
    public void Large_steps_settle_at_a_few_times_what_one_needs()
    {
        // A step makes five tensors of four mebibytes.
        Tensor weights = Draw.Normal([1024, 1024], type: DType.Float32).WithGrad();
        long most = 0, before = StoragePool.LentBytes + StoragePool.FreeBytes;
        for (int step = 0; step < 200; step++)
        {
            weights.Grad = null;
            (weights * 2).Tanh().Square().Mean().Backward();
            most = Math.Max(most, StoragePool.LentBytes + StoragePool.FreeBytes);
        }
        (most - before).ShouldBeLessThan(200L << 20);
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
    public void What_layers_made_keeps_its_values_though_masks_checkpoints_and_hooks_come_between()
    {
        RandomKey key = RandomKey.FromSeed(2);
        Sequential front = new(new Conv2d(1, 4, 3, key.Child(0)), new BatchNorm2d(4), new Relu(), new Flatten()), back = new(new Dropout(0.3, key.Child(1)), new Linear(4 * 36, 3, key.Child(2)));
        Adam adam = new(new ParameterGroup([.. front.Parameters.Concat(back.Parameters).Select(each => each.Tensor)], 0.01));
        List<(Tensor Kept, float[] Values)> kept = [];
        void Keep(Tensor tensor) => kept.Add((tensor, tensor.ToArray<float>()));
        for (int step = 0; step < 400; step++)
        {
            adam.ZeroGrad();
            Tensor hidden = Checkpoint.Run(front.Call, Draw.Normal([4, 1, 8, 8], step, DType.Float32)), scores = back.Call(hidden), loss = Functions.CrossEntropy(scores, Tensor.From([0L, 1, 2, step % 3]));
            if (step % 5 == 0)
                hidden.OnGradient(Keep);
            loss.Backward();
            Keep(loss);
            if (step % 5 == 0)
            {
                Keep(scores);
                Keep(hidden.Slice(1, 7, 20));
                Keep(back.Parameters.First().Tensor.Grad!);
            }
            adam.Step();
        }
        foreach ((Tensor tensor, float[] values) in kept)
            tensor.ToArray<float>().ShouldBe(values);
    }

    [Fact]
    public void Nothing_in_the_engine_has_a_finaliser() =>
        typeof(Tensor).Assembly.GetTypes()
            .Where(type => type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null)
            .Select(type => type.Name).ShouldBeEmpty();

    [Fact]
    public async Task Networks_that_are_trained_on_many_threads_come_out_as_each_would_alone()
    {
        static float[] Train(int worker)
        {
            RandomKey key = RandomKey.FromSeed((ulong)worker);
            Sequential network = new(new Linear(12, 20, key.Child(0)), new Tanh(), new Dropout(0.2, key.Child(1)), new Linear(20, 4, key.Child(2)));
            Adam adam = new(network, 0.01);
            Tensor x = Draw.Normal([32, 12], worker, DType.Float32), y = x.Slice(1, 0, 4).ArgMax(1);
            for (int step = 0; step < 150; step++)
                adam.Step(() => Functions.CrossEntropy(network.Call(x), y));
            return [.. network.Parameters.SelectMany(each => each.Tensor.ToArray<float>())];
        }
        float[][] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Factory.StartNew(() => Train(worker), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        for (int worker = 0; worker < 8; worker++)
            together[worker].ShouldBe(Train(worker));
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

    private static void Train(int steps, long bound)
    {
        RandomKey key = RandomKey.FromSeed(1);
        Sequential network = new(new Linear(8, 16, key.Child(0)), new Tanh(), new Dropout(0.1, key.Child(1)), new Linear(16, 3, key.Child(2)));
        Adam adam = new(network, 1e-3);
        Tensor x = Draw.Normal([16, 8], 2, DType.Float32), y = x.Slice(1, 0, 3).ArgMax(1);
        long most = 0, before = StoragePool.LentBytes + StoragePool.FreeBytes, managed = 0;
        for (int step = 0; step < steps; step++)
        {
            adam.Step(() => Functions.CrossEntropy(network.Call(x), y));
            if (step % 50 == 0)
                most = Math.Max(most, StoragePool.LentBytes + StoragePool.FreeBytes);
            if (step == steps / 10)
                managed = GC.GetTotalMemory(forceFullCollection: true);
        }
        (most - before).ShouldBeLessThan(bound);
        (GC.GetTotalMemory(forceFullCollection: true) - managed).ShouldBeLessThan(4L << 20);
    }

    private static long InUse()
    {
        GC.Collect();
        return StoragePool.LentBytes;
    }
}
