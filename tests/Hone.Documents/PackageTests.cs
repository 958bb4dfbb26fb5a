using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hone.Data;
using Hone.Models.Linear;
using Hone.Pipelines;

namespace Hone.Documents;

/// <summary>The packages do in a stranger's project what the README shows.</summary>
public sealed partial class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    [Theory]
    [InlineData("Hone", "")]
    [InlineData("Hone.Deep", "Hone")]
    [InlineData("Hone.Server", "Hone.Deep,Hone")]
    [InlineData("Hone.Tool", "")]
    public void A_package_says_what_it_is_and_needs_nothing_but_our_own(string id, string dependencies)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Packages, $"{id}.{feed.Version}.nupkg"));
        using Stream stream = package.GetEntry($"{id}.nuspec")!.Open();
        XElement about = XDocument.Load(stream).Root!.Elements().Single();
        string Said(string name) => about.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value ?? "";
        Said("license").ShouldBe("MIT");
        Said("readme").ShouldBe("README.md");
        package.GetEntry("README.md").ShouldNotBeNull();
        Said("description").Length.ShouldBeGreaterThan(40);
        Said("tags").ShouldContain("machine-learning");
        XElement[] needed = [.. about.Descendants().Where(e => e.Name.LocalName == "dependency")];
        string.Join(",", needed.Select(e => e.Attribute("id")!.Value)).ShouldBe(dependencies);
        needed.ShouldAllBe(e => e.Attribute("exclude") == null);    // the generator reaches whoever references the server alone
        if (id != "Hone.Tool")
            package.GetEntry($"lib/net10.0/{id}.xml").ShouldNotBeNull();    // the documentation that editors show
    }

    [Fact]
    public void The_readmes_code_runs_in_a_fresh_project_with_a_learner_of_ones_own()
    {
        Block[] readme = [.. Page.Read("README.md").Blocks.Where(b => b.Language is "csharp" or "text")];
        string learner = Page.Read("CONTRIBUTING.md").Blocks.First(b => b.Language == "csharp").Text;
        string folder = Project("MyApp", "Microsoft.NET.Sdk", "Hone.Deep", "<OutputType>Exe</OutputType>",
            Program(string.Join('\n', readme.Where(b => b.Language == "csharp").Select(b => b.Text)) + """

                Console.WriteLine(MyApp.MyAppCatalogue.Value.Learner("centroid").Settings[0].Name);
                new Pipeline(new NearestCentroid()).Fit(split.Train, target: "diagnosis").Save("own.hone");
                PipelineModel own = PipelineModel.Load("own.hone", Hone.HoneCatalogue.Value.With(MyApp.MyAppCatalogue.Value));
                Console.WriteLine(own.Evaluate(split.Test)[Metric.Accuracy] > 0.85);

                """));
        File.WriteAllText(Path.Combine(folder, "NearestCentroid.cs"),
            Program("using Hone.Contracts;\nusing Hone.Numerics;\n" + learner[..(learner.LastIndexOf("\n}\n", StringComparison.Ordinal) + 2)]));
        Directory.CreateDirectory(Path.Combine(folder, "datasets"));
        foreach (string table in (string[])["breast-cancer.csv", "digits.csv"])
            File.Copy(Path.Combine(Page.Root, "datasets", table), Path.Combine(folder, "datasets", table));
        feed.Dotnet(folder, "build", "-nologo", "-v", "quiet", "-o", "out");

        string printed = feed.Dotnet(folder, Path.Combine("out", "MyApp.dll"));
        printed.TrimEnd().ShouldBe(string.Join('\n', readme.Where(b => b.Language == "text").Select(b => b.Text)) + "\nShrinkage\nTrue");
    }

    [Fact]
    public async Task The_readmes_server_answers_in_an_application_of_ones_own()
    {
        string program = Page.Read("README.md").Blocks.Single(b => b.Language == "csharp program").Text;
        string folder = Project("MyServer", "Microsoft.NET.Sdk.Web", "Hone.Server", "<RequiresAspNetWebAssets>false</RequiresAspNetWebAssets>", Program(program));
        Frame iris = Frame.ReadCsv(Path.Combine(Page.Root, "datasets", "iris.csv"));
        string target = iris.Columns[^1].Name;
        new Pipeline(new LogisticRegression()).Fit(iris, target).Save(Path.Combine(folder, "cancer.hone"));
        feed.Dotnet(folder, "build", "-nologo", "-v", "quiet", "-o", "out");

        using Process server = Process.Start(feed.Start("dotnet", folder, Path.Combine("out", "MyServer.dll"), "--urls", "http://127.0.0.1:0"))!;
        try
        {
            using HttpClient client = new() { BaseAddress = new Uri(Address(server)), Timeout = TimeSpan.FromSeconds(20) };
            (await client.GetFromJsonAsync<JsonNode>("/health"))!["status"]!.GetValue<string>().ShouldBe("ok");
            HttpResponseMessage answer = await client.PostAsync(new Uri("/predict", UriKind.Relative), new StringContent("""{"rows":[[5.1,3.5,1.4,0.2],[6.3,3.3,6.0,2.5]]}""", Encoding.UTF8, "application/json"));
            JsonNode body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            body["predictions"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldBe(["setosa", "virginica"]);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void The_tool_installs_and_runs()
    {
        string tools = Path.Combine(feed.Folder, "tools");
        feed.Dotnet(feed.Folder, "tool", "install", "Hone.Tool", "--tool-path", tools, "--version", feed.Version, "--configfile", Path.Combine(feed.Folder, "NuGet.config"));
        string hone = Path.Combine(tools, OperatingSystem.IsWindows() ? "hone.exe" : "hone");
        feed.Run(hone, feed.Folder, "--help").ShouldContain("train <TABLE>");
        feed.Run(hone, feed.Folder, "data").ShouldContain("breast-cancer");
        feed.Run(hone, feed.Folder, "topics", "--json").ShouldContain("\"id\"");
    }

    private string Project(string name, string sdk, string package, string property, string program)
    {
        string folder = Directory.CreateDirectory(Path.Combine(feed.Folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {property}
              </PropertyGroup>
              <ItemGroup><PackageReference Include="{package}" Version="{feed.Version}" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return folder;
    }

    // One file of several blocks: what they use stands at the top, once.
    private static string Program(string code)
    {
        IEnumerable<string> usings = UsingLine().Matches(code).Select(m => m.Value.Trim()).Distinct(StringComparer.Ordinal);
        return string.Join('\n', usings) + "\n" + UsingLine().Replace(code, "");
    }

    private static string Address(Process server)
    {
        while (server.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split("Now listening on: ") is [_, var address])
                return address.Trim();
        }
        throw new InvalidOperationException("The server ended: " + server.StandardError.ReadToEnd());
    }

    [GeneratedRegex(@"^using [\w.]+;$", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
