using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>What boosting minimises: a loss of raw scores, with first and second derivatives.</summary>
/// <remarks>Bound to the training rows: their targets, weights and current scores.</remarks>
internal interface IBoostingLoss
{
    /// <summary>Raw scores a row.</summary>
    int Outputs { get; }

    /// <summary>The raw scores by output, then row; boosting adds to them.</summary>
    double[][] Scores { get; }

    /// <summary>The constant scores to start from, of all ranks' rows named.</summary>
    double[] Initial(ReadOnlySpan<int> rows, FitContext context);

    /// <summary>Prepares what the gradients of several outputs share, before any output's scores change.</summary>
    void BeginRound(FitContext context)
    {
    }

    /// <summary>Writes gradient and hessian of each row from start to end, weights included.</summary>
    void Gradients(int output, int start, int end, Span<double> pairs);

    /// <summary>What no row of weight 1 exceeds in the size of its gradient and in its hessian, or null where there are no such numbers.</summary>
    (double Gradient, double Hessian)? Bounds => null;

    /// <summary>The loss of each row from start on at its current scores, without its weight.</summary>
    void Losses(int start, Span<double> losses);

    /// <summary>The quantile of the residuals that is the best constant of a leaf, for losses whose second derivative says nothing; otherwise null.</summary>
    double? LeafQuantile => null;

    /// <summary>How far a row's target lies above its score; asked only with a leaf quantile.</summary>
    double Residual(int output, int row) => 0;
}
