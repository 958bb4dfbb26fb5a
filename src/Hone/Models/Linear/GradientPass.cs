using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Passes of stochastic gradient descent over one set of rows, each moving a <see cref="GradientState"/> on.</summary>
internal sealed class GradientPass
{
    // Rows whose squares one task adds up.
    private const int RowsInTask = 4096;

    // How many rows ahead of its turn a row is called into the cache: rows in a random order are found there by no other means.
    private const int Ahead = 12;

    // Rows between two applications of the penalty and two samples of the mean.
    private const int Block = 16;

    // Rows after which inverse scaling has brought the steps to 2^-power of the first.
    private const double Pace = 1000;

    // What remains of the first step when the adaptive schedule gives up.
    private const double Shortest = 1e-6;

    private readonly StochasticGradientDescent settings;
    private readonly TrainingData data;
    private readonly GradientState state;
    private readonly FitContext context;
    private readonly DesignRows rows;
    private readonly int[] codes;                              // empty for numbers
    private readonly double[] squares;                         // ‖x‖², and 1 for the intercept
    private readonly double meanWeight, l1, l2, curvature;
    private readonly double[] margins = new double[Block], marginWeights = new double[Block];
    private int pending;                                       // rows of the block so far
    private double share = 1;

    public GradientPass(StochasticGradientDescent settings, TrainingData data, GradientState state, FitContext context)
    {
        (this.settings, this.data, this.state, this.context) = (settings, data, state, context);
        rows = new DesignRows(data.X);
        codes = data.Y is ClassTarget target ? target.Codes.ToArray() : [];
        squares = new double[rows.Rows];
        context.For((squares.Length + RowsInTask - 1) / RowsInTask, task =>
        {
            for (int i = task * RowsInTask; i < Math.Min(squares.Length, (task + 1) * RowsInTask); i++)
                squares[i] = rows.Squares(i) + (settings.FitIntercept ? 1 : 0);
        });
        double total = 0;
        for (int i = 0; i < squares.Length; i++)
            total += Weight(i);
        meanWeight = total > 0 ? total / squares.Length : 1;
        l1 = settings.Norm switch { PenaltyNorm.L1 => settings.Penalty, PenaltyNorm.ElasticNet => settings.Penalty * settings.L1Ratio, _ => 0 };
        l2 = settings.Norm switch { PenaltyNorm.L2 => settings.Penalty, PenaltyNorm.ElasticNet => settings.Penalty * (1 - settings.L1Ratio), _ => 0 };
        curvature = data.Y is NumberTarget ? 1 : state.Scores == 1 ? 0.25 : 0.5;
    }

    /// <summary>One pass over all rows in a random order; returns the mean loss met on the way, over all ranks.</summary>
    public double Run(int epoch)
    {
        int d = rows.Columns, n = rows.Rows, scores = state.Scores;
        double[] w = state.Weights, sum = new double[w.Length], slopes = new double[scores];
        int[] order = context.Key.Child("order").Child(context.Ranks.Rank).Child((int)(state.Seen % int.MaxValue)).Child(epoch).Open().Permutation(n);
        double loss = 0, since = 0;
        int blocks = 0;
        for (int k = 0; k < n; k++)
        {
            int i = order[k];
            if (k + Ahead < n)
                Call(order[k + Ahead]);
            double weight = Weight(i) / meanWeight, rate = Rate();
            marginWeights[pending] = weight;
            loss += weight * Slopes(i, slopes);
            pending++;
            double step = rate * weight / (1 + (rate * weight * curvature * squares[i]));
            for (int s = 0; s < scores; s++)
            {
                rows.AddScaled(i, -step * slopes[s], w.AsSpan(s * d, d));
                if (settings.FitIntercept)
                    w[(scores * d) + s] -= step * slopes[s];
            }
            since += rate;
            state.Seen++;
            if ((k + 1) % Block != 0 && k + 1 < n)
                continue;
            loss += PendingLosses();
            Shrink(w.AsSpan(0, scores * d), since);
            Kernels.Axpy(1, w, sum);
            blocks++;
            since = 0;
        }
        for (int j = 0; j < w.Length; j++)
            state.Final[j] = settings.Averaging ? sum[j] / blocks : w[j];
        return Agreed(loss, n);
    }

    /// <summary>Makes the adaptive schedule's steps shorter; false where they are too short already.</summary>
    public bool Shorten()
    {
        share /= 5;
        return share > Shortest;
    }

    private double Rate() => settings.LearningRate * settings.Schedule switch
    {
        LearningRateSchedule.InverseScaling when settings.Power == 0.5 => 1 / Math.Sqrt(1 + (state.Seen / Pace)),
        LearningRateSchedule.InverseScaling => Elementary.Pow(1 + (state.Seen / Pace), -settings.Power),
        LearningRateSchedule.Adaptive => share,
        _ => 1,
    };

    private double Weight(int i) => (data.Weights?[i] ?? 1) * (codes.Length > 0 ? state.Factors[codes[i]] : 1);

    private void Call(int row)
    {
        rows.Call(row);
        Kernels.Prefetch<double>(squares.AsSpan(row, 1));
        if (codes.Length > 0)
            Kernels.Prefetch<int>(codes.AsSpan(row, 1));
    }

    // The row's loss, and its derivative by each score.
    private double Slopes(int i, double[] slopes)
    {
        int d = rows.Columns;
        for (int s = 0; s < slopes.Length; s++)
            slopes[s] = rows.Dot(i, state.Weights.AsSpan(s * d, d)) + state.Weights[(slopes.Length * d) + s];
        if (data.Y is NumberTarget numbers)
            return NumberSlopes(numbers.Values.Row(i), data.Offsets?[i] ?? 0, slopes);
        int code = codes[i];
        if (slopes.Length == 1)
        {
            double score = slopes[0] + (data.Offsets?[i] ?? 0);
            slopes[0] = Elementary.Sigmoid(score) - code;
            margins[pending] = code == 1 ? -score : score;
            return 0;                                          // the losses of two classes are computed block by block
        }
        double loss = Elementary.LogSumExp(slopes) - slopes[code];
        Kernels.Softmax(slopes);
        slopes[code] -= 1;
        return loss;
    }

    // ln(1 + e^m) of the block's rows for two classes.
    private double PendingLosses()
    {
        int count = pending;
        pending = 0;
        if (codes.Length == 0 || state.Scores > 1)
            return 0;
        Span<double> losses = margins.AsSpan(0, count);
        Kernels.Softplus(losses, losses);
        return Kernels.Dot(losses, marginWeights.AsSpan(0, count));
    }

    private double NumberSlopes(ReadOnlySpan<double> y, double offset, double[] slopes)
    {
        double loss = 0, most = settings.Loss == GradientLoss.Huber ? settings.HuberThreshold : double.PositiveInfinity;
        for (int s = 0; s < slopes.Length; s++)
        {
            double error = slopes[s] - ((y[s] - offset - state.Centres[s]) / state.Scales[s]);
            double capped = Math.Clamp(error, -most, most);
            loss += capped * (error - (0.5 * capped));
            slopes[s] = capped;
        }
        return loss;
    }

    // The proximal step of the penalty for the rows since the last one.
    private void Shrink(Span<double> w, double length)
    {
        if (l2 > 0)
            Kernels.Scale(1 / (1 + (length * l2)), w);
        for (int j = 0; l1 > 0 && j < w.Length; j++)
            w[j] = QuadraticLasso.SoftThreshold(w[j], length * l1);
    }

    // Averages the ranks' weights by their rows; the mean loss of all.
    private double Agreed(double loss, int n)
    {
        int length = state.Weights.Length;
        double[] joint = [.. state.Weights, .. state.Final, loss, n];
        for (int j = 0; j < 2 * length; j++)
            joint[j] *= context.Ranks.Size == 1 ? 1 : n;
        context.Ranks.AllReduce(joint);
        double total = context.Ranks.Size == 1 ? 1 : joint[^1];
        for (int j = 0; j < length; j++)
        {
            state.Weights[j] = joint[j] / total;
            state.Final[j] = joint[length + j] / total;
        }
        state.Seen += (long)(joint[^1] / context.Ranks.Size) - n;   // the ranks go on from one place on the schedule
        double mean = joint[^2] / joint[^1];
        return double.IsFinite(mean) && Array.TrueForAll(state.Final, double.IsFinite)
            ? mean
            : throw new ArgumentException("The steps diverge: the weights grew beyond the range of a double. Scale the columns, or lower LearningRate.", nameof(loss));
    }
}
