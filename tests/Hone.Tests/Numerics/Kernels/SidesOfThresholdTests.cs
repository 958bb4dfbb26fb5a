using System.Numerics;
using Hone.Numerics;
using K = Hone.Numerics.Kernels;

namespace Hone.Tests.Numerics;

/// <summary>Ends of values and sums left of a threshold: every path agrees with plain loops over doubles and floats, with gaps and infinities, from every start and at every length.</summary>
public sealed class SidesOfThresholdTests
{
    private static readonly VectorPath[] Paths = Enum.GetValues<VectorPath>();

    // Twice the sixteen lanes plus one, and more.
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 34), 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Doubles_are_told_apart_as_by_plain_loops(int length) => Check<double>(length);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Floats_are_told_apart_as_by_plain_loops(int length) => Check<float>(length);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_of_floats_are_the_sums_of_doubles(int length)
    {
        float[] x = [.. Samples.Vector(length + 1, 1).Select(v => (float)v)];
        for (int special = 0; special < 2 && length > 0; special++, x[length] = float.NaN)
        {
            double expected = K.Sum([.. x.Skip(1).Select(v => (double)v)]);
            foreach (VectorPath path in Paths)
                Assert.Equal(expected, K.Sum(path, x.AsSpan(1)));
        }
    }

    private static void Check<N>(int length)
        where N : unmanaged, IBinaryFloatingPointIeee754<N>
    {
        for (int kind = 0; kind < 6; kind++)
        {
            int start = (length + kind) % 8;
            N[] values = [.. Samples.Vector(start + length + K.FloatLanes, length + kind).Select(v => N.CreateTruncating(Math.Round(4 * v)))];
            values.AsSpan(start + length).Fill(N.NaN);         // of no account
            double[] weights = Samples.Vector(values.Length, 3), weighted = Samples.Vector(values.Length, 4);
            float[] flags = [.. weights.Select(w => w > 0 ? 1f : 0f)];
            if (length > 0 && kind is 1 or 2 or 3)
                values[start + (length / 2)] = kind == 1 ? N.NaN : kind == 2 ? N.PositiveInfinity : N.NegativeInfinity;
            if (kind == 4)
                values.AsSpan(start, length).Fill(N.NaN);
            N[] inside = values[start..(start + length)], present = [.. inside.Where(v => !N.IsNaN(v))];
            (N, N, bool) ends = (present.Append(N.PositiveInfinity).Min(), present.Append(N.NegativeInfinity).Max(), present.Length < length);
            ReadOnlySpan<N> padded = values.AsSpan(start);
            foreach (VectorPath path in Paths)
            {
                Assert.Equal(ends, K.Ends(path, padded, length));
                foreach (N limit in (N[])[N.Zero, N.One, N.PositiveInfinity, N.NegativeInfinity])
                {
                    foreach (bool missingLeft in (bool[])[false, true])
                    {
                        bool Left(int i) => inside[i] <= limit || (missingLeft && N.IsNaN(inside[i]));
                        int[] left = [.. Enumerable.Range(0, length).Where(Left)];
                        (double Rows, double Flagged) counted = K.CountLeft(path, padded, flags.AsSpan(start), length, limit, missingLeft);
                        Assert.Equal((left.Length, left.Count(i => flags[start + i] == 1)), counted);
                        (double Rows, double Weight, double Sum) sums = K.SumLeft(path, padded, weights.AsSpan(start), weighted.AsSpan(start), length, limit, missingLeft);
                        Assert.Equal((left.Length, InLanes(i => weights[start + i]), InLanes(i => weighted[start + i])), sums);

                        double InLanes(Func<int, double> value)
                        {
                            double[] l = new double[8];
                            foreach (int i in left)
                                l[i % 8] += value(i);
                            return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
                        }
                    }
                }
            }
        }
    }
}
