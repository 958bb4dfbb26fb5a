using Hone.Numerics;

namespace Hone.Deep;

/// <summary>How learning rates change over a run: a multiple of each group's <see cref="ParameterGroup.InitialLearningRate"/> for each step.</summary>
/// <remarks>
/// All but <see cref="ReduceOnPlateau"/> are functions of the number of the step alone, so a run that is gone on with needs to know nothing else. What a step is, a batch or an epoch, is up to who
/// counts. Parts join: <c>Schedule.Cosine(10_000).AfterWarmup(500)</c>.
/// </remarks>
public abstract class Schedule
{
    /// <summary>The initial rate throughout.</summary>
    public static Schedule Constant { get; } = Of(_ => 1);

    /// <summary>What a schedule remembers; empty unless it learns from what it is told.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>();

    /// <summary>A schedule of one's own.</summary>
    /// <param name="multiple">From the number of a step, from 0, to the multiple of the initial rate, at least 0.</param>
    public static Schedule Of(Func<long, double> multiple)
    {
        ArgumentNullException.ThrowIfNull(multiple);
        return new Formula(multiple);
    }

    /// <summary>Multiplied by a factor each time so many steps have gone by.</summary>
    /// <param name="steps">At least 1.</param>
    /// <param name="factor">Default 0.1.</param>
    public static Schedule Step(long steps, double factor = 0.1)
    {
        AtLeastOne(steps);
        Require.AtLeastZero(factor);
        return Of(step => Elementary.Pow(factor, step / steps));
    }

    /// <summary>Multiplied by a factor at given steps.</summary>
    /// <param name="at">The first steps with the lower rates.</param>
    /// <param name="factor">Default 0.1.</param>
    public static Schedule MultiStep(IEnumerable<long> at, double factor = 0.1)
    {
        long[] milestones = [.. at];
        Require.AtLeastZero(factor);
        return Of(step => Elementary.Pow(factor, milestones.Count(milestone => milestone <= step)));
    }

    /// <summary>Multiplied by a factor at each step.</summary>
    /// <param name="factor">Just below 1, such as 0.999 where steps are batches.</param>
    public static Schedule Exponential(double factor)
    {
        Require.AtLeastZero(factor);
        return Of(step => Elementary.Pow(factor, step));
    }

    /// <summary>Along half a cosine from 1 to <paramref name="end"/>, and then there.</summary>
    /// <param name="steps">How many steps that takes, at least 1.</param>
    /// <param name="end">A multiple of the initial rate. Default 0.</param>
    /// <remarks>Source: I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.</remarks>
    public static Schedule Cosine(long steps, double end = 0)
    {
        AtLeastOne(steps);
        Require.AtLeastZero(end);
        return Of(step => Bow(1, end, Math.Min(1, (double)step / steps)));
    }

    /// <summary>Along half a cosine again and again, each time from the initial rate.</summary>
    /// <param name="steps">Steps of the first time, at least 1.</param>
    /// <param name="longer">How many times as long each is as the one before, at least 1. Default 1.</param>
    /// <param name="end">A multiple of the initial rate. Default 0.</param>
    /// <remarks>Source: as of <see cref="Cosine"/>.</remarks>
    public static Schedule CosineRestarts(long steps, int longer = 1, double end = 0)
    {
        AtLeastOne(steps);
        Require.AtLeast(longer, 1);
        Require.AtLeastZero(end);
        return Of(step =>
        {
            long length = steps, at = step;
            if (longer == 1)
                at %= length;
            else
            {
                for (; at >= length; length *= longer)
                    at -= length;
            }
            return Bow(1, end, (double)at / length);
        });
    }

    /// <summary>From a start up to the initial rate, which is thus the highest, and down to a very low end, along half cosines.</summary>
    /// <param name="steps">All of them, at least 2.</param>
    /// <param name="rise">The share of steps in which it rises. Default 0.3.</param>
    /// <param name="startDivisor">1 over the multiple at the start. Default 25.</param>
    /// <param name="endDivisor">The start over the end. Default 10,000.</param>
    /// <remarks>Source: L. N. Smith and N. Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018. Momentum stays as it is.</remarks>
    public static Schedule OneCycle(long steps, double rise = 0.3, double startDivisor = 25, double endDivisor = 1e4)
    {
        if (steps < 2)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, "One cycle needs at least 2 steps.");
        Require.Share(rise);
        Require.Positive(startDivisor);
        Require.Positive(endDivisor);
        double start = 1 / startDivisor, end = start / endDivisor, top = (rise * steps) - 1, last = steps - 1;
        return Of(step => step <= top ? Bow(start, 1, top > 0 ? step / top : 1) : Bow(1, end, Math.Min(1, (step - top) / (last - top))));
    }

    /// <summary>Along a straight line, and then level.</summary>
    /// <param name="steps">How many steps the line takes, at least 1.</param>
    /// <param name="start">The multiple at step 0. Default 1.</param>
    /// <param name="end">The multiple from the last of the steps on. Default 0.</param>
    public static Schedule Linear(long steps, double start = 1, double end = 0)
    {
        AtLeastOne(steps);
        Require.AtLeastZero(start);
        Require.AtLeastZero(end);
        return Of(step => start + ((end - start) * Math.Min(1, (double)step / steps)));
    }

    /// <summary>From 1 to <paramref name="end"/> as a power of the share of steps left.</summary>
    /// <param name="steps">At least 1.</param>
    /// <param name="power">1 is a straight line. Default 2.</param>
    /// <param name="end">A multiple of the initial rate. Default 0.</param>
    public static Schedule Polynomial(long steps, double power = 2, double end = 0)
    {
        AtLeastOne(steps);
        Require.Positive(power);
        Require.AtLeastZero(end);
        return Of(step => end + ((1 - end) * Elementary.Pow(1 - Math.Min(1, (double)step / steps), power)));
    }

    /// <summary>Up a straight line from nearly nothing: 1/steps at step 0 and 1 from step <paramref name="steps"/> − 1 on.</summary>
    /// <param name="steps">At least 1.</param>
    /// <remarks>Adam's estimates need some steps before they can be trusted, and large networks may never recover from the first ones.</remarks>
    public static Schedule Warmup(long steps)
    {
        AtLeastOne(steps);
        return Of(step => Math.Min(1, (step + 1.0) / steps));
    }

    /// <summary>One schedule times another, at each step.</summary>
    public static Schedule operator *(Schedule a, Schedule b) => new Joined(a, b, (step, x, y) => x.At(step) * y.At(step));

    /// <summary>This one for so many steps, and from then on another one, which begins with its step 0.</summary>
    public Schedule Then(long steps, Schedule next)
    {
        AtLeastOne(steps);
        return new Joined(this, next, (step, x, y) => step < steps ? x.At(step) : y.At(step - steps));
    }

    /// <summary>A <see cref="Warmup"/> first, and then this one from its step 0.</summary>
    public Schedule AfterWarmup(long steps) => Warmup(steps).Then(steps, this);

    /// <summary>The multiple of the initial rates at a step.</summary>
    /// <param name="step">From 0.</param>
    public abstract double At(long step);

    /// <summary>Sets the rates of all groups for a step that is about to be taken.</summary>
    /// <param name="optimizer">Whose rates.</param>
    /// <param name="step">From 0: the number of steps taken before.</param>
    public void Set(Optimizer optimizer, long step)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        double multiple = At(step);
        foreach (ParameterGroup group in optimizer.Groups)
            group.LearningRate = group.InitialLearningRate * multiple;
    }

    /// <summary>Tells a loss on held-out data, or another number that should fall, after each time it was measured. Only <see cref="ReduceOnPlateau"/> listens.</summary>
    public virtual void Report(double value)
    {
    }

    /// <summary>Takes over what a schedule of the same kind remembered.</summary>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public virtual void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Count > 0)
            throw new ArgumentException($"The state of a schedule holds '{state.Keys.First()}', but this one remembers nothing: it is of another kind.", nameof(state));
    }

    private static void AtLeastOne(long steps)
    {
        if (steps < 1)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, FormattableString.Invariant($"{steps} steps were asked for; a schedule takes at least 1."));
    }

    private static double Bow(double from, double to, double share) => to + ((from - to) * (1 + Elementary.Cos(Math.PI * share)) / 2);

    private sealed class Formula(Func<long, double> multiple) : Schedule
    {
        public override double At(long step) => multiple(step);
    }

    // Of two, at most one may remember; both are told.
    private sealed class Joined(Schedule a, Schedule b, Func<long, Schedule, Schedule, double> at) : Schedule
    {
        public override IReadOnlyDictionary<string, Tensor> State => Keeper.State;

        private Schedule Keeper => a.State.Count > 0 ? a : b;

        public override double At(long step) => at(step, a, b);

        public override void Report(double value)
        {
            a.Report(value);
            b.Report(value);
        }

        public override void Load(IReadOnlyDictionary<string, Tensor> state) => Keeper.Load(state);
    }
}
