using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>The mean of −ln of the probability that softmax gives to the right class.</summary>
    /// <inheritdoc cref="CrossEntropy(Tensor, Tensor, Tensor?, double, long, LossReduction)"/>
    public static Tensor CrossEntropy(Tensor logits, Tensor classes) => CrossEntropy(logits, classes, null);

    /// <summary>−ln of the probability that softmax gives to the right class.</summary>
    /// <param name="logits">… × classes: scores, not yet probabilities.</param>
    /// <param name="classes">…: a class for each row, whole numbers from 0; or probabilities, floating, of the shape of the logits.</param>
    /// <param name="weights">One for each class: what its loss is multiplied by. Default all 1.</param>
    /// <param name="labelSmoothing">The share of a target that goes to all classes alike, from 0 to 1: it keeps logits from growing without bound. Default 0.</param>
    /// <param name="ignoreIndex">Rows of this class have no loss: padding. Default −100, PyTorch's.</param>
    /// <param name="reduction">The mean is weighted: the sum over that of the weights of the rows' classes, ignored ones left out; with probabilities, over the number of rows. Default the mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the classes are not whole numbers, or there is no row to take the mean of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is not there; its row is named.</exception>
    /// <remarks>Softmax and loss are one kernel, which keeps two numbers a row for the way back.</remarks>
    public static Tensor CrossEntropy(
        Tensor logits, Tensor classes, Tensor? weights = null, double labelSmoothing = 0, long ignoreIndex = -100, LossReduction reduction = LossReduction.Mean)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(classes);
        Require.Between(labelSmoothing, 0, 1);
        if (!logits.Type.IsFloating || logits.Rank == 0 || logits.Shape[-1] == 0)
            throw new ArgumentException($"cross-entropy: logits are floating scores of at least one class along the last axis; a tensor of {logits.Type} of {logits.Shape} was given.", nameof(logits));
        if (weights is not null && (!weights.Type.IsFloating || weights.Shape != [logits.Shape[-1]]))
            throw new ArgumentException($"cross-entropy: weights of {weights.Type} of {weights.Shape} do not fit logits of {logits.Shape}: there is one floating weight for each of {logits.Shape[-1]} classes.", nameof(weights));
        DType type = logits.Type == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor x = logits.To(type);
        Tensor? w = weights?.Detach().To(type).Contiguous();
        if (classes.Type.IsFloating && classes.Shape == logits.Shape)
            return OfProbabilities(x, classes.To(type), w, labelSmoothing, ignoreIndex, reduction);
        CheckClasses("cross-entropy", logits, classes);

        Tensor rows = x.Reshape(-1, x.Shape[-1]).Contiguous(), labels = classes.Detach().To(DType.Int64).Reshape(-1).Contiguous();
        double total = TotalWeight("cross-entropy", classes.Shape, labels, rows.Shape[1], w, ignoreIndex);
        if (reduction == LossReduction.Mean && rows.Shape[0] > 0 && total == 0)
            throw new ArgumentException(FormattableString.Invariant($"cross-entropy: no row has a class that counts (the class {ignoreIndex} is ignored), so there is no mean of losses; leave such batches out, or ask for the sum."), nameof(classes));
        if (rows.Shape[0] == 0)
            return Reduced("cross-entropy", rows.Sum(-1).Reshape(classes.Shape.Sizes), reduction);

        // The sum is taken within the operation: for small batches each further one would take as long as the losses themselves.
        bool isSummed = reduction != LossReduction.None;
        CrossEntropyTerms terms = new(labelSmoothing, ignoreIndex, reduction == LossReduction.Mean ? 1 / total : 1);
        Tensor? kept = null;
        Tensor losses = Fused.Run(
            "cross-entropy", [rows],
            at =>
            {
                Tensor each = InSmallerSteps(at[0], labels, w, terms);
                return isSummed ? each.Sum() : each;
            },
            () =>
            {
                kept = Tensor.Uninitialised([rows.Shape[0], 2], type);
                Tensor each = Tensor.Uninitialised([rows.Shape[0]], type), sum = Tensor.Uninitialised([1], type);
                Device.Cpu.CrossEntropy(rows, labels, w, terms, each, kept);
                if (!isSummed)
                    return each;
                Device.Cpu.Reduce(Reduction.Sum, each, 0, sum);
                return sum.View([], [], 0);
            },
            (g, _) =>
            {
                Tensor back = Tensor.Uninitialised(rows.Shape, type);
                Device.Cpu.CrossEntropyBack(g.Expand(rows.Shape[0]), rows, labels, w, terms, kept!, back);
                return [back];
            }, reads: w is null ? [labels] : [labels, w]);
        return isSummed ? losses : losses.Reshape(classes.Shape.Sizes);
    }

    /// <summary>The mean of −y·ln σ(x) − (1 − y)·ln(1 − σ(x)): each element is a yes or no of its own.</summary>
    /// <inheritdoc cref="BinaryCrossEntropyWithLogits(Tensor, Tensor, Tensor?, Tensor?, LossReduction)"/>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor logits, Tensor targets) => BinaryCrossEntropyWithLogits(logits, targets, null);

    /// <summary>−y·ln σ(x) − (1 − y)·ln(1 − σ(x)): each element is a yes or no of its own.</summary>
    /// <param name="logits">x, of any shape: scores, not yet probabilities.</param>
    /// <param name="targets">y from 0 to 1, of the same shape.</param>
    /// <param name="positiveWeight">What the first term is multiplied by, stretched to the logits: above 1 where yes is rare. Default 1.</param>
    /// <param name="weights">What each loss is multiplied by, stretched to the logits. Default 1.</param>
    /// <param name="reduction">The mean is over all elements, whatever their weights, as in PyTorch. Default the mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there are no elements to take the mean of.</exception>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor logits, Tensor targets, Tensor? positiveWeight = null, Tensor? weights = null, LossReduction reduction = LossReduction.Mean)
    {
        const string Name = "binary-cross-entropy";
        (Tensor x, Tensor y) = Alike(Name, logits, targets);
        Tensor losses = Compared(Name, PairLoss.BinaryCrossEntropy, 0, x, y, (a, b) => a.Softplus() - (a * b));
        if (positiveWeight is not null)
            losses = ((1 - y) * x) + ((1 + (y * (Fitting(Name, positiveWeight, x) - 1))) * (-x).Softplus());
        if (weights is not null)
            losses *= Fitting(Name, weights, x);
        return Reduced(Name, losses, reduction);
    }

    /// <summary>Binary cross-entropy times (1 − p)^γ, where p is the probability of what is right: what is easy counts little.</summary>
    /// <param name="logits">Of any shape: scores, not yet probabilities.</param>
    /// <param name="targets">From 0 to 1, of the same shape.</param>
    /// <param name="gamma">γ, at least 0; with 0 it is the binary cross-entropy. Default 2, the paper's.</param>
    /// <param name="alpha">The weight of the positive, which leaves 1 − α to the negative, from 0 to 1; null for 1 each. Default 0.25, the paper's.</param>
    /// <param name="reduction">Of the elements. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no elements to take the mean of.</exception>
    /// <remarks>Source: T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár, "Focal Loss for Dense Object Detection", ICCV 2017.</remarks>
    public static Tensor FocalLoss(Tensor logits, Tensor targets, double gamma = 2, double? alpha = 0.25, LossReduction reduction = LossReduction.Mean)
    {
        Require.AtLeastZero(gamma);
        if (alpha is { } share)
            Require.Between(share, 0, 1, nameof(alpha));
        (Tensor x, Tensor y) = Alike("focal-loss", logits, targets);
        Tensor losses = Compared("focal-loss", PairLoss.BinaryCrossEntropy, 0, x, y, (a, b) => a.Softplus() - (a * b));
        if (gamma > 0)
            losses *= ((y * (-x).Sigmoid()) + ((1 - y) * x.Sigmoid())).Pow(gamma);
        if (alpha is { } positive)
            losses *= (positive * y) + ((1 - positive) * (1 - y));
        return Reduced("focal-loss", losses, reduction);
    }

    /// <summary>Σ p·(ln p − ln q) along the last axis: what is lost where q stands for p.</summary>
    /// <param name="logProbabilities">ln q, … × outcomes, such as from <see cref="Tensor.LogSoftmax"/>.</param>
    /// <param name="targets">p, of the same shape; outcomes of probability 0 add nothing.</param>
    /// <param name="isLogTarget">Whether the targets are ln p. Default false.</param>
    /// <param name="reduction">Of the distributions. The mean is over them, not over outcomes: PyTorch's <c>batchmean</c>. Default the mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is no distribution to take the mean of.</exception>
    public static Tensor KlDivergence(Tensor logProbabilities, Tensor targets, bool isLogTarget = false, LossReduction reduction = LossReduction.Mean)
    {
        (Tensor q, Tensor p) = Alike("kl-divergence", logProbabilities, targets);
        if (q.Rank == 0)
            throw new ArgumentException("kl-divergence: a single number is no distribution; the outcomes are along the last axis.", nameof(logProbabilities));
        Tensor terms;
        if (isLogTarget)
            terms = p.Exp() * (p - q);
        else
        {
            Tensor none = p.EqualTo(Tensor.Scalar(0, p.Type));
            terms = (p * (p.MaskedFill(none, 1).Log() - q)).MaskedFill(none, 0);
        }
        return Reduced("kl-divergence", terms.Sum(-1), reduction);
    }

    private static void CheckClasses(string name, Tensor logits, Tensor classes)
    {
        if (classes.Type.IsFloating || classes.Type == DType.Bool)
        {
            throw new ArgumentException(
                $"{name}: classes are whole numbers, but targets of {classes.Type} of {classes.Shape} were given. Convert them with To(DType.Int64); probabilities must have the shape of the logits, {logits.Shape}.", nameof(classes));
        }
        if (classes.Shape == logits.Shape.Without(logits.Rank - 1, keep: false))
            return;
        bool second = logits.Rank > 2 && classes.Shape == logits.Shape.Without(1, keep: false);
        throw new ArgumentException(
            $"{name}: classes of {classes.Shape} do not fit logits of {logits.Shape}: "
            + (second ? "the classes are along the last axis here; put the second there, with Permute." : "there is one class for each row of scores, which are along the last axis."), nameof(classes));
    }

    // What losses of rows with classes are divided by; every class is checked on the way.
    private static unsafe double TotalWeight(string name, Shape shape, Tensor labels, int count, Tensor? weights, long ignored)
    {
        double total = 0;
        long* at = labels.Pointer<long>();
        for (int row = 0; row < labels.Count; row++)
        {
            long label = at[row];
            if (label == ignored)
                continue;
            if ((ulong)label >= (ulong)count)
                throw new ArgumentOutOfRangeException("classes", label, FormattableString.Invariant($"{name}: row {Place(shape, row)} has class {label}, but there are {count} classes, 0 to {count - 1}."));
            if (weights is null)
                total++;
            else if (weights.Type == DType.Float32)
                total += weights.Pointer<float>()[label];
            else
                total += weights.Pointer<double>()[label];
        }
        GC.KeepAlive(labels);
        GC.KeepAlive(weights);
        return total;
    }

    private static string Place(Shape shape, int row)
    {
        if (shape.Rank <= 1)
            return FormattableString.Invariant($"{row}");
        int[] place = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            (place[axis], row) = (row % shape[axis], row / shape[axis]);
        return $"[{string.Join(", ", place)}]";
    }

    private static Tensor InSmallerSteps(Tensor rows, Tensor labels, Tensor? weights, CrossEntropyTerms terms)
    {
        Tensor ignored = labels.EqualTo(Tensor.Scalar(terms.Ignored, DType.Int64)), places = Tensor.Where(ignored, labels.ZerosLike(), labels);
        Tensor logs = rows.LogSoftmax(), own = logs.Gather(-1, places.Unsqueeze(-1)).Squeeze(-1);
        Tensor w = weights ?? Tensor.Ones([rows.Shape[1]], rows.Type);
        Tensor losses = (terms.Smoothing - 1) * own * w.IndexSelect(0, places);
        if (terms.Smoothing > 0)
            losses -= (logs * w).Sum(-1) * (terms.Smoothing / rows.Shape[1]);
        return losses.MaskedFill(ignored, 0) * terms.Scale;
    }

    private static Tensor OfProbabilities(Tensor x, Tensor targets, Tensor? weights, double smoothing, long ignored, LossReduction reduction)
    {
        if (ignored != -100)
            throw new ArgumentException(FormattableString.Invariant($"cross-entropy: class {ignored} was to be ignored, but the targets are probabilities, which have no class."), nameof(ignored));
        Tensor shares = smoothing == 0 ? targets : (targets * (1 - smoothing)) + (smoothing / x.Shape[-1]);
        Tensor terms = -x.LogSoftmax() * shares;
        return Reduced("cross-entropy", (weights is null ? terms : terms * weights).Sum(-1), reduction);
    }

    private static Tensor Fitting(string name, Tensor weights, Tensor x) => Shape.Broadcast(weights.Shape, x.Shape, name) == x.Shape
        ? weights.Detach().To(x.Type)
        : throw new ArgumentException($"{name}: weights of {weights.Shape} do not stretch to {x.Shape}.", nameof(weights));
}
