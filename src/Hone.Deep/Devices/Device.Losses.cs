namespace Hone.Deep;

/// <summary>Losses that compare two tensors element by element; a is a number of their own.</summary>
internal enum PairLoss
{
    /// <summary>(x − y)².</summary>
    Squared,

    /// <summary>|x − y|.</summary>
    Absolute,

    /// <summary>½(x − y)² up to a difference of a, and then straight on.</summary>
    Huber,

    /// <summary>−y·ln σ(x) − (1 − y)·ln(1 − σ(x)).</summary>
    BinaryCrossEntropy,
}

/// <summary>What a cross-entropy is besides its operands.</summary>
/// <param name="Smoothing">The share of the target that goes to all classes alike.</param>
/// <param name="Ignored">Rows of this class have no loss.</param>
/// <param name="Scale">What every loss is multiplied by.</param>
internal readonly record struct CrossEntropyTerms(double Smoothing, long Ignored, double Scale = 1);

internal abstract partial class Device
{
    public abstract void Apply(PairLoss loss, double a, Tensor x, Tensor y, Tensor to);

    /// <summary>g times the slope of a loss by x.</summary>
    public abstract void ApplyBack(PairLoss loss, double a, Tensor g, Tensor x, Tensor y, Tensor to);

    /// <summary>For each row of scores, which lie row by row, the loss of its class; the classes were checked.</summary>
    /// <param name="scores">Rows × classes.</param>
    /// <param name="classes">One for each row, of Int64, row by row.</param>
    /// <param name="weights">One for each class, of the scores' type, row by row; null where all are 1.</param>
    /// <param name="terms">Smoothing and what is left out.</param>
    /// <param name="to">Takes the losses.</param>
    /// <param name="kept">Takes for each row the largest score and ln Σ e^(score − largest), for the way back.</param>
    public abstract void CrossEntropy(Tensor scores, Tensor classes, Tensor? weights, CrossEntropyTerms terms, Tensor to, Tensor kept);

    /// <summary>What comes back through it from a gradient by each row's loss.</summary>
    public abstract void CrossEntropyBack(Tensor g, Tensor scores, Tensor classes, Tensor? weights, CrossEntropyTerms terms, Tensor kept, Tensor to);

    /// <summary>For each sequence, −ln of the probability of all alignments of its labels, by connectionist temporal classification.</summary>
    /// <param name="logs">Times × sequences × symbols, row by row: logarithms of probabilities.</param>
    /// <param name="labels">Of each sequence.</param>
    /// <param name="times">How many times of each sequence count.</param>
    /// <param name="blank">The symbol that stands for none.</param>
    /// <param name="to">Takes the losses, one for each sequence; +∞ where no alignment is possible.</param>
    public abstract void Ctc(Tensor logs, long[][] labels, int[] times, int blank, Tensor to);

    /// <summary>What comes back through it; nothing where no alignment is possible.</summary>
    public abstract void CtcBack(Tensor g, Tensor logs, long[][] labels, int[] times, int blank, Tensor to);
}
