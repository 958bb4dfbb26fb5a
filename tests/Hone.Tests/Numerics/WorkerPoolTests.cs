using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 8)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 8)]
    public void Every_task_runs_once(int tasks, int workers)
    {
        int[] runs = new int[tasks];
        WorkerPool.For(tasks, workers, task => Interlocked.Increment(ref runs[task]));
        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void The_failure_with_the_lowest_number_arrives_as_it_was_thrown(int workers)
    {
        for (int repeat = 0; repeat < 50; repeat++)
        {
            FormatException failure = Assert.Throws<FormatException>(() => WorkerPool.For(200, workers, task =>
            {
                if (task % 3 == 2)
                    throw new FormatException("task " + task);
            }));
            Assert.Equal("task 2", failure.Message);
        }
    }

    [Fact]
    public void A_call_from_within_a_task_stays_on_its_thread()
    {
        WorkerPool.For(16, 4, _ =>
        {
            int outer = Environment.CurrentManagedThreadId;
            WorkerPool.For(16, 4, _ => Assert.Equal(outer, Environment.CurrentManagedThreadId));
        });
        WorkerPool.For(1, 1, _ =>
        {
            int outer = Environment.CurrentManagedThreadId;
            WorkerPool.For(64, null, _ => Assert.Equal(outer, Environment.CurrentManagedThreadId));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cancelling_ends_the_work_with_tasks_left_over(int workers)
    {
        using CancellationTokenSource source = new();
        int runs = 0;
        Assert.Throws<OperationCanceledException>(() => WorkerPool.For(10_000, workers, _ =>
        {
            if (Interlocked.Increment(ref runs) == 5)
                source.Cancel();
        }, source.Token));
        Assert.True(runs < 10_000);
    }

    [Fact]
    public async Task Many_callers_at_once_do_not_starve_each_other()
    {
        long total = 0;
        Task[] callers = [.. Enumerable.Range(0, 32).Select(_ => Task.Run(() =>
        {
            for (int repeat = 0; repeat < 50; repeat++)
                WorkerPool.For(20, 4, task => Interlocked.Add(ref total, task));
        }))];
        await Task.WhenAll(callers);
        Assert.Equal(32L * 50 * 190, total);
    }

    [Fact]
    public void Bad_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.For(3, 0, _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.For(-1, 2, _ => { }));
    }
}
