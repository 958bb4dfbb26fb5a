using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

public sealed class SplitFinderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(200)]
    [InlineData(254)]
    public void Cuts_scored_eight_at_a_time_are_those_scored_one_by_one(int values)
    {
        RandomStream random = RandomKey.FromSeed((ulong)values).Open();
        const int n = 2_000;
        Matrix x = new(n, 2);
        double[] y = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i, 0] = random.Uniform() < 0.1 ? double.NaN : random.Below(values + 1);
            x[i, 1] = random.Below(values + 1);
            y[i] = random.Below(4);
        }
        BinnedFeatures bins = new Features(x).Binned();
        BoostingRows rows = new([y], [], 1, n, null, null);
        GradientPairs pairs = new(n);
        pairs.Fill(new SquaredLoss(rows), 0, n, n, null, default);
        long[] histogram = new long[2 * bins.Starts[^1]];
        long gradient = 0, hessian = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                histogram[2 * (bins.Starts[j] + bins.Column(j)[i])] += pairs.Values[2 * i];
                histogram[(2 * (bins.Starts[j] + bins.Column(j)[i])) + 1] += pairs.Values[(2 * i) + 1];
            }
            gradient += pairs.Values[2 * i];
            hessian += pairs.Values[(2 * i) + 1];
        }
        NodeSums node = new(gradient, hessian, double.NegativeInfinity, double.PositiveInfinity);
        foreach ((GradientBoosting settings, VectorPath path) in from settings in (GradientBoosting[])[new(), new() { MinLeafRows = 300 }, new() { MinLeafHessian = 500 }, new() { L2Penalty = 0 }, new() { MinSplitGain = 1e9 }] from path in Enum.GetValues<VectorPath>() select (settings, path))
        {
            for (int j = 0; j < 2; j++)
            {
                BinSplit eight = new SplitFinder(bins, settings, pairs, null) { Path = path }.Find(j, histogram, node);
                BinSplit one = new SplitFinder(bins, settings, pairs, null) { Path = VectorPath.Scalar }.Find(j, histogram, node);
                Assert.Equal(one.Column, eight.Column);
                if (one.Column < 0)
                    continue;
                Assert.Equal((one.Gain, one.LastBin, one.MissingLeft, one.LeftGradient, one.LeftHessian), (eight.Gain, eight.LastBin, eight.MissingLeft, eight.LeftGradient, eight.LeftHessian));
            }
        }
    }
}
