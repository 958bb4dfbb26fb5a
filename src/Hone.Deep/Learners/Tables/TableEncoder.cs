using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Turns a row of a table into a network's inputs: numbers, and one position in a list of vectors for each category.</summary>
internal sealed class TableEncoder
{
    // Inputs that quantiles may make of all numbers together: a first layer wider than this costs more than it tells.
    private const int MostPieces = 1024;

    // Beyond so many scales from the median a number says no more; it keeps squares and sums finite.
    private const double Farthest = 1e3;

    private readonly IReadOnlyList<FeatureColumn> columns;
    private readonly NumberCode?[] numbers;
    private readonly int[] categoryStart;

    private TableEncoder(IReadOnlyList<FeatureColumn> columns, NumberCode?[] numbers)
    {
        (this.columns, this.numbers) = (columns, numbers);
        categoryStart = new int[columns.Count];
        for (int j = 0; j < columns.Count; j++)
        {
            if (columns[j].Levels is { } levels)
            {
                categoryStart[j] = Vectors;
                Vectors += levels.Count + 1;                   // the last stands for a gap, and for a level that training did not see
                Categories++;
            }
            else if (numbers[j] is { } code)
            {
                Width += code.Width;
            }
        }
        HasConstant = Width == 0 && Categories == 0;
        Width = HasConstant ? 1 : Width;
    }

    /// <summary>Inputs that are numbers.</summary>
    public int Width { get; }

    /// <summary>Columns that are categories.</summary>
    public int Categories { get; }

    /// <summary>Vectors that categories choose from, all columns together.</summary>
    public int Vectors { get; }

    // Where no column says anything, a 1 stands in for all.
    private bool HasConstant { get; }

    /// <summary>Looks at the training rows.</summary>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    public static TableEncoder Learn(Features x, int bins, FitContext context)
    {
        int count = Math.Max(1, x.Columns.Count(c => !c.IsCategory));
        bins = Math.Min(bins, MostPieces / count);
        NumberCode?[] numbers = new NumberCode?[x.ColumnCount];
        const int together = 16;                               // columns read in one pass over sparse rows
        int groups = (x.ColumnCount + together - 1) / together;
        context.For(groups, group =>
        {
            int first = group * together, last = Math.Min(x.ColumnCount, first + together);
            double[] scratch = new double[x.IsSparse ? x.ColumnCount : 0];
            double[][] values = [.. Enumerable.Range(first, last - first).Select(_ => new double[x.RowCount])];
            for (int i = 0; i < x.RowCount; i++)
            {
                ReadOnlySpan<double> row = x.Row(i, scratch);
                for (int j = first; j < last; j++)
                    values[j - first][i] = row[j];
            }
            for (int j = first; j < last; j++)
            {
                if (!x.Columns[j].IsCategory)
                    numbers[j] = NumberCode.Learn(values[j - first], bins, x.Columns[j].Name);
            }
        });
        return new TableEncoder(x.Columns, numbers);
    }

    /// <summary>Encodes a row; allocates nothing.</summary>
    /// <param name="row">One value a column.</param>
    /// <param name="inputs">Receives <see cref="Width"/> numbers.</param>
    /// <param name="vectors">Receives <see cref="Categories"/> positions.</param>
    public void Encode(ReadOnlySpan<double> row, Span<float> inputs, Span<int> vectors)
    {
        int at = 0, category = 0;
        if (HasConstant)
            inputs[0] = 1;
        for (int j = 0; j < numbers.Length; j++)
        {
            if (numbers[j] is { } code)
            {
                code.Encode(row[j], inputs.Slice(at, code.Width));
                at += code.Width;
            }
            else if (columns[j].Levels is { } levels)
            {
                double level = row[j];
                vectors[category++] = categoryStart[j] + (level >= 0 && level < levels.Count ? (int)level : levels.Count);
            }
        }
    }

    public void Write(PackageWriter writer) => writer.Groups("numbers", numbers, static (w, code) =>
    {
        w.Flag("used", code is not null);
        code?.Write(w);
    });

    public static TableEncoder Read(PackageReader reader, IReadOnlyList<FeatureColumn> columns)
    {
        NumberCode?[] numbers = reader.Groups("numbers", static r => r.Flag("used") ? NumberCode.Read(r) : null);
        if (numbers.Length != columns.Count || columns.Where((c, j) => c.IsCategory && numbers[j] is not null).Any())
            throw reader.Fault("numbers", "does not fit the columns");
        return new TableEncoder(columns, numbers);
    }

    /// <summary>How one number enters.</summary>
    private sealed record NumberCode(double Median, double Scale, double[] Edges, bool HasGaps)
    {
        // Distance from the median, one input for each two edges next to each other, and one for gaps.
        public int Width => (Scale > 0 ? 1 : 0) + Pieces + (HasGaps ? 1 : 0);

        private int Pieces => Math.Max(0, Edges.Length - 1);

        /// <summary>Null where the column never varies: then it says nothing.</summary>
        public static NumberCode? Learn(double[] values, int bins, string column)
        {
            int gaps = 0;
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsInfinity(values[i]))
                    throw new ArgumentException(FormattableString.Invariant($"Column '{column}' is {values[i]} in row {i}; a neural network takes finite numbers and gaps. Correct the value or leave the row out."), nameof(values));
                gaps += double.IsNaN(values[i]) ? 1 : 0;
            }
            Array.Sort(values);                                // gaps come first
            ReadOnlySpan<double> sorted = values.AsSpan(gaps);
            bool hasGaps = gaps > 0 && sorted.Length > 0;
            if (sorted.Length == 0 || sorted[0] == sorted[^1])
                return hasGaps ? new NumberCode(0, 0, [], true) : null;
            double At(double share, ReadOnlySpan<double> of) => of[(int)(share * (of.Length - 1))];
            // Interquartile range over that of a normal distribution; of a column mostly of one value half its range.
            double scale = (At(0.75, sorted) - At(0.25, sorted)) / 1.349;
            if (scale == 0)
                scale = (sorted[^1] / 2) - (sorted[0] / 2);
            List<double> edges = [];
            for (int k = 0; k <= bins; k++)
            {
                double edge = At((double)k / bins, sorted);
                if (edges.Count == 0 || edge > edges[^1])
                    edges.Add(edge);
            }
            return scale > 0 && double.IsFinite(scale) ? new NumberCode(At(0.5, sorted), scale, edges.Count > 2 ? [.. edges] : [], hasGaps) : null;
        }

        public void Encode(double value, Span<float> to)
        {
            to.Clear();
            if (double.IsNaN(value))
            {
                if (HasGaps)
                    to[^1] = 1;
                return;
            }
            if (Scale == 0)
                return;
            double z = Math.Clamp((value - Median) / Scale, -Farthest, Farthest);
            to[0] = (float)(z / Math.Sqrt(1 + (z * z / 9)));   // as good as z up to 1, never beyond 3
            for (int piece = 0; piece < Pieces && value > Edges[piece]; piece++)
                to[1 + piece] = value >= Edges[piece + 1] ? 1 : (float)((value - Edges[piece]) / (Edges[piece + 1] - Edges[piece]));
        }

        public void Write(PackageWriter writer)
        {
            writer.Number("median", Median);
            writer.Number("scale", Scale);
            writer.Numbers("edges", Edges);
            writer.Flag("gaps", HasGaps);
        }

        public static NumberCode Read(PackageReader reader)
        {
            NumberCode code = new(reader.Number("median"), reader.Number("scale"), reader.Numbers("edges"), reader.Flag("gaps"));
            if (!double.IsFinite(code.Median) || !(code.Scale >= 0 && double.IsFinite(code.Scale)) || (code.Scale == 0 && code.Edges.Length > 0))
                throw reader.Fault("scale", "is none");
            for (int i = 0; i < code.Edges.Length; i++)
            {
                if (!double.IsFinite(code.Edges[i]) || (i > 0 && code.Edges[i] <= code.Edges[i - 1]))
                    throw reader.Fault("edges", "do not rise");
            }
            return code;
        }
    }
}
