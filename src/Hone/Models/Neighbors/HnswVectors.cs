using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>The vectors of a graph, as floats; for the cosine brought to length 1.</summary>
internal sealed class HnswVectors(int dimensions, HnswMetric metric)
{
    // Sums of squares stay far below a float's range.
    private const double Largest = 1e15;

    // 2⁻¹⁰⁰⁰: brings a vector longer than a double can say into range, and changes no digit that counts.
    private static readonly double TinyUnit = Math.ScaleB(1, -1000);

    private readonly int stride = (dimensions + Kernels.FloatLanes - 1) / Kernels.FloatLanes * Kernels.FloatLanes;
    private float[] values = [];

    public int Dimensions => dimensions;

    public HnswMetric Metric => metric;

    public int Count { get; private set; }

    /// <summary>Numbers in a row, filled up with zeros.</summary>
    public int Stride => stride;

    /// <summary>A vector and its zeros.</summary>
    public ReadOnlySpan<float> this[int slot] => values.AsSpan(slot * stride, stride);

    /// <summary>All vectors one after the other, without the zeros that fill them up.</summary>
    public float[] All
    {
        get
        {
            float[] all = new float[Count * dimensions];
            for (int i = 0; i < Count; i++)
                this[i][..dimensions].CopyTo(all.AsSpan(i * dimensions));
            return all;
        }
    }

    /// <summary>Vectors that fit one array.</summary>
    public int MostSlots => Array.MaxLength / stride;

    /// <summary>Makes room for vectors.</summary>
    /// <exception cref="InvalidOperationException">They do not fit one array.</exception>
    public void Reserve(int count)
    {
        long needed = (long)count * stride;
        if (needed > Array.MaxLength)
            throw new InvalidOperationException(FormattableString.Invariant($"{count} vectors of {dimensions} numbers do not fit one array of {Array.MaxLength} floats. Use several indexes."));
        if (needed > values.Length)
            Array.Resize(ref values, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * values.Length)));
    }

    /// <summary>Takes in a vector that <see cref="Write"/> accepts.</summary>
    public void Add(ReadOnlySpan<double> vector)
    {
        Reserve(Count + 1);
        Write(vector, values.AsSpan(Count * stride, stride));
        Count++;
    }

    /// <summary>Takes in a vector as another store holds it.</summary>
    public void AddAsIs(ReadOnlySpan<float> row)
    {
        Reserve(Count + 1);
        row.CopyTo(values.AsSpan(Count * stride, stride));
        Count++;
    }

    /// <summary>Takes in a vector as it was stored; false where it cannot have been.</summary>
    public bool TryAddStored(ReadOnlySpan<float> vector)
    {
        float largest = metric == HnswMetric.Cosine ? 1.001f : (float)Largest;
        foreach (float value in vector)
        {
            if (!(Math.Abs(value) <= largest))
                return false;
        }
        vector.CopyTo(values.AsSpan(Count * stride, stride));
        Count++;
        return true;
    }

    /// <summary>Writes a vector the way it is stored.</summary>
    /// <exception cref="ArgumentException">Its length is not the index's, or a value is not finite or too large for floats.</exception>
    public void Write(ReadOnlySpan<double> vector, Span<float> to)
    {
        Require.SameLength(vector.Length, dimensions, nameof(vector), "the index");
        double length = metric == HnswMetric.Cosine ? VectorOperations.Norm(vector) : 1, largest = metric == HnswMetric.Cosine ? double.MaxValue : Largest;
        double unit = 1;
        if (double.IsPositiveInfinity(length))
            (unit, length) = (TinyUnit, LengthIn(TinyUnit, vector));
        // A vector so short that its inverse length is infinite has no direction either.
        double by = double.IsFinite(1 / length) ? 1 / length : 0;
        for (int j = 0; j < vector.Length; j++)
        {
            if (!(Math.Abs(vector[j]) <= largest))
                throw new ArgumentException(FormattableString.Invariant($"vector must hold finite numbers of at most {largest:G1}; entry {j} is {vector[j]}."), nameof(vector));
            to[j] = (float)(metric == HnswMetric.Cosine ? vector[j] * unit * by : vector[j]);
        }
        to[dimensions..stride].Clear();
    }

    /// <summary>What orders vectors by their nearness to a stored or written one: the square for the Euclidean metric.</summary>
    public float Distance(ReadOnlySpan<float> query, int slot) => metric switch
    {
        HnswMetric.Euclidean => Kernels.FloatSquaredDistance(query, this[slot]),
        HnswMetric.Cosine => 1 - Kernels.FloatDot(query, this[slot]),
        _ => -Kernels.FloatDot(query, this[slot]),
    };

    /// <summary>The distance that the user sees.</summary>
    public double Shown(float distance) => metric switch
    {
        HnswMetric.Euclidean => Math.Sqrt(distance),
        HnswMetric.Cosine => Math.Max(0, distance),
        _ => distance,
    };

    private static double LengthIn(double unit, ReadOnlySpan<double> vector)
    {
        double squares = 0;
        foreach (double value in vector)
            squares = Math.FusedMultiplyAdd(value * unit, value * unit, squares);
        return Math.Sqrt(squares);
    }

    public void Prefetch(int slot) => Kernels.PrefetchRow(this[slot]);
}
