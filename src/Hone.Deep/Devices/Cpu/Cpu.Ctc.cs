using Hone.Numerics;

namespace Hone.Deep;

// The labels with a blank before, between and after them are the states of a chain: from one time to the next it stays, goes on by one, or skips a blank between different labels.
// Everything is a logarithm in double precision, so that long sequences do not underflow.
internal sealed unsafe partial class Cpu
{
    public override void Ctc(Tensor logs, long[][] labels, int[] times, int blank, Tensor to) => RunCtc(null, logs, labels, times, blank, to);

    public override void CtcBack(Tensor g, Tensor logs, long[][] labels, int[] times, int blank, Tensor to) => RunCtc(g, logs, labels, times, blank, to);

    private static void RunCtc(Tensor? g, Tensor logs, long[][] labels, int[] times, int blank, Tensor to)
    {
        if (logs.Type == DType.Float32)
            RunCtc<float>(g, logs, labels, times, blank, to);
        else
            RunCtc<double>(g, logs, labels, times, blank, to);
    }

    private static void RunCtc<T>(Tensor? g, Tensor logs, long[][] labels, int[] times, int blank, Tensor to)
        where T : unmanaged
    {
        int sequences = logs.Shape[1], symbols = logs.Shape[2], step = g is null || sequences == 1 ? 1 : g.Strides[0];
        T* from = logs.Pointer<T>(), into = to.Pointer<T>(), gradient = g is null ? null : g.Pointer<T>();
        if (g is not null)
            new Span<T>(into, to.Count).Clear();
        WorkerPool.For(sequences, null, sequence =>
        {
            CtcChain<T> chain = new(from + ((long)sequence * symbols), (long)sequences * symbols, labels[sequence], times[sequence], blank);
            if (gradient == null)
                Put(into + sequence, -chain.Forward());
            else
                chain.Backward(Get(gradient + ((long)sequence * step)), into + ((long)sequence * symbols));
        });
        GC.KeepAlive(g);
        GC.KeepAlive(logs);
        GC.KeepAlive(to);
    }

    /// <summary>One sequence.</summary>
    /// <param name="logs">The first symbol at the first time.</param>
    /// <param name="stride">From one time to the next.</param>
    /// <param name="labels">Without blanks.</param>
    /// <param name="times">How many.</param>
    /// <param name="blank">The symbol for none.</param>
    private readonly struct CtcChain<T>(T* logs, long stride, long[] labels, int times, int blank)
        where T : unmanaged
    {
        private int States => (2 * labels.Length) + 1;

        /// <summary>ln of the probability of the labels.</summary>
        public double Forward() => times == 0 ? (labels.Length == 0 ? 0 : double.NegativeInfinity) : End(Ahead(keep: false), (times - 1) & 1);

        /// <summary>Adds −g times the share of each state at each time to its symbol.</summary>
        public void Backward(double g, T* to)
        {
            if (times == 0)
                return;
            int states = States;
            double[] ahead = Ahead(keep: true);
            double total = End(ahead, times - 1);
            if (double.IsNegativeInfinity(total))
                return;

            // What is still to come after a state at a time, its own symbol left out.
            double[] later = new double[states], next = new double[states];
            Array.Fill(later, double.NegativeInfinity);
            later[states - 1] = 0;
            if (states > 1)
                later[states - 2] = 0;
            for (int time = times - 1; ; time--)
            {
                for (int state = 0; state < states; state++)
                {
                    double share = ahead[(time * states) + state] + later[state] - total;
                    if (share > double.NegativeInfinity)
                    {
                        T* at = to + (time * stride) + Symbol(state);
                        Put(at, Get(at) - (g * Elementary.Exp(share)));
                    }
                }
                if (time == 0)
                    return;
                for (int state = 0; state < states; state++)
                {
                    double stay = later[state] + Log(time, state), on = state + 1 < states ? later[state + 1] + Log(time, state + 1) : double.NegativeInfinity;
                    double skip = state + 2 < states && CanSkipTo(state + 2) ? later[state + 2] + Log(time, state + 2) : double.NegativeInfinity;
                    next[state] = Sum(stay, on, skip);
                }
                (later, next) = (next, later);
            }
        }

        // ln of the probability to be in each state after each time; all times, or the last two in turns.
        private double[] Ahead(bool keep)
        {
            int states = States;
            double[] ahead = new double[(keep ? times : 2) * states];
            Array.Fill(ahead, double.NegativeInfinity);
            ahead[0] = Log(0, 0);
            if (states > 1)
                ahead[1] = Log(0, 1);
            for (int time = 1; time < times; time++)
            {
                Span<double> before = ahead.AsSpan((keep ? time - 1 : (time - 1) & 1) * states, states), now = ahead.AsSpan((keep ? time : time & 1) * states, states);
                for (int state = 0; state < states; state++)
                {
                    double on = state > 0 ? before[state - 1] : double.NegativeInfinity, skip = CanSkipTo(state) ? before[state - 2] : double.NegativeInfinity;
                    now[state] = Sum(before[state], on, skip) + Log(time, state);
                }
            }
            return ahead;
        }

        private double End(double[] ahead, int row)
        {
            int last = ((row + 1) * States) - 1;
            return Sum(ahead[last], States > 1 ? ahead[last - 1] : double.NegativeInfinity, double.NegativeInfinity);
        }

        private long Symbol(int state) => (state & 1) == 0 ? blank : labels[state / 2];

        private double Log(int time, int state) => Get(logs + (time * stride) + Symbol(state));

        private bool CanSkipTo(int state) => state > 1 && (state & 1) == 1 && labels[state / 2] != labels[(state / 2) - 1];

        private static double Sum(double a, double b, double c)
        {
            double most = Math.Max(a, Math.Max(b, c));
            return double.IsInfinity(most) || double.IsNaN(most) ? most : most + Elementary.Log(Elementary.Exp(a - most) + Elementary.Exp(b - most) + Elementary.Exp(c - most));
        }
    }
}
