using System.Collections.Concurrent;
using System.Diagnostics;
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
            if (Interlocked.Increment(ref runs) >= 5)    // whichever thread comes next cancels too, should the fifth be held up
                source.Cancel();
        }, source.Token));
        Assert.True(runs < 10_000);
    }

    [Fact]
    public async Task A_thousand_callers_at_once_neither_starve_nor_crowd_each_other()
    {
        long total = 0;
        ConcurrentDictionary<int, bool> helpers = [];
        Task[] callers = [.. Enumerable.Range(0, 1000).Select(_ => Task.Run(() =>
        {
            for (int repeat = 0; repeat < 20; repeat++)
            {
                WorkerPool.For(20, 4, task =>
                {
                    Interlocked.Add(ref total, task);
                    if (!Thread.CurrentThread.IsThreadPoolThread)
                        helpers[Environment.CurrentManagedThreadId] = true;
                });
            }
        }))];
        await Task.WhenAll(callers);
        Assert.Equal(1000L * 20 * 190, total);
        Assert.True(helpers.Count < Environment.ProcessorCount);
    }

    [Fact]
    public void Callers_that_all_wait_for_one_another_still_run_their_tasks()
    {
        // More threads than processors stand in a region at once; each has to make progress alone.
        const int callers = 24;
        using Barrier barrier = new(callers);
        int done = 0;
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            bool waited = false;
            WorkerPool.For(4, 4, task =>
            {
                if (task == 0 && !waited)
                {
                    waited = true;
                    barrier.SignalAndWait();
                }
                Interlocked.Increment(ref done);
            });
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(callers * 4, done);
    }

    [Fact]
    public void A_helper_takes_part_whether_it_is_awake_or_asleep()
    {
        if (Environment.ProcessorCount == 1)
            return;
        foreach (int pause in new[] { 0, 0, 30, 0, 30 })
        {
            Thread.Sleep(pause);
            using Barrier both = new(2);

            // Neither task can end before the other has begun on another thread. Callers in other tests may have the helpers for a while.
            bool met = false;
            for (int attempt = 0; attempt < 200 && !met; attempt++)
            {
                int came = 0;
                WorkerPool.For(2, 2, _ =>
                {
                    Interlocked.Increment(ref came);
                    met |= SpinWait.SpinUntil(() => Volatile.Read(ref came) == 2, 20);
                });
            }
            Assert.True(met);
        }
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        int[] runs = new int[8];
        Action<int> count = task => runs[task]++;
        int calls = 0;
        long allocated = Allocated.Least(() =>
        {
            for (int repeat = 0; repeat < 1000; repeat++)
                WorkerPool.For(8, 4, count);
            calls += 1000;
        });
        Assert.True(allocated < 8 * 1000, FormattableString.Invariant($"{allocated} bytes"));
        Assert.All(runs, number => Assert.Equal(calls, number));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(64)]
    public void A_thread_that_failed_or_was_cancelled_can_call_again(int workers)
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        for (int repeat = 0; repeat < 20; repeat++)
        {
            Assert.Throws<FormatException>(() => WorkerPool.For(50, workers, _ => throw new FormatException()));
            Assert.Throws<OperationCanceledException>(() => WorkerPool.For(50, workers, _ => { }, source.Token));
            double[] squares = new double[50];
            WorkerPool.For(50, workers, task => squares[task] = task * task);
            Assert.Equal(Enumerable.Range(0, 50).Select(task => (double)task * task), squares);
        }
    }

    [Fact]
    public void Bad_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.For(3, 0, _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.For(-1, 2, _ => { }));
    }
}
