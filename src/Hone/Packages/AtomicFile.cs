using System.Globalization;

namespace Hone.Packages;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    // So many files left by crashes mean that something else is wrong.
    private const int MostLeftovers = 1000;

    /// <summary>Writes beside the file, flushes to the disk and then renames: a crash leaves the old file or the new one.</summary>
    /// <exception cref="IOException">It could not be written; the old file is unchanged.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, static temporary => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None));

    internal static void Write(string path, Action<Stream> write, Func<string, Stream> open)
    {
        if (Directory.Exists(path))
            throw new IOException($"The package could not be written to '{path}': it is a folder.");
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new DirectoryNotFoundException($"The package could not be written to '{path}': the folder '{Path.GetDirectoryName(full)}' does not exist.");
        string? temporary = null;
        try
        {
            using (Stream stream = Open(full, open, out temporary))
            {
                write(stream);
                stream.Flush();
                if (stream is FileStream file)
                    file.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception failure)
        {
            Remove(temporary);
            if (failure is IOException or UnauthorizedAccessException or NotSupportedException)
                throw new IOException($"The package could not be written to '{path}': {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}. {(File.Exists(full) ? "The file there before is unchanged." : "Nothing was left behind.")}", failure);
            throw;
        }
    }

    private static Stream Open(string full, Func<string, Stream> open, out string temporary)
    {
        for (int i = 0; ; i++)
        {
            string candidate = string.Create(CultureInfo.InvariantCulture, $"{full}.{i}.tmp");
            if (i < MostLeftovers && File.Exists(candidate))
                continue;
            try
            {
                Stream stream = open(candidate);
                temporary = candidate;
                return stream;
            }
            catch (IOException) when (i < MostLeftovers && File.Exists(candidate))
            {
                // Another writer took the name between the question and the attempt.
            }
        }
    }

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
                File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What matters is the failure that led here; a leftover harms nobody.
        }
    }
}
