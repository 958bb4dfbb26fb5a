using Hone.Numerics;

namespace Hone.Deep.Tests.Training;

public sealed class DataTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Fact]
    public void Rows_of_all_tensors_are_taken_together()
    {
        TensorData data = new([Numbers(5, 2), Numbers(5, 3).Transpose().Contiguous().Transpose()], [Tensor.From([0L, 1, 2, 3, 4])]);
        Batch batch = data.Take([3, 0, 3]);
        batch.Count.ShouldBe(3);
        batch.Samples.ShouldBe([3, 0, 3]);
        batch.Inputs[0].ShouldHold(6, 7, 0, 1, 6, 7);
        batch.Inputs[1].ShouldHold(9, 10, 11, 0, 1, 2, 9, 10, 11);
        batch.Target.ShouldHold(3, 0, 3);
        batch[1].Input.ShouldHold(0, 1);
        data.All().Count.ShouldBe(5);
        Should.Throw<ArgumentOutOfRangeException>(() => data.Take([5])).Message.ShouldStartWith("Sample 5 was asked for; there are samples 0 to 4.");
        Should.Throw<ArgumentException>(() => new TensorData(Numbers(5, 2), Numbers(4, 1))).Message.ShouldStartWith("The target 0 has 4 samples (shape [4, 1]) and input 0 has 5");
        Should.Throw<InvalidOperationException>(() => new TensorData([Numbers(5, 2)], []).Take([0]).Target);
    }

    [Fact]
    public void Batches_of_an_epoch_hold_each_sample_once_and_depend_on_key_and_epoch_alone()
    {
        DataLoader loader = new(new TensorData(Numbers(10, 1), Numbers(10, 1)), 3) { Shuffle = true };
        loader.Count.ShouldBe(4);
        loader.SizeOf(3).ShouldBe(1);
        float[][] first = Epoch(loader, 0), again = Epoch(loader, 0), second = Epoch(loader, 1);
        first.Select(batch => batch.Length).ShouldBe([3, 3, 3, 1]);
        first.SelectMany(batch => batch).Order().ShouldBe(Enumerable.Range(0, 10).Select(i => (float)i));
        again.ShouldBe(first);
        second.SelectMany(batch => batch).ShouldNotBe(first.SelectMany(batch => batch));
        Epoch(loader with { Prefetch = 0 }, 1).ShouldBe(second);
        Epoch(loader with { Prefetch = 4, Workers = 3 }, 1).ShouldBe(second);
        Epoch(loader, 1, from: 2).ShouldBe(second[2..]);
        Epoch(loader with { DropLast = true }, 1).ShouldBe(second[..3]);
        Epoch(loader with { Shuffle = false }, 1)[0].ShouldBe([0f, 1, 2]);
    }

    [Fact]
    public void Weights_decide_how_often_samples_are_drawn()
    {
        DataLoader loader = new(new TensorData(Numbers(1000, 1), Numbers(1000, 1)), 100) { Weights = [.. Enumerable.Range(0, 1000).Select(i => i < 500 ? 0.0 : 1 + (i % 2))] };
        int[] order = loader.Order(Key, 0);
        order.Length.ShouldBe(1000);
        order.Min().ShouldBeGreaterThanOrEqualTo(500);
        order.Count(i => i % 2 == 1).ShouldBeInRange(610, 720);
        loader.Order(Key, 0).ShouldBe(order);
        loader.Order(Key, 1).ShouldNotBe(order);
    }

    [Fact]
    public void What_is_random_in_a_sample_is_the_same_at_any_number_of_threads_and_when_an_epoch_is_taken_up()
    {
        Dataset data = Dataset.From(12, (i, random) => new Sample(Tensor.From([i, random.Uniform()]), Tensor.Scalar(i, DType.Int64)))
            .Augment((sample, random) => sample with { Inputs = [sample.Input + random.Normal()] })
            .Augment((sample, random) => sample with { Inputs = [sample.Input * random.Uniform()] });
        DataLoader loader = new(data, 4) { Shuffle = true };
        double[][] Values(DataLoader with, int epoch, int from = 0) => [.. with.Batches(Key, epoch, from).Select(batch => batch.Input.ToArray<double>())];
        double[][] one = Values(loader, 3);
        Values(loader with { Workers = 3, Prefetch = 3 }, 3).ShouldBe(one);
        Values(loader with { Prefetch = 0 }, 3, from: 1).ShouldBe(one[1..]);
        Values(loader, 4).ShouldNotBe(one);
    }

    [Fact]
    public void A_sample_that_cannot_be_made_is_named_and_its_loader_ends_its_threads()
    {
        Dataset data = Dataset.From(9, i => i == 7 ? throw new FormatException("no picture") : new Sample(Tensor.Scalar(i), Tensor.Scalar(i)));
        foreach (int prefetch in (int[])[0, 3])
        {
            List<int> seen = [];
            Should.Throw<InvalidOperationException>(() =>
            {
                foreach (Batch batch in new DataLoader(data, 3) { Prefetch = prefetch }.Batches(Key))
                    seen.AddRange(batch.Samples);
            }).Message.ShouldBe("Sample 7 could not be made: no picture");
            seen.ShouldBe([0, 1, 2, 3, 4, 5]);
        }
        Dataset uneven = Dataset.From(4, i => new Sample(Tensor.Zeros([i == 2 ? 3 : 2]), Tensor.Scalar(i)));
        Should.Throw<ArgumentException>(() => uneven.Take([1, 2])).Message.ShouldStartWith("Sample 2 has an input of [3] (Float32) and sample 1 one of [2] (Float32)");
    }

    [Fact]
    public void Batches_are_made_ahead_but_no_further_than_allowed_and_a_wait_can_be_cancelled()
    {
        int made = 0;
        using ManualResetEventSlim blocked = new(false);
        Dataset data = Dataset.From(100, i =>
        {
            Interlocked.Increment(ref made);
            if (i >= 3)
                blocked.Wait();
            return new Sample(Tensor.Scalar(i), Tensor.Scalar(i));
        });
        using CancellationTokenSource cancel = new();
        using (IEnumerator<Batch> batches = new DataLoader(data, 1) { Prefetch = 2 }.Batches(Key, cancellation: cancel.Token).GetEnumerator())
        {
            batches.MoveNext().ShouldBeTrue();
            batches.MoveNext().ShouldBeTrue();
            batches.MoveNext().ShouldBeTrue();
            cancel.CancelAfter(20);
            // The thread that makes the fourth is let go once the wait for it has ended.
            using CancellationTokenRegistration free = cancel.Token.Register(blocked.Set);
            Should.Throw<OperationCanceledException>(() =>
            {
                while (batches.MoveNext())
                {
                }
            });
        }
        made.ShouldBeLessThan(10);
    }

    [Fact]
    public void Windows_of_a_text_tell_each_token_the_next()
    {
        int[] text = [.. Enumerable.Range(0, 23)];
        TokenWindows windows = new(text, 4);
        windows.Count.ShouldBe(5);
        Batch batch = windows.Take([0, 4]);
        batch.Input.ShouldHold(0, 1, 2, 3, 16, 17, 18, 19);
        batch.Target.ShouldHold(1, 2, 3, 4, 17, 18, 19, 20);
        new TokenWindows(text, 4, stride: 1).Count.ShouldBe(19);
        new TokenWindows(text, 4, stride: 1).Take([18]).Target.ShouldHold(19, 20, 21, 22);

        TokenWindows shifted = new(text, 4) { IsShifted = true };
        HashSet<double> starts = [];
        for (int epoch = 0; epoch < 40; epoch++)
        {
            double[] first = shifted.Take([.. Enumerable.Range(0, shifted.Count)], Key.Child(epoch)).Input.To(DType.Float64).ToArray<double>();
            first.ShouldBe(Enumerable.Range((int)first[0], 4 * shifted.Count).Select(i => (double)i));
            starts.Add(first[0]);
        }
        starts.ShouldBe([0, 1, 2, 3], ignoreOrder: true);
        new TokenWindows([1, 2, 3], 2) { IsShifted = true }.Count.ShouldBe(1);
        Should.Throw<ArgumentException>(() => new TokenWindows([1, 2], 2)).Message.ShouldStartWith("A text of 2 tokens is too short");
    }

    [Fact]
    public void Data_are_parted_at_random_or_by_classes_or_by_groups()
    {
        int[] classes = [.. Enumerable.Range(0, 100).Select(i => i < 80 ? 0 : 1)];
        TensorData data = new(Numbers(100, 1), Tensor.From([.. classes.Select(c => (long)c)]));
        (Dataset train, Dataset test) = data.Split(0.2, seed: 3, stratifyBy: classes);
        (train.Count, test.Count).ShouldBe((80, 20));
        test.All().Target.ToArray<long>().Sum().ShouldBe(4);
        train.All().Input.ToArray<float>().Concat(test.All().Input.ToArray<float>()).Order().ShouldBe(Enumerable.Range(0, 100).Select(i => (float)i));
        (_, Dataset groups) = data.Split(0.2, groupBy: [.. Enumerable.Range(0, 100).Select(i => i / 10)]);
        groups.All().Input.ToArray<float>().Select(i => (int)i / 10).GroupBy(g => g).ShouldAllBe(group => group.Count() == 10);
    }

    private static float[][] Epoch(DataLoader loader, int epoch, int from = 0) => [.. loader.Batches(Key, epoch, from).Select(batch => batch.Input.ToArray<float>())];

    private static Tensor Numbers(int rows, int columns) => Tensor.Arange(0, rows * columns).Reshape(rows, columns);
}
