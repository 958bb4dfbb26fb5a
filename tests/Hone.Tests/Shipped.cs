using Hone.Data;

namespace Hone.Tests;

/// <summary>The tables in <c>datasets/</c>.</summary>
internal static class Shipped
{
    public static Frame Read(string name) => Frame.ReadCsv(Path(name));

    public static string Path(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = System.IO.Path.Combine(at.FullName, "datasets", name + ".csv");
            if (File.Exists(candidate))
                return candidate;
        }
        throw new FileNotFoundException($"datasets/{name}.csv is not above {AppContext.BaseDirectory}.");
    }
}
