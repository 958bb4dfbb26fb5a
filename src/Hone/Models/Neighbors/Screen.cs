using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>Rows as floats in which a product of matrices tells which pairs cannot be near; what is left is measured in doubles.</summary>
/// <remarks>
/// <para>
/// With rows x and y moved to a common centre and scaled by a power of two, a = x·y − ½‖y‖² = ½‖x‖² − ½‖x − y‖²: y is within a distance only if a is at least a limit.
/// In floats a is off by at most E = γ(‖x‖‖y‖ + ½‖y‖²), γ = (d + 4)u / (1 − (d + 4)u), u = 2⁻²⁴, however the product orders its terms (N. J. Higham, "Accuracy and
/// Stability of Numerical Algorithms", 2002, section 3.1), and rounding the rows to floats moves each by at most u times its length. <see cref="Limit"/> allows for both, so no neighbour is lost:
/// which rows are measured depends on the blocks and on the machine, which are the nearest does not.
/// </para>
/// <para>For the cosine the rows are brought to length 1 and a = x·y.</para>
/// </remarks>
internal sealed class Screen
{
    private const double Unit = 1.0 / (1 << 24);

    // Rows that the centre and the scale are taken from; any would do, near ones screen better.
    private const int Sample = 512;

    // Lengths whose squares and products are far from the ends of a float's range, after scaling; and of a double's, before.
    private const double Longest = 1e15, Shortest = 1e-15, LongestAsDouble = 1e100, ShortestAsDouble = 1e-100;

    private readonly bool cosine;
    private readonly double[] centre;
    private readonly double scale = 1;
    private readonly double error;

    public Screen(Matrix rows, bool cosine)
    {
        this.cosine = cosine;
        int d = rows.Columns, step = Math.Max(1, rows.Rows / Sample);
        error = (d + 4) * Unit / (1 - ((d + 4) * Unit));
        centre = new double[d];
        if (cosine)
            return;
        int count = (rows.Rows + step - 1) / step;
        for (int i = 0; i < rows.Rows; i += step)
            Kernels.Axpy(1.0 / count, rows.Row(i), centre);
        double square = 0;
        for (int i = 0; i < rows.Rows; i += step)
            square = Math.Max(square, Kernels.SquaredDistance(rows.Row(i), centre));
        if (square is > 0 and < double.PositiveInfinity)
            scale = Math.ScaleB(1, -Math.ILogB(square) / 2);
    }

    /// <summary>Whether screening can be trusted and pays: rows of so many columns that u times them is small, and whose squares a double holds.</summary>
    public bool Works => error < 0.01 && (cosine || (scale is > ShortestAsDouble and < LongestAsDouble && Kernels.SumOfSquares(centre) < LongestAsDouble * LongestAsDouble));

    /// <summary>Writes a row as floats, and gives the length of what was written: NaN, and a row of zeros, where nothing can be said about the row.</summary>
    public double Write(ReadOnlySpan<double> row, Span<float> to)
    {
        double by = scale;
        if (cosine)
        {
            double length = VectorOperations.Norm(row);
            if (length is not (> ShortestAsDouble and < LongestAsDouble))
            {
                to.Clear();
                return length == 0 ? 0 : double.NaN;
            }
            by = 1 / length;
        }
        double square = Kernels.ToScaledFloats(row, centre, by, to);
        if (square is 0 or (> Shortest * Shortest and < Longest * Longest))
            return Math.Sqrt(square);
        to.Clear();
        return double.NaN;
    }

    /// <summary>What is taken from x·y for a row of this length; −∞ lets it through.</summary>
    public float Shift(double length) => double.IsNaN(length) ? float.NegativeInfinity : cosine ? 0 : (float)(0.5 * length * length);

    /// <summary>What a must not be below where a row may be within a distance: squared for the Euclidean metric.</summary>
    /// <param name="query">The query's length; NaN lets every row through.</param>
    /// <param name="longest">The greatest length of the rows.</param>
    /// <param name="distance">The distance; +∞ lets every row through.</param>
    public float Limit(double query, double longest, double distance)
    {
        // A few units in the last place of a double, for what was rounded in measuring the distance.
        const double Measured = 1 + 1e-10;
        double off = error * ((query * longest) + (0.5 * longest * longest));
        if (cosine)
            return Below(1 - (distance * Measured) - 1e-10 - off - (2.1 * Unit * query * longest));
        double within = (Math.Sqrt(distance * Measured) * scale) + (1.1 * Unit * (query + longest));
        return Below((0.5 * query * query) - (0.5 * within * within) - off - (1e-10 * query * query));
    }

    private static float Below(double value) => double.IsNaN(value) ? float.NegativeInfinity : float.BitDecrement((float)value);
}
