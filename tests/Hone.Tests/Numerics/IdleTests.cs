using System.Diagnostics;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>Alone on the processors, since it measures what the process uses.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
[Collection("alone")]
public sealed class IdleTests
{
    [Fact]
    public void An_idle_process_uses_no_processor()
    {
        for (int repeat = 0; repeat < 100; repeat++)
            WorkerPool.For(16, null, _ => Thread.SpinWait(100));

        // Compilation and collection in the background may go on for a while; a helper that kept looking out for work would use all of the time, each time.
        const double most = 60;
        double least = double.MaxValue;
        for (int attempt = 0; attempt < 30 && least > most; attempt++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            Thread.Sleep(300);
            least = Math.Min(least, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        }
        Assert.True(least <= most, FormattableString.Invariant($"{least} ms in 300 ms"));
    }
}
