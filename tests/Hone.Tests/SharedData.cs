namespace Hone.Tests;

/// <summary>Real data sets kept beside the checkout (a folder <c>shared/data</c> next to it, or the one that HONE_DATA names).</summary>
internal static class SharedData
{
    /// <summary>The path of a file there; skips the test, with a message, where the folder is missing.</summary>
    public static string Path(string relative)
    {
        string? folder = Folder();
        if (folder is null && Environment.GetEnvironmentVariable("HONE_REQUIRE_ALL") == "1")
            Assert.Fail($"needs the data folder for {relative}: set HONE_DATA to it");
        Assert.SkipWhen(folder is null, $"needs the data folder for {relative}: set HONE_DATA to it");
        return System.IO.Path.Combine(folder!, relative);
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("HONE_DATA") is { Length: > 0 } named)
            return named;
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = System.IO.Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
