using Hone.Numerics;

namespace Hone.Deep;

/// <summary>L-BFGS: Newton's direction from the last changes of gradients, for small networks and losses over all data at once.</summary>
/// <remarks>
/// Each call of <see cref="Step(Func{Tensor})"/> goes through up to <see cref="Iterations"/> directions and computes the loss several times; noise from batches that change between these calls
/// misleads it. Numbers between steps are kept in double precision. Cost: 4·history·n beside the losses, for n parameters. <c>Hone.Numerics.Lbfgs</c> is its kin for plain functions of arrays.
/// Sources: J. Nocedal, "Updating Quasi-Newton Matrices with Limited Storage", Mathematics of Computation 35, 1980; J. Nocedal and S. J. Wright, "Numerical Optimization", 2006, sections 3.5 and 7.2.
/// </remarks>
public sealed class Lbfgs : Optimizer
{
    // Below this, a pair says too little of the curvature.
    private const double LeastCurvature = 1e-10;

    private readonly List<(double[] Change, double[] Bend, double Curvature)> pairs = [];
    private readonly int size;
    private double[] direction = [], lastGradient = [];
    private double length, scale = 1;
    private long iterations;

    /// <summary>L-BFGS over one group of parameters.</summary>
    /// <exception cref="ArgumentException">There are several groups, or a weight decay: add a penalty to the loss instead.</exception>
    public Lbfgs(ParameterGroup group)
        : base(group)
    {
        if (group.WeightDecay != 0)
            throw new ArgumentException(FormattableString.Invariant($"L-BFGS has no weight decay, but {group.WeightDecay} was asked for; add a penalty to the loss instead."), nameof(group));
        size = group.Parameters.Sum(parameter => parameter.Count);
    }

    /// <summary>L-BFGS over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">What a direction is multiplied by, or where the search along it begins. Default 1, Newton's.</param>
    public Lbfgs(Module module, double learningRate = 1)
        : this(new ParameterGroup((module ?? throw new ArgumentNullException(nameof(module))).Parameters.Select(parameter => parameter.Tensor), learningRate))
    {
    }

    /// <summary>Directions a step at most. Default 20.</summary>
    public int Iterations { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>Losses a step at most; a search that has begun is ended. Default 5/4 of the iterations.</summary>
    public int Evaluations { get => field > 0 ? field : Iterations * 5 / 4; init => field = Require.AtLeast(value, 1); }

    /// <summary>How many changes are remembered. Default 100.</summary>
    public int History { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>A step ends where no element of the gradient is larger. Default 1e-7.</summary>
    public double GradientTolerance { get; init => field = Require.AtLeastZero(value); } = 1e-7;

    /// <summary>A step ends where the loss, or every parameter, changes by less. Default 1e-9.</summary>
    public double ChangeTolerance { get; init => field = Require.AtLeastZero(value); } = 1e-9;

    /// <summary>Whether the length of each move is searched for until the strong Wolfe conditions hold; otherwise it is the learning rate. Default true: without, it diverges easily.</summary>
    public bool IsSearching { get; init; } = true;

    /// <summary>Not for L-BFGS.</summary>
    /// <exception cref="InvalidOperationException">Always: it needs to compute the loss several times.</exception>
    public override void Step() => throw new InvalidOperationException("L-BFGS computes the loss several times in a step: call Step(() => loss) with what computes it.");

    /// <inheritdoc/>
    public override double Step(Func<Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Steps++;
        int evaluations = 1;
        double first = Evaluate(loss), value = first;
        double[] gradient = Gradient();
        if (Largest(gradient) <= GradientTolerance)
            return first;
        for (int iteration = 1; ; iteration++)
        {
            iterations++;
            if (iterations == 1)
                direction = Array.ConvertAll(gradient, slope => -slope);
            else
                Turn(gradient);
            lastGradient = gradient;
            double before = value, rate = Groups[0].LearningRate, slope = Kernels.Dot(gradient, direction);
            length = iterations == 1 ? Math.Min(1, 1 / Sum(gradient)) * rate : rate;
            if (slope > -ChangeTolerance)
                break;

            bool isFlat = false;
            if (IsSearching)
            {
                double[] from = Values();
                LineSearch search = new(at =>
                {
                    Move(from, at);
                    double found = Evaluate(loss);
                    double[] there = Gradient();
                    return new LinePoint(at, found, there, Kernels.Dot(there, direction));
                });
                LinePoint best = search.Run(new LinePoint(0, value, gradient, slope), length, Largest(direction));
                (length, value, gradient) = (best.At, best.Value, best.Gradient);
                evaluations += search.Evaluations;
                Move(from, length);
                isFlat = Largest(gradient) <= GradientTolerance;
            }
            else
            {
                Move(Values(), length);
                if (iteration < Iterations)
                {
                    value = Evaluate(loss);
                    gradient = Gradient();
                    evaluations++;
                    isFlat = Largest(gradient) <= GradientTolerance;
                }
            }
            if (iteration == Iterations || evaluations >= Evaluations || isFlat)
                break;
            if (Largest(direction) * Math.Abs(length) <= ChangeTolerance || Math.Abs(value - before) < ChangeTolerance)
                break;
        }
        return first;
    }

    /// <inheritdoc/>
    protected override void Update(Tensor parameter, Tensor gradient, ParameterGroup group) => Step();

    private protected override void WriteMore(Dictionary<string, Tensor> state)
    {
        state["numbers"] = Tensor.From([length, scale, iterations]);
        state["direction"] = Tensor.From(direction);
        state["gradient"] = Tensor.From(lastGradient);
        state["changes"] = Tensor.From(pairs.SelectMany(pair => pair.Change).ToArray(), [pairs.Count, size]);
        state["bends"] = Tensor.From(pairs.SelectMany(pair => pair.Bend).ToArray(), [pairs.Count, size]);
    }

    private protected override Action ReadMore(IReadOnlyDictionary<string, Tensor> state, HashSet<string> known)
    {
        double[] Find(string name, Func<Shape, bool> fits)
        {
            known.Add(name);
            return state.TryGetValue(name, out Tensor? value) && fits(value.Shape)
                ? value.To(DType.Float64).ToArray<double>()
                : throw new ArgumentException($"'{name}' is not among the {state.Count} tensors given, or not of the size that L-BFGS over {size} parameters has: they are the state of another optimiser.", nameof(state));
        }
        double[] numbers = Find("numbers", shape => shape == [3]);
        double[] way = Find("direction", IsOneOrNone), slopes = Find("gradient", IsOneOrNone);
        double[] changes = Find("changes", IsHistory), bends = Find("bends", IsHistory);
        return () =>
        {
            (length, scale, iterations, direction, lastGradient) = (numbers[0], numbers[1], (long)numbers[2], way, slopes);
            pairs.Clear();
            for (int at = 0; at < changes.Length; at += size)
            {
                double[] change = changes[at..(at + size)], bend = bends[at..(at + size)];
                pairs.Add((change, bend, Kernels.Dot(bend, change)));
            }
        };
    }

    private bool IsOneOrNone(Shape shape) => shape == [size] || shape == [0];

    private bool IsHistory(Shape shape) => shape.Rank == 2 && shape[1] == size;

    // The next direction: the inverse of the curvature that the pairs tell, times the gradient.
    private void Turn(double[] gradient)
    {
        double[] change = Array.ConvertAll(direction, each => each * length), bend = new double[size];
        for (int i = 0; i < size; i++)
            bend[i] = gradient[i] - lastGradient[i];
        double curvature = Kernels.Dot(bend, change);
        if (curvature > LeastCurvature)
        {
            if (pairs.Count == History)
                pairs.RemoveAt(0);
            pairs.Add((change, bend, curvature));
            scale = curvature / Kernels.Dot(bend, bend);
        }
        double[] turned = Array.ConvertAll(gradient, slope => -slope), shares = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = Kernels.Dot(pairs[i].Change, turned) / pairs[i].Curvature;
            Kernels.Axpy(-shares[i], pairs[i].Bend, turned);
        }
        for (int i = 0; i < size; i++)
            turned[i] *= scale;
        for (int i = 0; i < pairs.Count; i++)
        {
            double back = Kernels.Dot(pairs[i].Bend, turned) / pairs[i].Curvature;
            Kernels.Axpy(shares[i] - back, pairs[i].Change, turned);
        }
        direction = turned;
    }

    private double[] Values() => Flat(parameter => parameter);

    private double[] Gradient() => Flat(parameter => parameter.Grad ?? parameter.ZerosLike());

    private double[] Flat(Func<Tensor, Tensor> part)
    {
        double[] all = new double[size];
        int at = 0;
        foreach (Tensor parameter in Parameters)
        {
            part(parameter).Detach().To(DType.Float64).ToArray<double>().CopyTo(all, at);
            at += parameter.Count;
        }
        return all;
    }

    private void Move(double[] from, double by)
    {
        using NoGrad pause = NoGrad.Begin();
        int at = 0;
        foreach (Tensor parameter in Parameters)
        {
            double[] values = from[at..(at + parameter.Count)];
            Kernels.Axpy(by, direction.AsSpan(at, parameter.Count), values);
            parameter.CopyFrom(Tensor.From(values, parameter.Shape));
            at += parameter.Count;
        }
    }

    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static double Sum(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += Math.Abs(value);
        return sum;
    }
}
