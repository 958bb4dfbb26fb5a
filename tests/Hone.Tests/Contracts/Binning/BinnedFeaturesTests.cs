using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Contracts.Binning;

public sealed class BinnedFeaturesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(63, 3)]
    [InlineData(130, 9)]
    [InlineData(5_000, 40)]
    public void Every_value_is_in_the_bin_of_its_column_in_both_layouts(int rows, int columns)
    {
        Features x = Mixed(rows, columns);
        foreach (int bins in (int[])[2, 16, 255])
        {
            BinnedFeatures binned = x.Binned(bins);
            double[] row = new double[columns];
            for (int i = 0; i < rows; i++)
            {
                x.CopyRow(i, row);
                for (int j = 0; j < columns; j++)
                {
                    Assert.Equal(binned.Columns[j].BinOf(row[j]), binned.Row(i)[j]);
                    Assert.Equal(binned.Row(i)[j], binned.Column(j)[i]);
                }
            }
        }
    }

    [Fact]
    public void A_bin_holds_what_lies_between_its_edges()
    {
        Features x = Mixed(3_000, 4);
        BinnedFeatures binned = x.Binned(20);
        for (int i = 0; i < 3_000; i++)
        {
            double value = x.Row(i, [])[1];
            int bin = binned.Column(1)[i];
            BinnedColumn column = binned.Columns[1];
            if (double.IsNaN(value))
                Assert.Equal(column.Missing, bin);
            else
                Assert.True((bin == 0 || column.Edges[bin - 1] < value) && (bin == column.Edges.Count || value <= column.Edges[bin]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Workers_do_not_change_a_bin(int workers)
    {
        BinnedFeatures one = Mixed(9_000, 7).Binned(255, 1), many = Mixed(9_000, 7).Binned(255, workers);
        for (int j = 0; j < 7; j++)
        {
            Assert.Equal(one.Columns[j].Edges, many.Columns[j].Edges);
            Assert.True(one.Column(j).SequenceEqual(many.Column(j)));
        }
    }

    [Fact]
    public void A_view_of_columns_and_sparse_values_have_the_bins_of_a_copy()
    {
        Matrix wide = new(700, 9);
        RandomStream random = RandomKey.FromSeed(4).Open();
        foreach (ref double value in wide.AsSpan())
            value = random.Uniform() < 0.5 ? 0 : random.Normal();
        Matrix view = wide.ColumnRange(2, 5), copy = view.TakeRows([.. Enumerable.Range(0, 700)]);
        BinnedFeatures expected = new Features(copy).Binned();
        foreach (Features x in (Features[])[new(view), new(SparseMatrix.FromDense(copy))])
        {
            for (int j = 0; j < 5; j++)
                Assert.True(expected.Column(j).SequenceEqual(x.Binned().Column(j)));
        }
    }

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(9_000, 7, 1)]
    [InlineData(9_000, 7, 2)]
    [InlineData(9_000, 7, 4)]
    [InlineData(9_000, 7, 8)]
    [InlineData(300, 70, 2)]
    public void Rows_that_share_bins_have_those_of_all_rows(int rows, int columns, int workers)
    {
        Features all = Mixed(rows, columns);
        RandomStream random = RandomKey.FromSeed(3).Open();
        int[] some = [.. Enumerable.Range(0, (rows + 1) / 2).Select(_ => random.Below(rows))];
        Features taken = all.TakeRowsSharingBins(some);
        (int[] asked, some) = (some, [.. some]);
        Array.Clear(asked);                                    // what the caller does with the row numbers afterwards changes nothing
        Assert.Equal(all.TakeRows(some).ToDense().AsSpan().ToArray(), taken.ToDense().AsSpan().ToArray());
        foreach (int bins in (int[])[8, 255])
        {
            BinnedFeatures shared = taken.Binned(bins, workers), whole = all.Binned(bins);
            Assert.Same(shared, taken.Binned(bins));
            Assert.Equal(whole.Starts, shared.Starts);
            Assert.Equal((some.Length, columns), (shared.RowCount, shared.ColumnCount));
            for (int i = 0; i < some.Length; i++)
            {
                Assert.True(whole.Row(some[i]).SequenceEqual(shared.Row(i)));
                for (int j = 0; j < columns; j++)
                {
                    if (shared.Column(j)[i] != whole.Column(j)[some[i]])
                        Assert.Fail($"Row {i} of column {j} has another bin.");
                }
            }
            for (int j = 0; j < columns; j++)
                Assert.True(whole.Columns[j].IsCategory || ReferenceEquals(whole.Columns[j], shared.Columns[j]));
        }
    }

    [Fact]
    public void A_level_that_no_row_taken_has_counts_as_missing()
    {
        Features all = new(Matrix.From(new double[,] { { 0 }, { 1 }, { 2 }, { double.NaN }, { 1 } }), [new FeatureColumn("c", ["a", "b", "c", "d"])]);
        BinnedFeatures taken = all.TakeRowsSharingBins([4, 3, 0]).Binned();
        Assert.Equal([0, 1, -1, -1], taken.Columns[0].BinOfLevel!);
        Assert.Equal([1, 3, 0], taken.Column(0).ToArray());
        Assert.Equal([0, 1, 2, -1], all.Binned().Columns[0].BinOfLevel!);
    }

    [Fact]
    public void Folds_that_ask_at_the_same_time_share_one_binning()
    {
        Features all = Mixed(2_000, 6);
        Features[] folds = [.. Enumerable.Range(0, 16).Select(f => all.TakeRowsSharingBins([.. Enumerable.Range(0, 2_000).Where(i => i % 16 != f)]))];
        BinnedFeatures[] binned = new BinnedFeatures[folds.Length];
        Parallel.For(0, folds.Length, f => binned[f] = folds[f].Binned());
        for (int f = 0; f < folds.Length; f++)
            Assert.Same(all.Binned().Columns[0], binned[f].Columns[0]);
    }

    // Numbers, every fourth column of few values, every fifth of levels; gaps and infinities.
    private static Features Mixed(int rows, int columns)
    {
        RandomStream random = RandomKey.FromSeed(17).Open();
        Matrix x = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double value = j % 5 == 4 ? random.Below(300) : j % 4 == 3 ? random.Below(9) : random.Normal();
                double odd = random.Uniform();
                x[i, j] = odd < 0.05 ? double.NaN : odd < 0.06 && j % 5 != 4 ? double.NegativeInfinity : odd < 0.07 && j % 5 != 4 ? double.PositiveInfinity : value;
            }
        }
        return new Features(x, [.. Enumerable.Range(0, columns).Select(j => new FeatureColumn($"x{j}", j % 5 == 4 ? [.. Enumerable.Range(0, 300).Select(l => $"l{l}")] : null))]);
    }
}
