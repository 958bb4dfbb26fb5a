namespace Hone.Numerics;

/// <summary>The Q of a QR factorisation, kept as what made it.</summary>
internal abstract class OrthogonalFactor
{
    /// <summary>Entries of the vectors it turns.</summary>
    public abstract int Rows { get; }

    /// <summary>R, min(m, n) × n, zeros below the diagonal.</summary>
    public abstract Matrix R();

    /// <summary>The first columns of Q, m × min(m, n).</summary>
    public abstract Matrix Q(int? workers);

    /// <summary>Q·x for each row x, of which those beyond as many entries as R has rows count as 0: k × min(m, n) gives k × m.</summary>
    public abstract Matrix TimesRows(Matrix inner, int? workers);

    /// <summary>y ← Q·y for the full square Q.</summary>
    public abstract void Times(Span<double> y);

    /// <summary>y ← Qᵀ·y for the full square Q.</summary>
    public abstract void TransposeTimes(Span<double> y);
}
