using System.Globalization;

namespace Hone.Data;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    // So many files left by crashes mean that something else is wrong.
    private const int MostLeftovers = 1000;

    /// <summary>Writes beside the file, flushes to the disk and then renames: a crash leaves the old file or the new one.</summary>
    /// <exception cref="IOException">It could not be written; the old file is unchanged.</exception>
    /// <remarks>What a link points to is written, and the link stays. A device such as <c>/dev/null</c> is written to as it is, for it must not be replaced.</remarks>
    public static void Write(string path, Action<Stream> write)
    {
        string target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (IsDevice(target))
            WriteThrough(path, target, write);
        else
            Write(target, write, static temporary => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);

    private static void WriteThrough(string path, string device, Action<Stream> write)
    {
        try
        {
            using FileStream stream = new(device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new IOException($"'{path}' could not be written: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", failure);
        }
    }

    internal static void Write(string path, Action<Stream> write, Func<string, Stream> open)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' could not be written: it is a folder.");
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new DirectoryNotFoundException($"'{path}' could not be written: the folder '{Path.GetDirectoryName(full)}' does not exist.");
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
                throw new IOException($"'{path}' could not be written: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}. {(File.Exists(full) ? "The file there before is unchanged." : "Nothing was left behind.")}", failure);
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
            catch (IOException failure) when (i < MostLeftovers && (IsTaken(failure) || File.Exists(candidate)))
            {
                // Another writer took the name between the question and the attempt, and may be done with it by now.
            }
        }
    }

    // EEXIST of Unix, ERROR_FILE_EXISTS of Windows.
    private static bool IsTaken(IOException failure) => failure.HResult is 17 or unchecked((int)0x80070050);

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
