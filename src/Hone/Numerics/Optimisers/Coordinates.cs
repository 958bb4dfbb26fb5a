namespace Hone.Numerics;

/// <summary>What coordinate descent asks of a least-squares problem.</summary>
internal interface ICoordinates
{
    /// <summary>w; changed by <see cref="Move"/>.</summary>
    double[] Coefficients { get; }

    /// <summary>yᵀy.</summary>
    double TargetSquares { get; }

    /// <summary>‖xⱼ‖².</summary>
    double Squares(int column);

    /// <summary>xⱼᵀ(y − Xw).</summary>
    double Correlation(int column);

    /// <summary>wⱼ ← wⱼ + change.</summary>
    void Move(int column, double change);

    /// <summary>Computes again what the moves have kept up to date, so that rounding does not pile up.</summary>
    void Refresh();

    /// <summary>‖y − Xw‖² and (y − Xw)ᵀy.</summary>
    (double Squares, double TimesTarget) Residual();
}

/// <summary>The problem from XᵀX, Xᵀy and yᵀy, keeping Xᵀ(y − Xw).</summary>
internal sealed class GramCoordinates : ICoordinates
{
    private readonly Matrix gram;
    private readonly double[] correlations, gradient;

    public GramCoordinates(Matrix gram, double[] correlations, double targetSquares, double[] start)
    {
        (this.gram, this.correlations, TargetSquares, Coefficients) = (gram, correlations, targetSquares, start);
        gradient = new double[start.Length];
        Refresh();
    }

    public double[] Coefficients { get; }

    public double TargetSquares { get; }

    public double Squares(int column) => gram[column, column];

    public double Correlation(int column) => gradient[column];

    public void Move(int column, double change)
    {
        Coefficients[column] += change;
        Kernels.Axpy(-change, gram.Row(column), gradient);
    }

    public void Refresh()
    {
        correlations.CopyTo(gradient.AsSpan());
        for (int j = 0; j < gradient.Length; j++)
        {
            if (Coefficients[j] != 0)
                Kernels.Axpy(-Coefficients[j], gram.Row(j), gradient);
        }
    }

    public (double Squares, double TimesTarget) Residual()
    {
        // Xᵀ(y − Xw) = gradient, so ‖y − Xw‖² = yᵀy − wᵀXᵀy − wᵀ·gradient.
        double explained = Kernels.Dot(correlations, Coefficients);
        double squares = TargetSquares - explained - Kernels.Dot(gradient, Coefficients);
        return (Math.Max(0.0, squares), TargetSquares - explained);
    }
}

/// <summary>The problem from X and y, keeping y − Xw.</summary>
internal sealed class ResidualCoordinates : ICoordinates
{
    private readonly Matrix columns;
    private readonly double[] target, residual, squares;

    public ResidualCoordinates(Matrix columns, double[] target, double[] start)
    {
        (this.columns, this.target, Coefficients) = (columns, target, start);
        residual = new double[target.Length];
        squares = new double[start.Length];
        for (int j = 0; j < squares.Length; j++)
            squares[j] = Kernels.SumOfSquares(columns.Row(j));
        TargetSquares = Kernels.SumOfSquares(target);
        Refresh();
    }

    public double[] Coefficients { get; }

    public double TargetSquares { get; }

    public double Squares(int column) => squares[column];

    public double Correlation(int column) => Kernels.Dot(columns.Row(column), residual);

    public void Move(int column, double change)
    {
        Coefficients[column] += change;
        Kernels.Axpy(-change, columns.Row(column), residual);
    }

    public void Refresh()
    {
        target.CopyTo(residual.AsSpan());
        for (int j = 0; j < Coefficients.Length; j++)
        {
            if (Coefficients[j] != 0)
                Kernels.Axpy(-Coefficients[j], columns.Row(j), residual);
        }
    }

    public (double Squares, double TimesTarget) Residual() => (Kernels.SumOfSquares(residual), Kernels.Dot(residual, target));
}
