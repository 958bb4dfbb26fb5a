using System.Text.RegularExpressions;

namespace Hone.Documents;

/// <summary>What documents point at is there, wherever the checkout lies.</summary>
public sealed partial class LinkTests
{
    public static IEnumerable<TheoryDataRow<string>> Pages() => Page.Everywhere().Order(StringComparer.Ordinal).Select(p => new TheoryDataRow<string>(p));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_somewhere(string path)
    {
        string text = Prose(Page.Text(path));
        string folder = Path.GetDirectoryName(Path.Combine(Page.Root, path))!;
        foreach (Match link in Link().Matches(text))
        {
            string[] target = link.Groups[1].Value.Split('#', 2);
            if (target[0].Contains(':', StringComparison.Ordinal))
                continue;
            string file = target[0].Length == 0 ? Path.Combine(Page.Root, path) : Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(target[0])));
            (File.Exists(file) || Directory.Exists(file)).ShouldBeTrue($"{path} links to {link.Groups[1].Value}");
            if (target.Length == 2)
                Headings(File.ReadAllText(file)).ShouldContain(target[1], $"{path} links to {link.Groups[1].Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_page_names_a_path_of_somebodys_machine(string path) =>
        MachinePath().Matches(Page.Text(path)).Select(m => m.Value).ShouldBeEmpty();

    [Theory]
    [InlineData("written to /tmp/x", true)]
    [InlineData("in C:\\Users\\ann", true)]
    [InlineData("GET /health and src/Hone/work", false)]
    public void Paths_of_machines_are_told_from_others(string text, bool found) => MachinePath().IsMatch(text).ShouldBe(found);

    // Without code, where brackets and parentheses mean something else.
    private static string Prose(string text) => Code().Replace(text, "");

    private static IEnumerable<string> Headings(string text) => Heading().Matches(text)
        .Select(m => NotInAnchor().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"(?<![\w.~/])/(work|tmp|home|root|Users|var|opt|mnt)/\S*|[A-Za-z]:\\Users\S*")]
    private static partial Regex MachinePath();
}
