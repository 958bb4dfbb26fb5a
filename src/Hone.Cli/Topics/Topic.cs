using System.Reflection;

namespace Hone.Cli.Topics;

/// <summary>A topic of the handbook, as its page's front matter says.</summary>
internal sealed record Topic(string Id, string Title, string Area, string Api, string Experiment)
{
    private const string Prefix = "topics/";

    /// <summary>Every topic that ships with this command, by area and title.</summary>
    public static IReadOnlyList<Topic> All()
    {
        Assembly assembly = typeof(Topic).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
                return Parse(reader, name);
            })
            .OrderBy(t => t.Area, StringComparer.Ordinal).ThenBy(t => t.Title, StringComparer.Ordinal)];
    }

    /// <summary>Reads the lines <c>name: value</c> between the two lines of dashes at the start of a page.</summary>
    internal static Topic Parse(TextReader page, string name)
    {
        if (page.ReadLine()?.TrimEnd() != "---")
            throw new InvalidDataException($"{name} does not begin with front matter.");
        Dictionary<string, string> matter = new(StringComparer.Ordinal);
        while (page.ReadLine() is { } line && line.TrimEnd() != "---")
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                matter[line[..colon].Trim()] = line[(colon + 1)..].Trim().Trim('"');
        }
        string Value(string key) => matter.GetValueOrDefault(key, "");
        return new Topic(Value("id"), Value("title"), Value("area"), Value("api"), Value("experiment"));
    }
}
