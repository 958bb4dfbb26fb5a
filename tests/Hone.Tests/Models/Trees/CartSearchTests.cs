using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

public sealed class CartSearchTests
{
    [Theory]
    [InlineData(SplitCriterion.Gini, 2)]
    [InlineData(SplitCriterion.Entropy, 2)]
    [InlineData(SplitCriterion.Gini, 3)]
    [InlineData(SplitCriterion.Entropy, 3)]
    [InlineData(SplitCriterion.Squared, 0)]
    public void Every_way_to_search_gives_the_same_tree(SplitCriterion criterion, int classes)
    {
        // So few values that bins and exact ranks say the same; gaps, a category and whole weights among them.
        TrainingData data = Coarse(TreeTables.Mixed(700, classes: Math.Max(2, classes)));
        double[] weights = [.. Enumerable.Range(0, 700).Select(i => (double)(1 + (i % 3)))];
        RandomStream noise = RandomKey.FromSeed(4).Open();
        data = classes == 0
            ? data with { Weights = weights, Y = new NumberTarget([.. Enumerable.Range(0, 700).Select(i => ((ClassTarget)data.Y).Codes[i] + noise.Normal())]) }
            : data with { Weights = weights };
        CartProblem problem = new(data, criterion, ClassWeights.Uniform, default, "test");
        BinnedCodes bins = new(data.X.Binned());
        RankedCodes ranks = new(data.X, default), used = new(data.X, default);
        foreach (CartSettings settings in (CartSettings[])[new(null, null, 1, 0, 4, Splitter.Best), new(9, null, 6, 0.001, 4, Splitter.Best), new(null, 20, 2, 0, 4, Splitter.Best)])
        {
            List<CartSearch> searches = [new GeneralSearch(ranks, problem, settings), new GeneralSearch(bins, problem, settings), new PresortedSearch(ranks, problem, settings, null)];
            if (problem.Pair is null)
                searches.Add(new BinnedClassSearch(bins, problem, settings));
            else
                searches.Add(new HistogramSearch<PairSums>(bins, problem, settings));
            if (classes == 2)
                searches.Add(new HistogramSearch<PackedCounts>(bins, problem, settings));
            double[][] impurities = [.. searches.Select(search => Grown(search, problem, settings))];
            foreach (double[] other in impurities[1..])
                Near.Equal(impurities[0], other, absolute: 1e-9);
        }
        Assert.Equal(Grown(new PresortedSearch(ranks, problem, Plain, null), problem, Plain), Grown(new PresortedSearch(used, problem, Plain, new FitContext(Workers: 2)), problem, Plain));
    }

    [Fact]
    public void Cuts_are_scored_alike_one_by_one_and_side_by_side()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        for (int length = 0; length <= 41; length++)
        {
            double[] weights = new double[length], sums = new double[length], counts = new double[length], scores = new double[length];
            for (int i = 0; i < length; i++)
                (weights[i], sums[i], counts[i]) = (random.Uniform(0, 50), random.Normal(), random.Below(50));
            foreach (bool entropy in (bool[])[false, true])
            {
                for (int i = 0; i < length && entropy; i++)
                    sums[i] = weights[i] * random.Uniform();
                PairScores cuts = new(50, 20, 50, 3, entropy);
                double[] single = [.. Enumerable.Range(0, length).Select(i => cuts.Of(weights[i], sums[i], counts[i]))];
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                {
                    double best = cuts.Fill(path, weights, sums, counts, scores);
                    Assert.Equal(single, scores);
                    Assert.Equal(single.Append(PairScores.Refused).Max(), best);
                }
            }
        }
    }

    [Fact]
    public void The_score_is_the_fall_of_the_squares()
    {
        double[] y = [3, 1, 4, 1, 5, 9, 2, 6];
        double Squares(IEnumerable<double> values) => values.Sum(v => (v - values.Average()) * (v - values.Average()));
        PairScores cuts = new(8, y.Sum(), 8, 1, false);
        for (int left = 1; left < 8; left++)
            Near.Equal(Squares(y) - Squares(y[..left]) - Squares(y[left..]), cuts.Decrease(cuts.Of(left, y[..left].Sum(), left), 1), relative: 1e-12);
    }

    [Fact]
    public void Packed_counts_hold_what_sums_of_doubles_hold()
    {
        RandomStream random = RandomKey.FromSeed(2).Open();
        for (int length = 1; length <= 35; length++)
        {
            PackedCounts[] packed = new PackedCounts[length];
            PairSums[] wide = new PairSums[length];
            for (int i = 0; i < length; i++)
            {
                (double weight, double value) = (random.Below(2000), random.Below(2));
                (packed[i], wide[i]) = (PackedCounts.Of(weight, value) + (i > 0 ? packed[i - 1] : default), PairSums.Of(weight, value) + (i > 0 ? wide[i - 1] : default));
            }
            double[][] a = [new double[length], new double[length], new double[length]], b = [new double[length], new double[length], new double[length]];
            PackedCounts.Unpack(packed, a[0], a[1], a[2]);
            PairSums.Unpack(wide, b[0], b[1], b[2]);
            for (int k = 0; k < 3; k++)
                Assert.Equal(a[k], b[k]);
            Assert.Equal((a[0][^1], a[1][^1]), (packed[^1].Weight, packed[^1].Sum));
        }
    }

    [Fact]
    public void A_partition_keeps_the_order_of_both_sides()
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        int[] spare = [];
        for (int length = 0; length < 70; length++)
        {
            int[] items = random.Permutation(length);
            byte[] flags = [.. items.Select(_ => (byte)random.Below(2))];
            int[] wanted = [.. items.Where((_, i) => flags[i] == 1), .. items.Where((_, i) => flags[i] == 0)];
            Assert.Equal(flags.Count(f => f == 1), StablePartition.Run(items.AsSpan(), ref spare, flags));
            Assert.Equal(wanted, items);
        }
    }

    [Theory]
    [InlineData(false, 2, false)]
    [InlineData(true, 2, false)]
    [InlineData(false, 3, false)]
    [InlineData(true, 3, true)]
    [InlineData(false, 0, false)]
    [InlineData(true, 0, true)]
    [InlineData(false, 2, true)]
    public void Leaves_of_random_trees_hold_the_rows_that_reach_them(bool floats, int classes, bool weighted)
    {
        // Enough rows that small subtrees grow from copies; gaps on both sides; values that fit floats and values that do not.
        TrainingData data = TreeTables.Mixed(3000, classes: Math.Max(2, classes));
        Matrix x = data.X.ToDense().Copy();
        for (int i = 0; i < x.Rows && floats; i++)
            (x[i, 0], x[i, 1]) = ((float)x[i, 0], (float)x[i, 1]);
        bool category = classes == 3;                          // with categories nothing is copied
        Features features = category ? new Features(x, data.X.Columns) : new Features(x);
        double[] y = [.. Enumerable.Range(0, 3000).Select(i => ((ClassTarget)data.Y).Codes[i] + (x[i, 1] / 3))];
        data = new TrainingData(features, classes == 0 ? new NumberTarget(y) : data.Y) { Weights = weighted ? [.. Enumerable.Range(0, 3000).Select(i => 0.5 + (i % 4))] : null };
        ForestModel forest = new ExtraTrees { Trees = 3, MinLeafRows = 2 }.Fit(data, new FitContext(7));
        for (int t = 0; t < 3; t++)
        {
            double[] cover = new double[forest.Trees.NodeCount], sums = new double[forest.Trees.NodeCount];
            int[] rows = new int[forest.Trees.NodeCount];
            for (int i = 0; i < 3000; i++)
            {
                int leaf = forest.Trees.LeafOf(t, x.Row(i));
                double weight = data.Weights?[i] ?? 1;
                cover[leaf] += weight;
                sums[leaf] += weight * (classes == 0 ? y[i] : ((ClassTarget)data.Y).Codes[i] == 0 ? 1 : 0);
                rows[leaf]++;
            }
            for (int node = forest.Trees.Root(t); node < (t < 2 ? forest.Trees.Root(t + 1) : forest.Trees.NodeCount); node++)
            {
                if (!forest.Trees.IsLeaf(node))
                    continue;
                Near.Equal(forest.Trees.Cover(node), cover[node], relative: 1e-12);
                Near.Equal(forest.Trees.LeafValues(node)[0], sums[node] / cover[node], absolute: 1e-9);
                Assert.True(rows[node] >= 2);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(0)]
    public void A_large_tree_has_the_same_bits_for_any_number_of_workers(int classes)
    {
        TrainingData data = TreeTables.Mixed(20_000, classes: Math.Max(2, classes));
        if (classes == 0)
            data = data with { Y = new NumberTarget([.. Enumerable.Range(0, data.X.RowCount).Select(i => ((ClassTarget)data.Y).Codes[i] + Math.Sin(i))]) };
        DecisionTree learner = new() { MinLeafRows = 3 };
        DecisionTreeModel one = learner.Fit(data, new FitContext(1, Workers: 1));
        foreach (int workers in (int[])[2, 4, 8])
        {
            DecisionTreeModel other = learner.Fit(data, new FitContext(1, Workers: workers));
            Assert.Equal(one.Impurities, other.Impurities);
            Assert.Equal(one.ToText(), other.ToText());
        }
    }

    [Fact]
    public void Values_far_apart_are_cut_without_overflow()
    {
        Matrix x = new(6, 1, [double.MinValue, -1, 0, 1, double.MaxValue, double.PositiveInfinity]);
        foreach (ILearner<IModel> learner in (ILearner<IModel>[])[new DecisionTree(), new ExtraTrees { Trees = 20, ColumnShare = 1 }, new RandomForest { Trees = 1, Bootstrap = false }])
        {
            double[] y = [1e150, 2, 3, 4, -1e150, 5];
            double[] found = learner.FitRegressor(TreeTables.Numbers(x, y)).Predict(x);
            Assert.All(found, value => Assert.True(double.IsFinite(value)));
        }
    }

    private static CartSettings Plain => new(null, null, 1, 0, 4, Splitter.Best);

    private static double[] Grown(CartSearch search, CartProblem problem, CartSettings settings)
    {
        search.Reset(problem.Weights);
        return new CartGrower(search, problem, settings, impurities: true).Grow(default(RandomKey).Open()).Impurities();
    }

    private static TrainingData Coarse(TrainingData data)
    {
        Matrix coarse = data.X.ToDense().Copy();
        for (int i = 0; i < coarse.Rows; i++)
            (coarse[i, 0], coarse[i, 1]) = (Math.Round(coarse[i, 0] * 20), Math.Round(coarse[i, 1] * 20));
        return new TrainingData(new Features(coarse, data.X.Columns), data.Y);
    }
}
