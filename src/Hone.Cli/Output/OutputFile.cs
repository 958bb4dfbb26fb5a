namespace Hone.Cli.Output;

/// <summary>Where a command is to write, checked before the work and not after it.</summary>
internal static class OutputFile
{
    /// <summary>The path names a file in a folder that exists.</summary>
    public static void RequireFolder(string option, string path)
    {
        if (Directory.Exists(path))
            throw new ArgumentException($"{option} is '{path}', which is a folder; give a file name.");
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is not null && !Directory.Exists(folder))
            throw new ArgumentException($"{option} is '{path}', but there is no folder '{folder}'; make it first.");
    }

    /// <summary>The path is not a file that the command reads: a slip here would cost the user that file.</summary>
    /// <param name="option">The option that names the path.</param>
    /// <param name="path">Where to write.</param>
    /// <param name="what">What the command reads there, for example "the table to read".</param>
    /// <param name="read">Its path; null where there is none.</param>
    public static void RequireOther(string option, string path, string what, string? read)
    {
        if (read is not null && Path.GetFullPath(read) == Path.GetFullPath(path))
            throw new ArgumentException($"{option} is '{path}', {what}; give another file.");
    }
}
