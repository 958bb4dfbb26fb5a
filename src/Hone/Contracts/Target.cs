using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>The kinds of target a learner can learn.</summary>
[Flags]
public enum TargetKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>One or more numbers a row.</summary>
    Numbers = 1,

    /// <summary>One of several classes a row.</summary>
    Classes = 2,
}

/// <summary>What a learner learns to predict: numbers or classes.</summary>
public abstract class Target
{
    private protected Target(int rowCount) => RowCount = rowCount;

    /// <summary>n.</summary>
    public int RowCount { get; }

    /// <summary>Which kind this is.</summary>
    public abstract TargetKinds Kind { get; }

    /// <summary>The rows named, in that order, copied. Classes keep their list, also those that no row has any more.</summary>
    public abstract Target TakeRows(ReadOnlySpan<int> rows);
}

/// <summary>k numbers a row; k is nearly always 1.</summary>
public sealed class NumberTarget : Target
{
    /// <summary>The greatest absolute value whose squares, added up over any number of rows, stay within the range of a double; tables and trees refuse greater ones.</summary>
    public const double Greatest = 1e150;

    /// <summary>Keeps the matrix, n × k.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names its row.</exception>
    public NumberTarget(Matrix values)
        : base((values ?? throw new ArgumentNullException(nameof(values))).Rows)
    {
        for (int i = 0; i < values.Rows; i++)
        {
            foreach (double value in values.Row(i))
            {
                if (!double.IsFinite(value))
                    throw new ArgumentException(FormattableString.Invariant($"The target is {value} in row {i}; it must be a finite number in every row."), nameof(values));
            }
        }
        Values = values;
    }

    /// <summary>Keeps the array: one number a row.</summary>
    public NumberTarget(double[] values)
        : this(new Matrix((values ?? throw new ArgumentNullException(nameof(values))).Length, 1, values))
    {
    }

    /// <inheritdoc/>
    public override TargetKinds Kind => TargetKinds.Numbers;

    /// <summary>n × k.</summary>
    public Matrix Values { get; }

    /// <inheritdoc/>
    public override Target TakeRows(ReadOnlySpan<int> rows) => new NumberTarget(Values.TakeRows(rows));
}

/// <summary>One of several named classes a row.</summary>
public sealed class ClassTarget : Target
{
    private readonly int[] codes;

    /// <summary>Keeps the codes.</summary>
    /// <param name="codes">A position in <paramref name="classes"/> a row.</param>
    /// <param name="classes">The classes' names, each once; a class need not occur.</param>
    /// <param name="positive">Which of two classes precision, recall, curves and single probabilities speak of; by default the rarer, the second where both are as frequent. Ignored for other counts of classes.</param>
    /// <exception cref="ArgumentException">A code is not a position in classes, or a class stands twice.</exception>
    public ClassTarget(int[] codes, IReadOnlyList<string> classes, int? positive = null)
        : base((codes ?? throw new ArgumentNullException(nameof(codes))).Length)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Distinct(StringComparer.Ordinal).Count() != classes.Count)
            throw new ArgumentException($"The classes {string.Join(", ", classes)} hold a name twice.", nameof(classes));
        int[] counts = new int[classes.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            if ((uint)codes[i] >= (uint)classes.Count)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has class code {codes[i]}; codes run from 0 to {classes.Count - 1}."), nameof(codes));
            counts[codes[i]]++;
        }
        if (positive is { } p && (uint)p >= (uint)classes.Count)
            throw new ArgumentOutOfRangeException(nameof(positive), p, FormattableString.Invariant($"The positive class must be from 0 to {classes.Count - 1}."));
        this.codes = codes;
        Classes = classes;
        Counts = counts;
        Positive = classes.Count == 2 ? positive ?? (counts[0] < counts[1] ? 0 : 1) : -1;
    }

    /// <inheritdoc/>
    public override TargetKinds Kind => TargetKinds.Classes;

    /// <summary>A position in <see cref="Classes"/> a row.</summary>
    public ReadOnlySpan<int> Codes => codes;

    /// <summary>The classes' names.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many rows have each class.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>The positive one of two classes; −1 where there are not two.</summary>
    public int Positive { get; }

    /// <inheritdoc/>
    public override Target TakeRows(ReadOnlySpan<int> rows)
    {
        int[] taken = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            taken[i] = codes[rows[i]];
        return new ClassTarget(taken, Classes, Positive < 0 ? null : Positive);
    }

    /// <summary>Classes from names: ordered by their UTF-16 units.</summary>
    /// <exception cref="ArgumentException">A name is null, or <paramref name="positive"/> is not among them.</exception>
    public static ClassTarget From(IReadOnlyList<string> names, string? positive = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] is null)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has no class; leave rows without one out."), nameof(names));
        }
        string[] classes = [.. new SortedSet<string>(names, StringComparer.Ordinal)];
        int[] codes = new int[names.Count];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = Array.BinarySearch(classes, names[i], StringComparer.Ordinal);
        int? code = null;
        if (positive is not null)
        {
            int found = Array.BinarySearch(classes, positive, StringComparer.Ordinal);
            code = found >= 0 ? found : throw new ArgumentException(Data.Suggestion.Sentence("class", positive, classes), nameof(positive));
        }
        return new ClassTarget(codes, classes, code);
    }
}
