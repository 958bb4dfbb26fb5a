namespace Hone.Numerics;

/// <summary>The pairs of two halves under a correction of rank one, D + ρ·z·zᵀ: which of them take part, the roots behind their poles, and the weights that make the vectors of the whole.</summary>
/// <remarks>
/// Where an entry of z vanishes, or two of D agree, a vector of the halves is one of the whole already (deflation). The others are kept in three groups, those in the columns of the first half alone,
/// in both, and in the second, so that products pass over what is 0. Source: J. J. M. Cuppen, Numerische Mathematik 36, 1981; J. Rutter, UCB/CSD 94/799, 1994.
/// </remarks>
internal sealed class Junction
{
    private const int RootsPerTask = 24;

    private readonly List<int> kept = [], aside = [];
    private readonly List<double> keptValues = [], asideValues = [];
    private double[] poles = [], weights = [], exact = [], origins = [], shifts = [], groupedPoles = [], groupedWeights = [];

    // Where each row of a group is among those kept.
    private int[] place = [];

    /// <summary>A junction of which nothing is known but its rows.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="middle">The first row of the second half.</param>
    /// <param name="to">One more than the last row.</param>
    /// <param name="rho">ρ, at least 0.</param>
    public Junction(int from, int middle, int to, double rho)
    {
        (From, Rho) = (from, rho);
        (Z, Parts) = (new double[to - from], new HalfColumns[to - from]);
        Parts.AsSpan(0, middle - from).Fill(HalfColumns.First);
        Parts.AsSpan(middle - from).Fill(HalfColumns.Second);
    }

    public int From { get; }

    public double Rho { get; }

    /// <summary>The correction's vector in the basis of the halves, an entry a row.</summary>
    public double[] Z { get; }

    /// <summary>The columns in which each row is not 0.</summary>
    public HalfColumns[] Parts { get; }

    /// <summary>Rows whose vectors and values stay as they are.</summary>
    public IReadOnlyList<int> Aside => aside;

    /// <summary>How many values the correction changes.</summary>
    public int Roots => kept.Count;

    /// <summary>The kept rows in groups.</summary>
    public int[] Grouped { get; private set; } = [];

    /// <summary>The value of each before the correction.</summary>
    public double[] GroupedValues { get; private set; } = [];

    /// <summary>How many of the groups reach into the first half, and into the second; the latter start at <see cref="SecondFrom"/>.</summary>
    public int FirstCount { get; private set; }

    public int SecondCount => Roots - SecondFrom;

    public int SecondFrom { get; private set; }

    public void Keep(int row, double value)
    {
        kept.Add(row);
        keptValues.Add(value);
    }

    private void SetAside(int row, double value)
    {
        aside.Add(row);
        asideValues.Add(value);
    }

    /// <summary>Parts the rows into those that take part and those that do not, after turning pairs of nearly equal values so that one of each does not.</summary>
    /// <param name="order">Rows by ascending value.</param>
    /// <param name="values">The value of each row; those of turned pairs are overwritten.</param>
    /// <param name="tiny">What rounding may leave.</param>
    /// <param name="least">Smaller values of rows that take part are raised to it.</param>
    /// <param name="rotate">Turns the vectors of a pair: (x, y) ← (c·x + s·y, c·y − s·x).</param>
    public void Deflate(ReadOnlySpan<int> order, double[] values, double tiny, double least, Action<int, int, double, double> rotate)
    {
        int before = -1;
        foreach (int at in order)
        {
            if (Rho * Math.Abs(Z[at - From]) <= tiny)
            {
                SetAside(at, values[at]);
                continue;
            }
            if (before >= 0)
            {
                double c = Z[at - From], s = Z[before - From], length = SymmetricEigen.Hypotenuse(c, s), apart = values[at] - values[before];
                (c, s) = (c / length, -s / length);
                if (Math.Abs(apart * c * s) <= tiny)
                {
                    (Z[at - From], Z[before - From]) = (length, 0.0);
                    rotate(before, at, c, s);
                    Parts[at - From] = Parts[before - From] = Parts[at - From] | Parts[before - From];
                    double lower = (values[before] * c * c) + (values[at] * s * s);
                    values[at] = (values[before] * s * s) + (values[at] * c * c);
                    values[before] = lower;
                    SetAside(before, lower);
                    before = at;
                    continue;
                }
                Keep(before, Math.Max(least, values[before]));
            }
            before = at;
        }
        if (before >= 0)
            Keep(before, Math.Max(least, values[before]));
    }

    /// <summary>Puts the kept rows into groups.</summary>
    /// <param name="pole">The pole that belongs to a value; ascending.</param>
    public void Group(Func<double, double> pole)
    {
        int count = Roots;
        (poles, weights) = ([.. keptValues.Select(pole)], [.. kept.Select(row => Z[row - From])]);
        (Grouped, place, GroupedValues, groupedPoles) = (new int[count], new int[count], new double[count], new double[count]);
        int at = 0;
        foreach (HalfColumns part in (ReadOnlySpan<HalfColumns>)[HalfColumns.First, HalfColumns.First | HalfColumns.Second, HalfColumns.Second])
        {
            if (part == HalfColumns.Second)
                FirstCount = at;
            for (int k = 0; k < count; k++)
            {
                if (Parts[kept[k] - From] == part)
                    (Grouped[at], GroupedValues[at], groupedPoles[at], place[at++]) = (kept[k], keptValues[k], poles[k], k);
            }
            if (part == HalfColumns.First)
                SecondFrom = at;
        }
    }

    /// <summary>Solves the secular equation, and finds the weights for which its solutions are exact.</summary>
    public void FindRoots(int? workers)
    {
        int count = Roots, tasks = (count + RootsPerTask - 1) / RootsPerTask;
        (exact, origins, shifts, groupedWeights) = (new double[count], new double[count], new double[count], new double[count]);
        WorkerPool.For(tasks, workers, task =>
        {
            for (int i = task * RootsPerTask; i < Math.Min(count, (task + 1) * RootsPerTask); i++)
                (origins[i], shifts[i]) = SecularEquation.Root(poles, weights, Rho, i);
        });
        WorkerPool.For(tasks, workers, task =>
        {
            for (int i = task * RootsPerTask; i < Math.Min(count, (task + 1) * RootsPerTask); i++)
                exact[i] = SecularEquation.ExactWeight(poles, weights, Rho, origins, shifts, i);
        });
        for (int k = 0; k < count; k++)
            groupedWeights[k] = exact[place[k]];
    }

    /// <summary>Writes the values of the whole: roots first, ascending, then those set aside.</summary>
    /// <param name="values">Of all rows.</param>
    /// <param name="value">The value that belongs to a root.</param>
    public void WriteValues(double[] values, Func<double, double> value)
    {
        for (int i = 0; i < Roots; i++)
            values[From + i] = value(origins[i] + shifts[i]);
        asideValues.CopyTo(values, From + Roots);
    }

    /// <summary>The vector to a root in the basis of the grouped rows, of no certain length.</summary>
    public void VectorInto(int root, Span<double> result)
    {
        if (Roots == 1)
            result[0] = 1.0;
        else
            Kernels.OverDistances(groupedPoles, groupedWeights, origins[root], shifts[root], result);
    }

    /// <summary>The same, of length 1.</summary>
    public void UnitVectorInto(int root, Span<double> result)
    {
        VectorInto(root, result);
        Kernels.Scale(1.0 / VectorOperations.Norm(result), result);
    }
}

/// <summary>The columns of two halves.</summary>
[Flags]
internal enum HalfColumns : byte
{
    None = 0,
    First = 1,
    Second = 2,
}
