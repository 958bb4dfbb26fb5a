using Hone.Data;

namespace Hone.Tests.Data.Generators;

public class GeneratorTests
{
    [Fact]
    public void A_seed_fixes_the_table_and_another_changes_it()
    {
        foreach (ITableGenerator generator in TableGenerators.All)
        {
            ITableGenerator small = generator.WithRows(60);
            Assert.Equal(small.Make(3).ToCsv(), small.Make(3).ToCsv());
            Assert.NotEqual(small.Make(3).ToCsv(), small.Make(4).ToCsv());
            Frame table = small.Make(3);
            Assert.Equal(60, table.RowCount);
            Assert.True(table.Has(generator.Target));
            Assert.Equal(generator.Target, table.Columns[^1].Name);
            Assert.Same(generator, TableGenerators.Named(generator.Name));
        }
        Assert.Contains("Did you mean 'churn'?", Assert.Throws<ArgumentException>(() => TableGenerators.Named("chrun")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_table_begins_with_the_rows_of_a_shorter_one()
    {
        foreach (ITableGenerator generator in TableGenerators.All.Where(g => g is not Fraud))   // fraud sorts its rows by time
            Assert.Equal(generator.WithRows(50).Make(1).ToCsv(), generator.WithRows(80).Make(1).Head(50).ToCsv());
    }

    [Fact]
    public void Every_table_reads_back_from_csv_with_the_same_values_and_kinds()
    {
        foreach (ITableGenerator generator in TableGenerators.All)
        {
            Frame table = generator.WithRows(2000).Make(2), back = Frame.ParseCsv(table.ToCsv());
            foreach (Column column in table.Columns)
            {
                Assert.Equal((column.Name, column.Kind), (column.Name, back[column.Name].Kind));
                Assert.Equal<IEnumerable<string?>>(table.Texts(column.Name), back.Texts(column.Name));
            }
        }
    }

    [Fact]
    public void Churn_has_the_share_the_gaps_and_the_best_auc_that_its_page_states()
    {
        Frame table = new Churn { Rows = 60_000 }.Make(5, out double[] probabilities);
        bool[] churned = [.. table.Flags("churned").Select(f => f!.Value)];
        Assert.InRange(churned.Average(c => c ? 1.0 : 0.0), 0.24, 0.28);
        Assert.InRange(Auc(probabilities, churned), 0.825, 0.84);
        Assert.InRange(table["satisfaction"].MissingCount / 60_000.0, 0.30, 0.36);
        Assert.InRange(table["use_change_percent"].MissingCount / 60_000.0, 0.025, 0.035);
        // The probabilities are calibrated: among rows of some 70%, 70% churn.
        Assert.InRange(churned.Where((_, i) => probabilities[i] is > 0.65 and < 0.75).Average(c => c ? 1.0 : 0.0), 0.66, 0.74);
    }

    [Fact]
    public void Fraud_is_rare_and_shows()
    {
        Frame table = new Fraud { Rows = 40_000 }.Make(6);
        bool[] fraud = [.. table.Flags("fraud").Select(f => f!.Value)];
        Assert.InRange(fraud.Average(f => f ? 1.0 : 0.0), 0.010, 0.014);
        Assert.InRange(Auc(table.Numbers("amount"), fraud), 0.74, 0.86);
        Assert.InRange(Auc([.. table.Numbers("minutes_since_last").Select(m => -m)], fraud), 0.80, 0.92);
        Assert.Equal(table.Times("time").Order(), table.Times("time"));
        Assert.InRange(new Fraud { Rows = 4000, Share = 0.5 }.Make(1).Flags("fraud").Average(f => f!.Value ? 1.0 : 0.0), 0.47, 0.53);
    }

    [Fact]
    public void Arrival_times_leave_the_noise_that_their_page_states()
    {
        Frame table = new ArrivalTimes { Rows = 40_000 }.Make(7, out double[] expected);
        double[] minutes = table.Numbers("minutes");
        double mean = minutes.Average();
        double left = minutes.Zip(expected, (m, e) => (m - e) * (m - e)).Average(), whole = minutes.Average(m => (m - mean) * (m - mean));
        Assert.InRange(1 - (left / whole), 0.905, 0.925);
        Assert.InRange(minutes.Zip(expected, (m, e) => (m / e) - 1).Average(), -0.005, 0.005);
        Assert.InRange(table["orders_waiting"].MissingCount / 40_000.0, 0.055, 0.065);
    }

    [Fact]
    public void Friedman_without_noise_is_his_formula()
    {
        Frame table = new Friedman { Noise = 0, Rows = 4000 }.Make(1);
        double[] y = table.Numbers("y");
        for (int i = 0; i < 4000; i += 97)
        {
            double X(int j) => table.Numbers($"x{j}")[i];
            Near.Equal((10 * Math.Sin(Math.PI * X(1) * X(2))) + (20 * (X(3) - 0.5) * (X(3) - 0.5)) + (10 * X(4)) + (5 * X(5)), y[i], relative: 1e-12);
        }
        Assert.InRange(table.Describe()["y"].Std, 4.7, 5.05);
    }

    [Fact]
    public void Blobs_and_moons_lie_where_their_formulas_say()
    {
        Frame blobs = new Blobs { Spread = 0, Centres = 4, Radius = 2, Rows = 40 }.Make(1);
        Assert.All(Enumerable.Range(0, 40), i => Near.Equal(4, Math.Pow(blobs.Numbers("x")[i], 2) + Math.Pow(blobs.Numbers("y")[i], 2), relative: 1e-12));
        Assert.Equal(10, blobs.CountValues("blob").Wholes("count")[0]);
        Frame moons = new Moons { Noise = 0, Rows = 50 }.Make(1);
        for (int i = 0; i < 50; i++)
        {
            (double x, double y) = (moons.Numbers("x")[i], moons.Numbers("y")[i]);
            if (moons.Texts("moon")[i] == "lower")
                (x, y) = (1 - x, 0.5 - y);
            Near.Equal(1, (x * x) + (y * y), relative: 1e-12);
        }
        Assert.NotEqual(moons.ToCsv(), new Moons { Rows = 50 }.Make(1).ToCsv());
        Assert.NotEqual(blobs.ToCsv(), new Blobs { Spread = 0, Centres = 4, Rows = 40 }.Make(1).ToCsv());
    }

    // Share of pairs, one of each class, in which the positive one has the higher score.
    private static double Auc(double[] scores, bool[] positive)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i])];
        double ranks = 0, positives = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            if (positive[order[rank]])
            {
                ranks += rank + 1;
                positives++;
            }
        }
        return (ranks - (positives * (positives + 1) / 2)) / (positives * (scores.Length - positives));
    }
}
