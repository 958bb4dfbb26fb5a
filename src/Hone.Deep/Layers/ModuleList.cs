using System.Collections;

namespace Hone.Deep;

/// <summary>Modules of one kind in order, named 0, 1, 2, …, for who calls each of them himself.</summary>
/// <typeparam name="T">Their kind.</typeparam>
public sealed class ModuleList<T> : Module, IReadOnlyList<T>
    where T : Module
{
    private readonly List<T> modules = [];

    /// <summary>Takes modules in as parts.</summary>
    public ModuleList(IEnumerable<T> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (T module in modules)
            this.modules.Add(Part(FormattableString.Invariant($"{this.modules.Count}"), module));
    }

    /// <inheritdoc/>
    public int Count => modules.Count;

    /// <inheritdoc/>
    public T this[int index] => modules[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => modules.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Nobody calls the list, so its name goes with those in it.
    private protected override void TakeName(string name)
    {
        base.TakeName(name);
        for (int i = 0; i < modules.Count; i++)
            Rename(modules[i], FormattableString.Invariant($"{name}.{i}"));
    }
}
