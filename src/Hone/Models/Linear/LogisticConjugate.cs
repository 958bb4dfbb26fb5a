using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Minimises the logistic loss of sparse rows + λ/2·‖w‖² by Newton's method; conjugate gradients find its steps from products with the second derivatives, which are never formed.</summary>
/// <remarks>
/// About ten steps, each of a few to a few dozen passes over the entries. The diagonal of the second derivatives, averaged over the classes, preconditions, so that
/// columns of different scales cost no passes; being the same for all classes it also keeps Σ_k w_kj where it is, at 0, which nothing else holds without a penalty.
/// Source: R. S. Dembo and T. Steihaug, "Truncated-Newton algorithms for large-scale unconstrained optimization", Mathematical Programming 26, 1983;
/// C.-J. Lin, R. C. Weng and S. S. Keerthi, "Trust region Newton method for large-scale logistic regression", JMLR 9, 2008.
/// </remarks>
internal sealed class LogisticConjugate(LogisticObjective objective, SparseScores rows, double l2, FitContext context)
{
    // How far conjugate gradients lower the gradient's length: the more, the nearer the optimum, for fast convergence in the end.
    private const double Coarsest = 0.1;

    private const int MostProducts = 250;

    // Armijo's share of the promised decrease, and the halvings after which the step is lost in rounding.
    private const double Share = 1e-4;
    private const int MostHalvings = 40;

    // Numbers that one task deals with: a few vectors of them stay in the cache.
    private const int Chunk = 1 << 13;

    private readonly double[] bends = new double[objective.Weights.Length * objective.Scores];
    private readonly double[] inverses = new double[rows.Length], residual = new double[rows.Length], image = new double[rows.Length], direction = new double[rows.Length];
    private readonly double[] partials = new double[(rows.Length + Chunk - 1) / Chunk];

    /// <summary>Minimises from zero until a step promises to lower the objective by less than the tolerance.</summary>
    /// <param name="parameters">Receives the optimum, K·p.</param>
    /// <param name="tolerance">In units of the objective.</param>
    /// <param name="mostIterations">Newton steps at most.</param>
    public FitReport Minimise(double[] parameters, double tolerance, int mostIterations)
    {
        double[] w = new double[rows.Length], trial = new double[rows.Length], gradient = new double[rows.Length], step = new double[rows.Length];
        List<double> values = [];
        double value = Evaluate(w, gradient), first = -1;
        FitReport? report = null;
        for (int iteration = 1; report is null; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double promised = Step(gradient, step, tolerance, ref first);
            bool last = promised <= tolerance;
            (double size, double next) = Search(w, step, promised, value, trial, gradient);
            if (size > 0)
                ((w, trial), value) = ((trial, w), next);
            values.Add(value);
            context.Progress?.Report(new FitProgress("iteration", iteration, null, value));
            if (last)
                report = new FitReport(iteration, StopReason.Converged, values);
            else if (size == 0 || iteration == mostIterations)
                report = new FitReport(iteration, StopReason.IterationLimit, values);      // or rounding allows no better point
            else if (context.ShouldStop())
                report = new FitReport(iteration, StopReason.Stopped, values);
        }
        rows.Restore(w, parameters);
        return report;
    }

    // The objective with its gradient; what the second derivatives need of each row is noted on the way.
    private double Evaluate(double[] w, double[] gradient)
    {
        int scores = objective.Scores;
        double loss = rows.Pass(w, gradient, l2, (first, own) => objective.SparseLosses(first, own, bends.AsSpan(first * scores, own.Length / rows.Width * scores)));
        return loss + (0.5 * l2 * Sum((start, end) => Kernels.SumOfSquares(w.AsSpan(start..Math.Min(end, Math.Max(start, w.Length - rows.Width))))));
    }

    // An approximate Newton step; returns by how much the quadratic model falls along it.
    private double Step(double[] gradient, double[] step, double tolerance, ref double first)
    {
        Precondition();
        Array.Clear(step);
        double length = Sum((start, end) =>
        {
            Kernels.Multiply(-1, gradient.AsSpan(start..end), residual.AsSpan(start..end));
            return Preconditioned(start, end);
        });
        direction.AsSpan().Clear();
        Turn(0);
        if (first < 0)
            first = length;
        double share = first > 0 ? Math.Min(Coarsest * Coarsest, Math.Sqrt(length / first)) : 0, wanted = Math.Max(share * length, 0.5 * tolerance), promised = 0;
        for (int product = 0; product < MostProducts && length > 0 && (product == 0 || length > wanted); product++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            rows.Pass(direction, image, l2, Bend);
            double bend = Sum((start, end) => Kernels.Dot(direction.AsSpan(start..end), image.AsSpan(start..end)));
            if (!(bend > 0))
                break;                                         // no curvature left that way: the step so far descends
            double size = length / bend;
            promised += 0.5 * size * length;
            double next = Sum((start, end) =>
            {
                Kernels.Axpy(size, direction.AsSpan(start..end), step.AsSpan(start..end));
                Kernels.Axpy(-size, image.AsSpan(start..end), residual.AsSpan(start..end));
                return Preconditioned(start, end);
            });
            Turn(next / length);
            length = next;
        }
        return promised;
    }

    // Image becomes the preconditioned residual; returns their product.
    private double Preconditioned(int start, int end)
    {
        Span<double> own = image.AsSpan(start..end);
        residual.AsSpan(start..end).CopyTo(own);
        Kernels.Multiply(inverses.AsSpan(start..end), own);
        return Kernels.Dot(own, residual.AsSpan(start..end));
    }

    private void Turn(double share) => Sum((start, end) =>
    {
        Span<double> own = direction.AsSpan(start..end);
        Kernels.Scale(share, own);
        Kernels.Axpy(1, image.AsSpan(start..end), own);
        return 0;
    });

    // From a change of the scores to the change of the slopes: w·(diag p − p·pᵀ) times it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Bend(int first, Span<double> own)
    {
        int scores = objective.Scores, width = rows.Width;
        if (scores == 1)
        {
            Kernels.Multiply(bends.AsSpan(first, own.Length), own);
            return 0;
        }
        for (int r = 0; r < own.Length / width; r++)
        {
            Span<double> row = own.Slice(r * width, scores);
            ReadOnlySpan<double> p = bends.AsSpan((first + r) * scores, scores);
            double weight = objective.Weights[first + r], mean = 0;
            for (int k = 0; k < scores; k++)
                mean = Math.FusedMultiplyAdd(p[k], row[k], mean);
            for (int k = 0; k < scores; k++)
                row[k] = weight * p[k] * (row[k] - mean);
        }
        return 0;
    }

    // One over the diagonal of the second derivatives, averaged over the classes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Precondition()
    {
        int scores = objective.Scores, width = rows.Width;
        double[] own = new double[objective.Weights.Length];
        for (int i = 0; i < own.Length; i++)
        {
            if (scores == 1)
            {
                own[i] = bends[i];
                continue;
            }
            double squares = Kernels.SumOfSquares(bends.AsSpan(i * scores, scores));
            own[i] = objective.Weights[i] * Math.Max(0, 1 - squares) / scores;
        }
        double[] diagonal = rows.Squares(own);
        for (int j = 0; j < diagonal.Length; j++)
        {
            double entry = diagonal[j] + (j < objective.Columns ? l2 : 0);
            if (!double.IsFinite(entry))
                throw new ArgumentException("The columns hold values too large for the fit: their squares are beyond the range of a double. Scale the columns first.", "data");
            inverses.AsSpan(j * width, width).Fill(entry > 0 ? 1 / entry : 1);
        }
    }

    private (double Size, double Value) Search(double[] w, double[] step, double promised, double value, double[] trial, double[] gradient)
    {
        double size = 1;
        for (int halving = 0; halving < MostHalvings; halving++, size /= 2)
        {
            double share = size;
            Sum((start, end) =>
            {
                w.AsSpan(start..end).CopyTo(trial.AsSpan(start));
                Kernels.Axpy(share, step.AsSpan(start..end), trial.AsSpan(start..end));
                return 0;
            });
            double next = Evaluate(trial, gradient);
            // Near the optimum the decrease drowns in the rounding of the sum; a full step that stays within it is right.
            double rounding = 1e-13 * Math.Abs(value);
            if (next <= value - (Share * size * promised) || (promised <= rounding && next <= value + rounding))
                return (size, next);
        }
        return (0, value);
    }

    // Runs over the vectors chunk by chunk and adds up what each returns, in order.
    private double Sum(Func<int, int, double> chunk)
    {
        context.For(partials.Length, task => partials[task] = chunk(task * Chunk, Math.Min(rows.Length, (task + 1) * Chunk)));
        return Kernels.Sum(partials);
    }
}
