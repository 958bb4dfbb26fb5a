using System.Runtime.InteropServices;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>Count, sum, mean and sum of squared deviations of a column's numbers, for every group at once.</summary>
/// <remarks>
/// Sums carry what each addition rounds off (Knuth's two-sum), so that they are right to the last bit or two whatever the order; deviations are taken from the mean in a second pass and
/// corrected by what they sum to. Rows are cut into blocks by the numbers of rows and groups alone, and blocks are combined in order.
/// </remarks>
internal sealed class GroupMoments
{
    private const int MostBlocks = 16, LeastRows = 1 << 14, RowsAGroup = 4, Chunk = 512;

    private readonly Tally[] tallies;
    private readonly Spread[]? spreads;

    private GroupMoments(Tally[] tallies, Spread[]? spreads) => (this.tallies, this.spreads) = (tallies, spreads);

    /// <summary>Number of values.</summary>
    public int Count(int group) => tallies[group].Count;

    /// <summary>Σ v; 0 of none.</summary>
    public double Sum(int group) => tallies[group].Total;

    /// <summary>Σ v / n; NaN of none.</summary>
    public double Mean(int group) => tallies[group].Mean;

    /// <summary>Σ (v − mean)² / (n − 1); NaN for fewer than two values.</summary>
    public double Variance(int group)
    {
        if (tallies[group].Count < 2)
            return double.NaN;
        Spread spread = spreads![group];
        return (spread.Squares - (spread.Drift * spread.Drift / tallies[group].Count)) / (tallies[group].Count - 1);
    }

    /// <summary>The moments of some columns of numbers, whole numbers or flags.</summary>
    /// <param name="columns">The columns, and whether their variance is wanted.</param>
    /// <param name="groups">The groups of the rows.</param>
    public static GroupMoments[] Of(IReadOnlyList<(Column Column, bool Spread)> columns, RowGroups groups)
    {
        int rows = groups.Codes.Length;
        int blocks = Math.Clamp(Math.Min(rows / LeastRows, rows / (RowsAGroup * Math.Max(1, groups.Count))), 1, MostBlocks);
        Tally[][] tallies = new Tally[columns.Count * blocks][];
        WorkerPool.For(tallies.Length, null, task =>
        {
            Tally[] own = new Tally[groups.Count];
            (int from, int to) = Ends(task % blocks, blocks, rows);
            Add(columns[task / blocks].Column, groups.Codes, from, to, own);
            tallies[task] = own;
        });
        Tally[][] sums = new Tally[columns.Count][];
        for (int c = 0; c < sums.Length; c++)
        {
            sums[c] = tallies[c * blocks];
            for (int b = 1; b < blocks; b++)
            {
                Tally[] part = tallies[(c * blocks) + b];
                for (int g = 0; g < part.Length; g++)
                    sums[c][g].Add(part[g]);
            }
        }

        Spread[]?[] spreads = new Spread[columns.Count * blocks][];
        WorkerPool.For(spreads.Length, null, task =>
        {
            (Column column, bool wanted) = columns[task / blocks];
            if (!wanted)
                return;
            Spread[] own = new Spread[groups.Count];
            for (int g = 0; g < own.Length; g++)
                own[g].Mean = sums[task / blocks][g].Mean;
            (int from, int to) = Ends(task % blocks, blocks, rows);
            Add(column, groups.Codes, from, to, own);
            spreads[task] = own;
        });
        GroupMoments[] results = new GroupMoments[columns.Count];
        for (int c = 0; c < results.Length; c++)
        {
            Spread[]? all = spreads[c * blocks];
            for (int b = 1; all is not null && b < blocks; b++)
            {
                Spread[] part = spreads[(c * blocks) + b]!;
                for (int g = 0; g < part.Length; g++)
                {
                    all[g].Squares += part[g].Squares;
                    all[g].Drift += part[g].Drift;
                }
            }
            results[c] = new GroupMoments(sums[c], all);
        }
        return results;
    }

    private static (int From, int To) Ends(int block, int blocks, int rows) => ((int)((long)block * rows / blocks), (int)((long)(block + 1) * rows / blocks));

    private static void Add(Column column, int[] codes, int from, int to, Tally[] tallies)
    {
        Span<double> buffer = stackalloc double[Chunk];
        ref Tally first = ref MemoryMarshal.GetArrayDataReference(tallies);
        for (int start = from; start < to; start += Chunk)
        {
            ReadOnlySpan<int> own = codes.AsSpan(start, Math.Min(Chunk, to - start));
            ReadOnlySpan<double> values = ColumnValues.Numbers(column, start, buffer[..own.Length]);
            for (int i = 0; i < values.Length && i < own.Length; i++)
            {
                double value = values[i];
                if (!double.IsNaN(value))
                    System.Runtime.CompilerServices.Unsafe.Add(ref first, own[i]).Add(value);
            }
        }
    }

    private static void Add(Column column, int[] codes, int from, int to, Spread[] spreads)
    {
        Span<double> buffer = stackalloc double[Chunk];
        ref Spread first = ref MemoryMarshal.GetArrayDataReference(spreads);
        for (int start = from; start < to; start += Chunk)
        {
            ReadOnlySpan<int> own = codes.AsSpan(start, Math.Min(Chunk, to - start));
            ReadOnlySpan<double> values = ColumnValues.Numbers(column, start, buffer[..own.Length]);
            for (int i = 0; i < values.Length && i < own.Length; i++)
            {
                double value = values[i];
                if (!double.IsNaN(value))
                    System.Runtime.CompilerServices.Unsafe.Add(ref first, own[i]).Add(value);
            }
        }
    }

    private struct Tally
    {
        private double sum, lost;

        public int Count;

        public readonly double Total => double.IsFinite(sum) ? sum + lost : sum;

        public readonly double Mean => Count == 0 ? double.NaN : Total / Count;

        public void Add(double value)
        {
            double next = sum + value, taken = next - sum;
            lost += (sum - (next - taken)) + (value - taken);
            sum = next;
            Count++;
        }

        public void Add(Tally other)
        {
            int count = Count + other.Count;
            Add(other.sum);
            lost += other.lost;
            Count = count;
        }
    }

    private struct Spread
    {
        public double Mean, Squares, Drift;

        public void Add(double value)
        {
            double deviation = value - Mean;
            Squares += deviation * deviation;
            Drift += deviation;
        }
    }
}
