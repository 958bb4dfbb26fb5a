using System.Collections;
using System.Runtime.CompilerServices;

namespace Hone.Deep;

/// <summary>The sizes of a tensor along its axes; none for a single number.</summary>
/// <remarks>Written as a collection: <c>Tensor.Zeros([2, 3])</c>. A value: shapes with the same sizes are equal.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? sizes;

    /// <summary>A shape.</summary>
    /// <param name="sizes">Each at least 0; they are copied.</param>
    /// <exception cref="ArgumentException">A size is negative, or there would be more than 2³¹ − 1 elements.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        long count = 1;
        foreach (int size in sizes)
        {
            if (size < 0)
                throw new ArgumentException(FormattableString.Invariant($"A size of {Text(sizes)} is {size}; sizes are at least 0."), nameof(sizes));
            count *= size;
            if (count > int.MaxValue)
                throw new ArgumentException($"A tensor of {Text(sizes)} would have more than 2,147,483,647 elements, the most that one holds. Split it.", nameof(sizes));
        }
        Count = (int)count;
        this.sizes = sizes.ToArray();
    }

    /// <summary>Number of axes; 0 for a single number.</summary>
    public int Rank => sizes?.Length ?? 0;

    /// <summary>Number of elements: the product of the sizes.</summary>
    public int Count { get => Rank == 0 ? 1 : field; }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The sizes as a span.</summary>
    public ReadOnlySpan<int> Sizes => sizes;

    /// <summary>The size along an axis; negative axes count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => sizes![Axis(axis)];

    /// <summary>The size along an axis, which may count from the end: <c>shape[^1]</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis] => sizes![Axis(axis.IsFromEnd ? Rank - axis.Value : axis.Value)];

    /// <summary>For collection expressions.</summary>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>The sizes of an array.</summary>
    public static implicit operator Shape(int[] sizes) => new(sizes);

    /// <summary>Whether the sizes are the same.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Sizes.SequenceEqual(b.Sizes);

    /// <summary>Whether a size differs.</summary>
    public static bool operator !=(Shape a, Shape b) => !(a == b);

    /// <inheritdoc/>
    public bool Equals(Shape other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int size in Sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>For example <c>[2, 3]</c>.</summary>
    public override string ToString() => Text(Sizes);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(sizes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>An axis counted from the front, for one that may count from the end.</summary>
    internal int Axis(int axis, [CallerArgumentExpression(nameof(axis))] string name = "")
    {
        int rank = Rank;
        if (axis < -rank || axis >= rank)
        {
            throw new ArgumentOutOfRangeException(name, axis, rank == 0
                ? "The tensor is a single number and has no axes."
                : FormattableString.Invariant($"The tensor has shape {this}: axes are 0 to {rank - 1}, or -{rank} to -1."));
        }
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>The strides of elements that lie row by row without gaps.</summary>
    internal int[] RowMajor()
    {
        int[] strides = new int[Rank];
        int step = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(1, sizes![axis]);
        }
        return strides;
    }

    /// <summary>The shape that both stretch to by NumPy's rule: sizes are compared from the last axis on, and must be equal or 1.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal static Shape Broadcast(Shape a, Shape b, string operation)
    {
        if (a == b)
            return a;
        int rank = Math.Max(a.Rank, b.Rank);
        Span<int> sizes = stackalloc int[rank];
        for (int back = 1; back <= rank; back++)
        {
            int left = back <= a.Rank ? a.sizes![^back] : 1, right = back <= b.Rank ? b.sizes![^back] : 1;
            if (left != right && left != 1 && right != 1)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{operation}: shapes {a} and {b} do not go together: along axis -{back} the sizes are {left} and {right}, which must be equal or 1."));
            }
            sizes[^back] = left == 1 ? right : left;
        }
        return new Shape(sizes);
    }

    /// <summary>The same without an axis, or with size 1 there.</summary>
    internal Shape Without(int axis, bool keep)
    {
        if (keep)
        {
            int[] kept = Sizes.ToArray();
            kept[axis] = 1;
            return new Shape(kept);
        }
        return new Shape([.. Sizes[..axis], .. Sizes[(axis + 1)..]]);
    }

    private static string Text(ReadOnlySpan<int> sizes) => $"[{string.Join(", ", sizes.ToArray())}]";
}
