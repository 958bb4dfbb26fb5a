using System.Buffers;

namespace Hone.Numerics;

/// <summary>The vectors of two halves, one a row and 0 in the columns of the other half, which become those of the whole.</summary>
/// <remarks>Nearly all time of a divide and conquer method goes into these products.</remarks>
/// <param name="vectors">All vectors.</param>
/// <param name="gathered">Scratch, from a place of these halves' own on.</param>
/// <param name="place">Where that is.</param>
/// <param name="first">The columns of the first half.</param>
/// <param name="second">The columns of the second half, behind them.</param>
internal readonly struct HalfVectors(Matrix vectors, double[] gathered, int place, Range first, Range second)
{
    // Rows of vectors that one task makes, at most; enough for the matrix product to pay.
    private const int MostTaskRows = 168;

    private readonly int firstStart = first.Start.Value, secondStart = second.Start.Value;
    private readonly int firstWidth = first.End.Value - first.Start.Value, secondWidth = second.End.Value - second.Start.Value;

    /// <summary>(x, y) ← (c·x + s·y, c·y − s·x); a row that has been in one half only spreads to both.</summary>
    public void Rotate(Junction junction, int x, int y, double c, double s)
    {
        HalfColumns both = junction.Parts[x - junction.From] | junction.Parts[y - junction.From];
        foreach (int row in (ReadOnlySpan<int>)[x, y])
        {
            HalfColumns missing = both & ~junction.Parts[row - junction.From];
            if (missing == HalfColumns.First)
                FirstOf(row).Clear();
            else if (missing == HalfColumns.Second)
                SecondOf(row).Clear();
        }
        if (both.HasFlag(HalfColumns.First))
            Kernels.Rotate(FirstOf(x), FirstOf(y), c, s);
        if (both.HasFlag(HalfColumns.Second))
            Kernels.Rotate(SecondOf(x), SecondOf(y), c, s);
    }

    /// <summary>Copies the vectors that take part next to each other, the first halves of those that have one and the second halves, and puts those set aside behind the rows of the roots.</summary>
    public void Gather(Junction junction)
    {
        int at = place;
        for (int k = 0; k < junction.FirstCount; k++, at += firstWidth)
            FirstOf(junction.Grouped[k]).CopyTo(gathered.AsSpan(at));
        for (int k = junction.SecondFrom; k < junction.Roots; k++, at += secondWidth)
            SecondOf(junction.Grouped[k]).CopyTo(gathered.AsSpan(at));

        int start = firstStart, width = secondStart + secondWidth - firstStart, asides = at;
        foreach (int row in junction.Aside)
        {
            HalfColumns part = junction.Parts[row - junction.From];
            Span<double> target = gathered.AsSpan(at, width);
            target.Clear();
            if (part.HasFlag(HalfColumns.First))
                FirstOf(row).CopyTo(target);
            if (part.HasFlag(HalfColumns.Second))
                SecondOf(row).CopyTo(target[(secondStart - start)..]);
            at += width;
        }
        for (int k = 0; k < junction.Aside.Count; k++)
            gathered.AsSpan(asides + (k * width), width).CopyTo(vectors.Row(junction.From + junction.Roots + k)[start..]);
    }

    /// <summary>Vectors of the whole: those of the roots in the basis of the grouped rows, some at a time, times those.</summary>
    /// <param name="junction">What joins the halves.</param>
    /// <param name="firstRoot">The first root whose vector is wanted.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="inner">Writes the vector of a root in the basis of the grouped rows.</param>
    public void Make(Junction junction, int firstRoot, int? workers, Inner inner)
    {
        int count = junction.Roots, made = count - firstRoot;
        if (made <= 0)
            return;
        HalfVectors halves = this;
        Cut tasks = new(made, MostTaskRows, 12, multipleOf: 2);
        WorkerPool.For(tasks.Count, workers, task =>
        {
            int start = firstRoot + tasks.Start(task), rows = firstRoot + tasks.Start(task + 1) - start;
            double[] block = ArrayPool<double>.Shared.Rent(rows * count);
            for (int i = 0; i < rows; i++)
                inner(start + i, block.AsSpan(i * count, count));
            halves.Multiply(junction, block, junction.From + start, rows);
            ArrayPool<double>.Shared.Return(block);
        });
    }

    /// <summary>The vector of a root in the basis of the grouped rows.</summary>
    public delegate void Inner(int root, Span<double> vector);

    private unsafe void Multiply(Junction junction, double[] inner, int row, int count)
    {
        fixed (double* left = inner, right = gathered, target = vectors.Strided)
        {
            double* firsts = right + place, seconds = firsts + ((long)junction.FirstCount * firstWidth), c = target + ((long)row * vectors.Stride);
            Operand<double> inFirst = new(left, junction.Roots, false), inSecond = new(left + junction.SecondFrom, junction.Roots, false);
            Gemm<double>.Run(new(count, firstWidth, junction.FirstCount, inFirst, new(firsts, firstWidth, false), c + firstStart, vectors.Stride), workers: 1, VectorPath.Widest);
            Gemm<double>.Run(new(count, secondWidth, junction.SecondCount, inSecond, new(seconds, secondWidth, false), c + secondStart, vectors.Stride), workers: 1, VectorPath.Widest);
        }
    }

    private Span<double> FirstOf(int row) => vectors.Row(row).Slice(firstStart, firstWidth);

    private Span<double> SecondOf(int row) => vectors.Row(row).Slice(secondStart, secondWidth);
}
