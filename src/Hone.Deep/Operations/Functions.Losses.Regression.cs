using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>The mean of (x − y)².</summary>
    /// <inheritdoc cref="MseLoss(Tensor, Tensor, LossReduction)"/>
    public static Tensor MseLoss(Tensor predictions, Tensor targets) => MseLoss(predictions, targets, LossReduction.Mean);

    /// <summary>(x − y)².</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">y, of the same shape.</param>
    /// <param name="reduction">Of the elements.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no elements to take the mean of.</exception>
    public static Tensor MseLoss(Tensor predictions, Tensor targets, LossReduction reduction)
    {
        (Tensor x, Tensor y) = Alike("mse-loss", predictions, targets);
        return Reduced("mse-loss", Compared("mse-loss", PairLoss.Squared, 0, x, y, (a, b) => (a - b).Square()), reduction);
    }

    /// <summary>The mean of |x − y|, whose slope at 0 is 0.</summary>
    /// <inheritdoc cref="MseLoss(Tensor, Tensor, LossReduction)"/>
    public static Tensor MaeLoss(Tensor predictions, Tensor targets) => MaeLoss(predictions, targets, LossReduction.Mean);

    /// <summary>|x − y|, whose slope at 0 is 0.</summary>
    /// <inheritdoc cref="MseLoss(Tensor, Tensor, LossReduction)"/>
    public static Tensor MaeLoss(Tensor predictions, Tensor targets, LossReduction reduction)
    {
        (Tensor x, Tensor y) = Alike("mae-loss", predictions, targets);
        return Reduced("mae-loss", Compared("mae-loss", PairLoss.Absolute, 0, x, y, (a, b) => (a - b).Abs()), reduction);
    }

    /// <summary>½(x − y)² up to a difference of δ, and δ·(|x − y| − ½δ) beyond: outliers pull no harder than δ.</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">y, of the same shape.</param>
    /// <param name="delta">δ, above 0. Default 1.</param>
    /// <param name="reduction">Of the elements. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no elements to take the mean of.</exception>
    /// <remarks>Source: P. J. Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical Statistics 35(1), 1964.</remarks>
    public static Tensor HuberLoss(Tensor predictions, Tensor targets, double delta = 1, LossReduction reduction = LossReduction.Mean)
    {
        Require.Positive(delta);
        return Reduced("huber-loss", Huber("huber-loss", predictions, targets, delta), reduction);
    }

    /// <summary><see cref="HuberLoss"/> over δ, here called β: its slope far out is 1, and with β = 0 it is <see cref="MaeLoss(Tensor, Tensor, LossReduction)"/>.</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">y, of the same shape.</param>
    /// <param name="beta">β, at least 0. Default 1.</param>
    /// <param name="reduction">Of the elements. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no elements to take the mean of.</exception>
    /// <remarks>Source: R. Girshick, "Fast R-CNN", ICCV 2015.</remarks>
    public static Tensor SmoothL1Loss(Tensor predictions, Tensor targets, double beta = 1, LossReduction reduction = LossReduction.Mean)
    {
        Require.AtLeastZero(beta);
        return beta == 0 ? MaeLoss(predictions, targets, reduction) : Reduced("smooth-l1-loss", Huber("smooth-l1-loss", predictions, targets, beta) / beta, reduction);
    }

    private static Tensor Huber(string name, Tensor predictions, Tensor targets, double delta)
    {
        (Tensor x, Tensor y) = Alike(name, predictions, targets);
        return Compared(name, PairLoss.Huber, delta, x, y, (a, b) =>
        {
            Tensor apart = a - b, size = apart.Abs();
            return Tensor.Where(size <= delta, 0.5 * apart.Square(), delta * (size - (delta / 2)));
        });
    }
}
