namespace Hone.Deep;

/// <summary>A place along a line: how far, the loss, its gradient, and its slope along the line.</summary>
internal readonly record struct LinePoint(double At, double Value, double[] Gradient, double Slope);

/// <summary>Looks along a line for a place where the strong Wolfe conditions hold: the loss is low enough and its slope flat enough.</summary>
/// <remarks>
/// First steps grow until a minimum is known to lie between two places; then those move together. Each next place is the minimum of the cubic through two values and slopes, kept off the
/// ends. Source: J. Nocedal and S. J. Wright, "Numerical Optimization", 2006, algorithms 3.5 and 3.6 and formula 3.59.
/// </remarks>
internal sealed class LineSearch(Func<double, LinePoint> evaluate)
{
    private const double Decrease = 1e-4;
    private const double Flatness = 0.9;
    private const double LeastChange = 1e-9;
    private const int Most = 25;

    public int Evaluations { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="start">Where the line begins; the slope there is below 0.</param>
    /// <param name="first">How far to look first.</param>
    /// <param name="reach">The largest element of the direction: places that differ by less than that tells are one.</param>
    public LinePoint Run(LinePoint start, double first, double reach)
    {
        bool IsHigh(LinePoint point) => point.Value > start.Value + (Decrease * point.At * start.Slope);
        bool IsFlat(LinePoint point) => Math.Abs(point.Slope) <= -Flatness * start.Slope;

        LinePoint before = start, at = Look(first);
        int looks = 0;
        while (true)
        {
            if (looks == Most)
            {
                before = start;
                break;
            }
            if (IsHigh(at) || (looks > 1 && at.Value >= before.Value))
                break;
            if (IsFlat(at))
                return at;
            if (at.Slope >= 0)
                break;
            LinePoint next = Look(Between(before, at, at.At + (0.01 * (at.At - before.At)), at.At * 10));
            (before, at) = (at, next);
            looks++;
        }

        // Between these there is a minimum. The order in which they stand decides nothing but ties.
        LinePoint[] ends = [before, at];
        int low = ends[0].Value <= ends[1].Value ? 0 : 1;
        bool isSlow = false;
        while (looks < Most && Math.Abs(ends[1].At - ends[0].At) * reach >= LeastChange)
        {
            double least = Math.Min(ends[0].At, ends[1].At), most = Math.Max(ends[0].At, ends[1].At), margin = 0.1 * (most - least);
            double place = Between(ends[0], ends[1], least, most);
            if (Math.Min(most - place, place - least) < margin)
            {
                // Twice near an end is no progress: a step to the inside.
                if (isSlow || place >= most || place <= least)
                {
                    place = Math.Abs(place - most) < Math.Abs(place - least) ? most - margin : least + margin;
                    isSlow = false;
                }
                else
                {
                    isSlow = true;
                }
            }
            else
            {
                isSlow = false;
            }
            LinePoint found = Look(place);
            looks++;
            if (IsHigh(found) || found.Value >= ends[low].Value)
            {
                ends[1 - low] = found;
                low = ends[0].Value <= ends[1].Value ? 0 : 1;
                continue;
            }
            if (!IsFlat(found) && found.Slope * (ends[1 - low].At - ends[low].At) >= 0)
                ends[1 - low] = ends[low];
            ends[low] = found;
            if (IsFlat(found))
                break;
        }
        return ends[low];
    }

    private LinePoint Look(double at)
    {
        Evaluations++;
        return evaluate(at);
    }

    // The minimum of the cubic through two places, within bounds; their middle where it has none.
    private static double Between(LinePoint a, LinePoint b, double least, double most)
    {
        if (a.At > b.At)
            (a, b) = (b, a);
        double middle = a.Slope + b.Slope - (3 * (a.Value - b.Value) / (a.At - b.At)), square = (middle * middle) - (a.Slope * b.Slope);
        if (!(square >= 0))
            return (least + most) / 2;
        double root = Math.Sqrt(square), place = b.At - ((b.At - a.At) * ((b.Slope + root - middle) / (b.Slope - a.Slope + (2 * root))));
        return Math.Min(Math.Max(place, least), most);
    }
}
