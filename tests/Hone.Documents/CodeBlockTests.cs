using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Hone.Documents;

/// <summary>Every block of C# and of shell in the documents runs, and prints what the page says it prints.</summary>
/// <remarks>
/// A <c>text</c> block right behind a <c>csharp</c> or <c>bash</c> block is its output. A line of three dots stands for any
/// lines, three dots within a line for any characters: for times, and for tables too long to show. A block marked
/// <c>csharp program</c> is a whole program that does not end by itself (a server): it is compiled here, and run by <see cref="PackageTests"/>.
/// </remarks>
[Collection("console")]
public sealed class CodeBlockTests
{
    private static readonly Lazy<ScriptOptions> Options = new(() =>
    {
        Assembly[] assemblies = [typeof(Contracts.IModel).Assembly, typeof(Deep.Tensor).Assembly, typeof(object).Assembly, typeof(Enumerable).Assembly];
        IEnumerable<string> rooms = typeof(Contracts.IModel).Assembly.GetExportedTypes().Select(t => t.Namespace).OfType<string>()
            .Where(n => n.StartsWith("Hone", StringComparison.Ordinal)).Distinct();
        return ScriptOptions.Default.WithReferences(assemblies)
            .AddReferences(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
            .WithImports([.. rooms, "System", "System.Linq", "System.Collections.Generic", "System.IO"]);
    });

    public static IEnumerable<TheoryDataRow<string>> Pages() => Page.All().Select(p => new TheoryDataRow<string>(p));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_code_block_runs_and_prints_what_the_page_says(string path)
    {
        Page page = Page.Read(path);
        ScriptState<object>? state = null;
        for (int i = 0; i < page.Blocks.Count; i++)
        {
            Block block = page.Blocks[i];
            string? expected = i + 1 < page.Blocks.Count && page.Blocks[i + 1].Language == "text" ? page.Blocks[i + 1].Text : null;
            string place = $"{path}:{block.Line}";
            switch (block.Language)
            {
                case "csharp":
                    (string printed, state) = await RunCSharp(place, block.Text, state);
                    if (expected is not null)
                        Compare(place, expected, printed);
                    break;
                case "csharp program":
                    CompileProgram(place, block.Text);
                    break;
                case "text" or "sh" or "":                                           // printed by the block before; for the reader to run
                    break;
                case "bash":
                    Assert.SkipWhen(OperatingSystem.IsWindows(), "the shell blocks are for bash");
                    string output = RunShell(place, block.Text);
                    if (expected is not null)
                        Compare(place, expected, output);
                    break;
                default:
                    Assert.Fail($"{place}: nothing checks a block of '{block.Language}'");
                    break;
            }
        }
    }

    [Fact]
    public void A_page_that_prints_something_else_is_found() =>
        Should.Throw<Xunit.Sdk.XunitException>(() => Compare("page:1", "1\n...\n3 ... s", "1\n2\n4 5 s"));

    private static async Task<(string Printed, ScriptState<object> State)> RunCSharp(string place, string code, ScriptState<object>? state)
    {
        TextWriter console = Console.Out;
        string folder = Environment.CurrentDirectory;
        using StringWriter capture = new();
        try
        {
            Console.SetOut(capture);
            Environment.CurrentDirectory = Sandbox.Value;
            state = state is null
                ? await CSharpScript.RunAsync(code, Options.Value)
                : await state.ContinueWithAsync(code);
        }
        catch (CompilationErrorException failure)
        {
            Assert.Fail($"{place}: {string.Join('\n', failure.Diagnostics)}");
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = folder;
        }
        return (capture.ToString(), state!);
    }

    // A folder that looks like the repository's root to the commands of a page, so that what they write stays out of it.
    private static readonly Lazy<string> Sandbox = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("hone-documents").FullName;
        foreach (string name in (string[])["datasets", "handbook"])
            Directory.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(Page.Root, name));
        // The command that this test run was built with. A search that a page leaves to the clock (60 s by default) gets less of it here.
        File.WriteAllText(Path.Combine(folder, "hone"), $$"""
            #!/usr/bin/env bash
            if [ "$1" = train ] && [[ " $* " != *" --time-limit "* ]]; then set -- "$@" --time-limit 5; fi
            exec dotnet '{{typeof(Cli.Program).Assembly.Location}}' "$@"

            """.Replace("\r", "", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, "hone"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static void CompileProgram(string place, string code)
    {
        const string Usings = "global using System; global using System.Linq; global using System.Collections.Generic; global using System.IO; "
            + "global using Microsoft.AspNetCore.Builder; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;\n";
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation program = CSharpCompilation.Create("Program",
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(code)],
            trusted.Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Diagnostic[] faults = [.. program.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];
        Assert.True(faults.Length == 0, $"{place}: {string.Join<Diagnostic>('\n', faults)}");
    }

    private static string RunShell(string place, string script)
    {
        ProcessStartInfo start = new("bash", ["-e", "-o", "pipefail", "-c", script])
        {
            WorkingDirectory = Sandbox.Value,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"{place}: the commands did not end");
        Assert.True(process.ExitCode == 0, $"{place}: exit code {process.ExitCode}\n{output}\n{errors}");
        return output;
    }

    private static void Compare(string place, string expected, string printed)
    {
        string pattern = "^" + string.Join("\n", Lines(expected).Select(line => line.Trim() == "..."
            ? "(?:.*\n)*.*"
            : string.Join(".*", line.Split("...").Select(Regex.Escape)))) + "$";
        string found = string.Join("\n", Lines(printed));
        Assert.True(Regex.IsMatch(found, pattern), $"{place} says it prints\n{expected}\nbut it printed\n{found}");
    }

    private static IEnumerable<string> Lines(string text) => text.Replace("\r", "", StringComparison.Ordinal).TrimEnd().Split('\n').Select(l => l.TrimEnd());
}

[CollectionDefinition("console", DisableParallelization = true)]
public sealed class ConsoleCollection;
