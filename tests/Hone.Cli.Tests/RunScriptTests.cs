using System.Diagnostics;

namespace Hone.Cli.Tests;

/// <summary>The script <c>hone</c>, with a stand-in for dotnet that notes each build and prints what it is asked to run.</summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("a checkout with spaces ").FullName;

    public RunScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script is for bash; Windows has hone.cmd");
        string origin = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Run.Dataset("iris"))!)!, "hone");
        Executable("checkout/hone", File.ReadAllText(origin));
        Executable("bin/dotnet", """
            #!/usr/bin/env bash
            if [ "$1" = publish ]; then
              echo build >>"$BUILDS"; sleep 0.3
              [ -e "$BUILDS.broken" ] && { echo "error CS0000"; exit 1; }
              while [ "$1" != -o ]; do shift; done
              echo >"$2/Hone.Cli.dll"
            else
              [ -f "$1" ] || exit 9
              shift; echo "ran in $(basename "$PWD") with $# arguments: $*"
            fi
            """);
        foreach (string file in (string[])["src/Hone.Cli/Program.cs", "handbook/topics/a.md", "datasets/a.csv", "global.json", "Directory.Build.props"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, "checkout", file))!);
            File.WriteAllText(Path.Combine(folder, "checkout", file), "");
        }
    }

    [Fact]
    public void It_builds_once_and_again_only_after_a_source_was_changed_added_or_removed()
    {
        Ask("--help").ShouldBe("ran in checkout with 1 arguments: --help");
        Ask("two words", "x").ShouldBe("ran in checkout with 2 arguments: two words x");
        Builds.ShouldBe(1);
        string source = Path.Combine(folder, "checkout", "src", "Hone.Cli", "Program.cs");
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddSeconds(2));
        Ask();
        Builds.ShouldBe(2);
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddDays(-2));
        string added = Path.Combine(folder, "checkout", "src", "Hone.Cli", "Old.cs");
        File.WriteAllText(added, "");
        File.SetLastWriteTimeUtc(added, DateTime.UtcNow.AddDays(-2));
        Ask();
        Builds.ShouldBe(3);
        File.Delete(added);
        Ask();
        Ask();
        Builds.ShouldBe(4);
        Directory.GetDirectories(Path.Combine(folder, "checkout", "artifacts", "cli"), "build.*").Length.ShouldBe(2);
    }

    [Fact]
    public void Two_first_runs_at_once_build_once_and_both_run()
    {
        Process[] both = [.. Enumerable.Range(0, 2).Select(i => Start("checkout", "checkout/hone", $"{i}"))];
        both.Select(Output).ShouldBe(["ran in checkout with 1 arguments: 0", "ran in checkout with 1 arguments: 1"]);
        Builds.ShouldBe(1);
    }

    [Fact]
    public void It_runs_from_any_folder_and_through_links()
    {
        Directory.CreateDirectory(Path.Combine(folder, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(folder, "elsewhere", "first"), "../checkout/hone");
        File.CreateSymbolicLink(Path.Combine(folder, "elsewhere", "second"), Path.Combine(folder, "elsewhere", "first"));
        Output(Start("elsewhere", "elsewhere/second", "topics")).ShouldBe("ran in elsewhere with 1 arguments: topics");
        Builds.ShouldBe(1);
    }

    [Fact]
    public void A_build_that_fails_shows_why_and_the_next_run_tries_again()
    {
        File.WriteAllText(Path.Combine(folder, "builds.broken"), "");
        using (Process process = Start("checkout", "checkout/hone"))
        {
            process.StandardError.ReadToEnd().ShouldContain("error CS0000");
            process.WaitForExit();
            process.ExitCode.ShouldBe(1);
        }
        File.Delete(Path.Combine(folder, "builds.broken"));
        Ask("x").ShouldBe("ran in checkout with 1 arguments: x");
        Builds.ShouldBe(2);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private int Builds => File.ReadAllLines(Path.Combine(folder, "builds")).Length;

    private string Ask(params string[] arguments) => Output(Start("checkout", "checkout/hone", arguments));

    private Process Start(string from, string script, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(folder, script), arguments) { WorkingDirectory = Path.Combine(folder, from), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = Path.Combine(folder, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["BUILDS"] = Path.Combine(folder, "builds");
        return Process.Start(start)!;
    }

    private static string Output(Process process)
    {
        using (process)
        {
            string output = process.StandardOutput.ReadToEnd(), errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, errors);
            return output.TrimEnd();
        }
    }

    private void Executable(string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.Replace("\r", "", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
