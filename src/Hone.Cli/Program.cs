namespace Hone.Cli;

/// <summary>The hone command.</summary>
public static class Program
{
    /// <summary>Runs one command.</summary>
    public static int Main() => 0;
}
