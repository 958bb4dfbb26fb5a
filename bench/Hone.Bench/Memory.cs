using System.Globalization;
using System.Runtime;

namespace Hone.Bench;

/// <summary>Resident memory of this process, as Linux counts it; 0 elsewhere.</summary>
internal static class Memory
{
    private const string Status = "/proc/self/status";

    public static double ResidentMegabytes => Field("VmRSS:");

    public static double PeakMegabytes => Field("VmHWM:");

    /// <summary>Gives back what loading left behind and starts the peak anew, so that peak − resident is what a run takes.</summary>
    public static void Settle()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        if (File.Exists("/proc/self/clear_refs"))
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static double Field(string name)
    {
        if (!File.Exists(Status))
            return 0.0;
        string line = File.ReadLines(Status).First(candidate => candidate.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Replace(name, "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }
}
