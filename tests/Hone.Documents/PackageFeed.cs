using System.Diagnostics;
using System.Text;

namespace Hone.Documents;

/// <summary>The packages as <c>dotnet pack</c> makes them, and a folder outside the checkout that restores from them alone: no network, no cache of earlier ones.</summary>
public sealed class PackageFeed : IDisposable
{
    public PackageFeed()
    {
        Packages = Directory.CreateDirectory(Path.Combine(Folder, "packages")).FullName;
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        foreach (string project in (string[])["Hone", "Hone.Deep", "Hone.Server", "Hone.Cli"])
            Dotnet(Page.Root, "pack", $"src/{project}", "--no-build", "-c", configuration, "-o", Packages, "-nologo", "-v", "quiet");
        File.WriteAllText(Path.Combine(Folder, "NuGet.config"), $"""
            <configuration>
              <packageSources><clear /><add key="here" value="{Packages}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        string name = Path.GetFileNameWithoutExtension(Directory.GetFiles(Packages, "Hone.Tool.*.nupkg").Single());
        Version = name["Hone.Tool.".Length..];
    }

    /// <summary>Outside the checkout, so that its build files do not reach in.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("hone packages").FullName;    // with a space, as many folders of Windows have

    public string Packages { get; }

    public string Version { get; }

    /// <summary>Runs the dotnet command and gives what it printed.</summary>
    public string Dotnet(string folder, params string[] arguments) => Run("dotnet", folder, arguments);

    /// <summary>Runs a program and gives what it printed.</summary>
    public string Run(string program, string folder, params string[] arguments)
    {
        using Process process = Process.Start(Start(program, folder, arguments))!;
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"{program} {string.Join(' ', arguments)} did not end");
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output}\n{errors}");
        return output.Replace("\r", "", StringComparison.Ordinal);
    }

    /// <summary>How to start a program that restores from here.</summary>
    public ProcessStartInfo Start(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Folder, "cache");
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";    // servers that outlive the command would keep its output open
        start.Environment["UseSharedCompilation"] = "false";
        return start;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
