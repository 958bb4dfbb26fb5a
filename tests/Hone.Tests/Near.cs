namespace Hone.Tests;

/// <summary>Assertions on numbers; the tolerance is always the caller's and stands at the call.</summary>
internal static class Near
{
    /// <summary>|found − expected| ≤ relative · max(1e-300, |expected|) + absolute.</summary>
    public static void Equal(double expected, double found, double relative = 0, double absolute = 0)
    {
        double allowed = (relative * Math.Abs(expected)) + absolute;
        bool equal = expected.Equals(found) || Math.Abs(found - expected) <= allowed;
        Assert.True(equal, FormattableString.Invariant($"expected {expected:R}, found {found:R}: off by {Math.Abs(found - expected):G3}, allowed {allowed:G3}"));
    }

    /// <summary>The same for each entry.</summary>
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> found, double relative = 0, double absolute = 0)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = (relative * Math.Abs(expected[i])) + absolute;
            bool equal = expected[i].Equals(found[i]) || Math.Abs(found[i] - expected[i]) <= allowed;
            Assert.True(equal, FormattableString.Invariant($"[{i}]: expected {expected[i]:R}, found {found[i]:R}: off by {Math.Abs(found[i] - expected[i]):G3}, allowed {allowed:G3}"));
        }
    }
}
