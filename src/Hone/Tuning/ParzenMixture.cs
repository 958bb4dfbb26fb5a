using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>A density over some dimensions: one bump at each point, and a wide one over everything so that nothing is ruled out.</summary>
/// <remarks>
/// A bump is a product over dimensions of normal curves cut off at the ends, or for unordered options a share for its own option and
/// a little for each. Bumps narrow as 0.2·length·n^(−1/(d + 4)) (Scott's rule).
/// </remarks>
internal sealed class ParzenMixture
{
    private const double Breadth = 0.2;
    private readonly SearchDimension[] dimensions;
    private readonly Axis[] axes;
    private readonly List<double[]> points;
    private readonly double[] widths;

    public ParzenMixture(SearchDimension[] dimensions, List<double[]> points)
    {
        (this.dimensions, this.points) = (dimensions, points);
        axes = [.. dimensions.Select(d => new Axis(d))];
        double shrink = Breadth * Elementary.Pow(Math.Max(points.Count, 1), -1.0 / (dimensions.Length + 4));
        widths = [.. axes.Select(a => shrink * a.Length)];
    }

    // The bumps, and the wide one last.
    private int Bumps => points.Count + 1;

    public double[] Draw(RandomStream random)
    {
        int bump = random.Below(Bumps);
        double[] result = new double[dimensions.Length];
        for (int d = 0; d < result.Length; d++)
            result[d] = dimensions[d].Unordered ? DrawOption(d, bump, random) : DrawNumber(d, bump, random);
        return result;
    }

    public double LogDensity(double[] value)
    {
        double[] logs = new double[Bumps];
        for (int bump = 0; bump < logs.Length; bump++)
        {
            for (int d = 0; d < value.Length; d++)
                logs[bump] += Elementary.Log(dimensions[d].Unordered ? OptionShare(d, bump, value[d]) : NumberDensity(d, bump, value[d]));
        }
        return Elementary.LogSumExp(logs) - Elementary.Log(logs.Length);
    }

    private double DrawOption(int d, int bump, RandomStream random)
    {
        int options = (int)(dimensions[d].High - dimensions[d].Low) + 1;
        double own = random.Uniform();
        double any = dimensions[d].Low + random.Below(options);
        return bump == points.Count || own < Doubt(options) ? any : points[bump][d];
    }

    private double OptionShare(int d, int bump, double value)
    {
        int options = (int)(dimensions[d].High - dimensions[d].Low) + 1;
        if (bump == points.Count)
            return 1.0 / options;
        return (Doubt(options) / options) + (value == points[bump][d] ? 1 - Doubt(options) : 0);
    }

    // The share of a bump that is spread evenly over the options: one made-up observation among n + 1.
    private double Doubt(int options) => options / (double)(points.Count + options);

    private double DrawNumber(int d, int bump, RandomStream random)
    {
        Axis axis = axes[d];
        (double centre, double width) = Bump(d, bump);
        // By inverting the cut-off normal: one draw, no rejection.
        double from = SpecialFunctions.NormalCdf((axis.Low - centre) / width), to = SpecialFunctions.NormalCdf((axis.High - centre) / width);
        double at = centre + (width * SpecialFunctions.NormalQuantile(from + ((to - from) * random.Uniform())));
        return axis.Value(Math.Clamp(at, axis.Low, axis.High));
    }

    private double NumberDensity(int d, int bump, double value)
    {
        const double least = 1e-300;                          // a logarithm needs something above 0
        Axis axis = axes[d];
        (double centre, double width) = Bump(d, bump);
        double inside = SpecialFunctions.NormalCdf((axis.High - centre) / width) - SpecialFunctions.NormalCdf((axis.Low - centre) / width);
        if (dimensions[d].Whole)
        {
            (double from, double to) = axis.Cell(value);
            return Math.Max(least, (SpecialFunctions.NormalCdf((to - centre) / width) - SpecialFunctions.NormalCdf((from - centre) / width)) / inside);
        }
        double z = (axis.Position(value) - centre) / width;
        return Math.Max(least, SpecialFunctions.NormalDensity(z) / (width * inside));
    }

    private (double Centre, double Width) Bump(int d, int bump) => bump == points.Count
        ? ((axes[d].Low + axes[d].High) / 2, axes[d].Length)
        : (axes[d].Position(points[bump][d]), widths[d]);
}
