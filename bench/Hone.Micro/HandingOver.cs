using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Hone.Numerics;

namespace Hone.Micro;

/// <summary>What a parallel region of two tasks costs beyond the longer of them, some time after the last one.</summary>
public class HandingOver
{
    private static readonly Action<int> Nothing = _ => { };
    private static readonly Action<int> TenMicroseconds = _ => Wait(10);

    /// <summary>Microseconds between one region and the next; helpers fall asleep in the longest.</summary>
    [Params(0, 5, 50, 500)]
    public int Pause { get; set; }

    [Benchmark(Baseline = true)]
    public void PauseAlone() => Wait(Pause);

    [Benchmark]
    public void PauseAndEmptyRegion()
    {
        Wait(Pause);
        WorkerPool.For(2, 2, Nothing);
    }

    [Benchmark]
    public void PauseAndTwoTasksOfTenMicroseconds()
    {
        Wait(Pause);
        WorkerPool.For(2, 2, TenMicroseconds);
    }

    private static void Wait(double microseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds)
        {
        }
    }
}
