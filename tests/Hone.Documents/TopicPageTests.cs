using System.Text.RegularExpressions;
using Hone.Contracts;

namespace Hone.Documents;

/// <summary>Every topic page says in its front matter which row of the catalogue it is and which type does it.</summary>
public sealed partial class TopicPageTests
{
    private static readonly string[] Fields = ["id", "title", "area", "api", "experiment"];

    private static readonly Lazy<HashSet<string>> PublicTypes = new(() =>
        [.. new[] { typeof(IModel), typeof(Deep.Tensor), typeof(Server.Services), typeof(Cli.Program) }
            .SelectMany(t => t.Assembly.GetExportedTypes()).Select(t => t.FullName!.Split('`')[0].Replace('+', '.'))]);

    // The project's catalogue of topics: id, title and area, separated by tabs, below a line of names.
    private static readonly Lazy<Dictionary<string, (string Title, string Area)>> Catalogue = new(() =>
        Page.Text("tests/Hone.Documents/Catalogue.tsv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split('\t')).ToDictionary(row => row[0], row => (row[1], row[2]), StringComparer.Ordinal));

    public static IEnumerable<TheoryDataRow<string>> Topics() =>
        Page.All().Where(p => p.StartsWith("handbook/topics/", StringComparison.Ordinal)).Select(p => new TheoryDataRow<string>(p));

    [Theory]
    [MemberData(nameof(Topics))]
    public void Front_matter_agrees_with_the_catalogue_and_names_a_public_type(string path)
    {
        List<KeyValuePair<string, string>> matter = FrontMatter(path);
        matter.Select(f => f.Key).ShouldBe(Fields);
        Dictionary<string, string> fields = new(matter);
        fields["id"].ShouldBe(Path.GetFileNameWithoutExtension(path));
        Catalogue.Value.ShouldContainKey(fields["id"], "the catalogue has no such topic");
        (fields["title"], fields["area"]).ShouldBe(Catalogue.Value[fields["id"]]);
        PublicTypes.Value.ShouldContain(fields["api"]);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_topic_shows_code_with_its_output_and_names_its_source(string path)
    {
        IReadOnlyList<Block> blocks = Page.Read(path).Blocks;
        Enumerable.Range(0, blocks.Count).ShouldContain(i => blocks[i].Language == "csharp" && i + 1 < blocks.Count && blocks[i + 1].Language == "text",
            "there is no block of C# with its output behind it");
        string text = Page.Text(path);
        SourceLine().IsMatch(text).ShouldBeTrue("no line or heading begins with Source or Sources");
    }

    [Fact]
    public void Every_learner_has_a_page_that_names_its_type()
    {
        string[] pages = [.. Topics().Select(t => Page.Text(t.Data))];
        HoneCatalogue.Value.With(Deep.DeepCatalogue.Value).Learners.Select(l => l.Type.Name).Where(name => !pages.Any(p => Regex.IsMatch(p, $@"\b{name}\b"))).ShouldBeEmpty();
    }

    private static List<KeyValuePair<string, string>> FrontMatter(string path)
    {
        string[] lines = Page.Text(path).Split('\n');
        lines[0].ShouldBe("---");
        int end = Array.IndexOf(lines, "---", 1);
        end.ShouldBeGreaterThan(0, "the front matter does not end");
        return [.. lines[1..end].Select(l => l.Split(':', 2)).Select(f => KeyValuePair.Create(f[0], f[1].Trim()))];
    }

    [GeneratedRegex(@"^(#+ |\*\*|- )?Sources?\b", RegexOptions.Multiline)]
    private static partial Regex SourceLine();
}
