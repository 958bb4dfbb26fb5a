namespace Hone.Numerics;

/// <summary>A line search for a step that satisfies the strong Wolfe conditions.</summary>
/// <remarks>
/// With φ(α) = f(x + α·d): sufficient decrease φ(α) ≤ φ(0) + c₁αφ′(0), and |φ′(α)| ≤ c₂|φ′(0)|. First the step grows until it brackets such a point, then the
/// bracket shrinks by cubic interpolation (Nocedal and Wright, algorithms 3.5 and 3.6). Near a minimum rounding hides the decrease in φ while φ′ still shows it; there the decrease is
/// judged by the slope instead, as in W. Hager and H. Zhang, "A new conjugate gradient method with guaranteed descent", SIAM J. Optim. 16(1), 2005.
/// </remarks>
internal sealed class WolfeSearch(DifferentiableFunction function, int size)
{
    private const double DecreaseShare = 1e-4;                // c₁
    private const double SlopeShare = 0.9;                    // c₂, loose: quasi-Newton steps are good as they are
    private const int MostTrials = 60;

    // Differences of the value below this share of it are taken for rounding.
    private const double Noise = 1e-13;

    private readonly record struct Trial(double Step, double Value, double Slope);

    private double[] origin = [], direction = [];
    private Trial start;

    public double[] Point { get; } = new double[size];

    public double[] Gradient { get; } = new double[size];

    public double Value { get; private set; }

    public int Evaluations { get; private set; }

    /// <summary>Searches from x along a direction. On success Point, Value and Gradient are those of the step taken.</summary>
    /// <returns>False where the direction does not descend, or no step lowers the value.</returns>
    public bool Run(double[] x, double value, double[] gradient, double[] along, double firstStep)
    {
        (origin, direction) = (x, along);
        start = new Trial(0.0, value, Kernels.Dot(gradient, along));
        if (!(start.Slope < 0) || !double.IsFinite(start.Slope))
            return false;

        Trial previous = start;
        double step = firstStep, outside = double.PositiveInfinity;
        for (int trial = 0; trial < MostTrials; trial++)
        {
            Trial current = Evaluate(step);
            if (!double.IsFinite(current.Value) || !double.IsFinite(current.Slope))
            {
                outside = step;                               // beyond the domain: halve the way back
                step = 0.5 * (previous.Step + step);
                continue;
            }
            if (Accepts(current))
                return true;
            if (!Decreases(current) || (trial > 0 && current.Value >= previous.Value))
                return Shrink(previous, current);
            if (current.Slope >= 0)
                return Shrink(current, previous);

            double further = Cubic(previous, current);
            double least = 1.5 * current.Step, most = Math.Min(10.0 * current.Step, 0.5 * (current.Step + outside));
            previous = current;
            step = double.IsFinite(further) && further > least ? Math.Min(further, most) : Math.Min(2.0 * current.Step, most);
            if (!(step > current.Step))
                break;
        }
        return TakeIfLower(previous);
    }

    /// <summary>Shrinks a bracket whose <paramref name="low"/> end is the lower one and slopes down into it.</summary>
    private bool Shrink(Trial low, Trial high)
    {
        for (int trial = 0; trial < MostTrials; trial++)
        {
            double width = high.Step - low.Step;
            double step = Cubic(low, high);
            double share = (step - low.Step) / width;
            if (!(share is >= 0.1 and <= 0.9))
                step = low.Step + (Math.Clamp(double.IsNaN(share) ? 0.5 : share, 0.1, 0.9) * width);
            if (step == low.Step || step == high.Step)
                break;

            Trial current = Evaluate(step);
            bool finite = double.IsFinite(current.Value) && double.IsFinite(current.Slope);
            if (finite && Accepts(current))
                return true;
            if (!finite || !Decreases(current) || current.Value >= low.Value)
            {
                high = finite ? current : current with { Value = double.PositiveInfinity };
                continue;
            }
            if (current.Slope * width >= 0)
                high = low;
            low = current;
        }
        return TakeIfLower(low);
    }

    private bool Accepts(Trial trial) =>
        Math.Abs(trial.Slope) <= -SlopeShare * start.Slope && (Decreases(trial) || DecreasesBySlope(trial));

    private bool Decreases(Trial trial) => trial.Value <= start.Value + (DecreaseShare * trial.Step * start.Slope);

    private bool DecreasesBySlope(Trial trial) =>
        trial.Value <= start.Value + (Noise * Math.Abs(start.Value)) && trial.Slope <= ((2.0 * DecreaseShare) - 1.0) * start.Slope;

    /// <summary>Where no step is perfect, one that lowers the value still is progress.</summary>
    private bool TakeIfLower(Trial trial)
    {
        if (!(trial.Step > 0) || !(trial.Value < start.Value))
            return false;
        Evaluate(trial.Step);
        return true;
    }

    private Trial Evaluate(double step)
    {
        for (int i = 0; i < origin.Length; i++)
            Point[i] = Math.FusedMultiplyAdd(step, direction[i], origin[i]);
        Value = function(Point, Gradient);
        Evaluations++;
        return new Trial(step, Value, Kernels.Dot(Gradient, direction));
    }

    /// <summary>The minimum of the cubic through two values and two slopes; NaN where it has none.</summary>
    private static double Cubic(Trial a, Trial b)
    {
        double d1 = a.Slope + b.Slope - (3.0 * (a.Value - b.Value) / (a.Step - b.Step));
        double d2 = Math.CopySign(Math.Sqrt((d1 * d1) - (a.Slope * b.Slope)), b.Step - a.Step);
        return b.Step - ((b.Step - a.Step) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + (2.0 * d2)));
    }
}
