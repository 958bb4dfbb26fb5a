using System.Diagnostics;

namespace Hone.Bench;

internal static class Timed
{
    /// <summary>Seconds that an action takes.</summary>
    public static double Run(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Seconds that a function takes, and what it returned.</summary>
    public static (double Seconds, T Result) Run<T>(Func<T> function)
    {
        long start = Stopwatch.GetTimestamp();
        T result = function();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }
}
