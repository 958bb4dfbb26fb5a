namespace Hone.Deep;

/// <summary>Collects what checks find: each kind once for each place.</summary>
internal sealed class Findings(IProgress<Finding>? told)
{
    private readonly List<Finding> all = [];

    /// <summary>The step that is being looked at.</summary>
    public int Step { get; set; }

    /// <summary>Worst first, then in the order in which they were found.</summary>
    public IReadOnlyList<Finding> All => [.. all.OrderByDescending(finding => finding.Severity)];

    public bool Has(string kind) => all.Exists(finding => finding.Kind == kind);

    public void Add(string kind, Severity severity, string where, FormattableString seen, string advice)
    {
        if (all.Exists(finding => finding.Kind == kind && finding.Where == where))
            return;
        Finding finding = new(kind, severity, where, FormattableString.Invariant(seen), advice, Step);
        all.Add(finding);
        told?.Report(finding);
    }

    public static string Layer(string path) => path.Length == 0 ? "the network" : $"layer '{path}'";
}
