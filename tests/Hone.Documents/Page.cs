namespace Hone.Documents;

/// <summary>A Markdown page and its fenced blocks of code, in order.</summary>
internal sealed record Page(string Path, IReadOnlyList<Block> Blocks)
{
    /// <summary>The repository's root: the nearest folder above the tests that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every page whose code is checked, relative to the root.</summary>
    public static IEnumerable<string> All()
    {
        foreach (string page in (string[])["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
        {
            if (File.Exists(System.IO.Path.Combine(Root, page)))
                yield return page;
        }
        foreach (string topic in Directory.GetFiles(System.IO.Path.Combine(Root, "handbook", "topics"), "*.md").Order(StringComparer.Ordinal))
            yield return System.IO.Path.GetRelativePath(Root, topic).Replace('\\', '/');
    }

    /// <summary>Every Markdown file of the checkout, relative to the root, without what builds and tools leave behind.</summary>
    public static IEnumerable<string> Everywhere()
    {
        Stack<string> folders = new([Root]);
        while (folders.TryPop(out string? folder))
        {
            foreach (string page in Directory.GetFiles(folder, "*.md"))
                yield return System.IO.Path.GetRelativePath(Root, page).Replace('\\', '/');
            foreach (string inner in Directory.GetDirectories(folder))
            {
                if (System.IO.Path.GetFileName(inner) is not ("bin" or "obj" or "artifacts" or "TestResults" or "node_modules") and var name && !name.StartsWith('.'))
                    folders.Push(inner);
            }
        }
    }

    public static string Text(string path) => File.ReadAllText(System.IO.Path.Combine(Root, path)).Replace("\r", "", StringComparison.Ordinal);

    public static Page Read(string path)
    {
        List<Block> blocks = [];
        string? language = null;
        List<string> lines = [];
        int start = 0, number = 0;
        foreach (string line in File.ReadLines(System.IO.Path.Combine(Root, path)))
        {
            number++;
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
            else if (language is null)
            {
                (language, start) = (line[3..].Trim(), number);
                lines.Clear();
            }
            else
            {
                blocks.Add(new Block(language, string.Join('\n', lines), start));
                language = null;
            }
        }
        Assert.True(language is null, $"{path}:{start}: the block is never closed");
        return new Page(path, blocks);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Hone.slnx")))
                return at.FullName;
        }
        throw new InvalidOperationException("The tests do not lie within a checkout.");
    }
}

/// <summary>A fenced block.</summary>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">Between the fences.</param>
/// <param name="Line">Of the opening fence, from 1.</param>
internal sealed record Block(string Language, string Text, int Line);
