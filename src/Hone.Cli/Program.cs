using Hone.Cli.Output;

namespace Hone.Cli;

/// <summary>The hone command.</summary>
public static class Program
{
    /// <summary>Runs one command.</summary>
    /// <returns>0 done, 2 the input is at fault, 1 our fault.</returns>
    public static int Main(string[] args)
    {
        // Not disposed: the command line flushes it, and what could not be written must not be tried again on the way out.
        StreamWriter output = Utf8(Console.OpenStandardOutput());
        using StreamWriter errors = Utf8(Console.OpenStandardError());
        errors.AutoFlush = true;
        Terminal terminal = new(output, errors, interactive: !Console.IsErrorRedirected && !Console.IsOutputRedirected);
        return CommandLine.Run(args, terminal);
    }

    // Standard output carries CSV and JSON: UTF-8 without a byte order mark on every system.
    private static StreamWriter Utf8(Stream stream) => new(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
}
