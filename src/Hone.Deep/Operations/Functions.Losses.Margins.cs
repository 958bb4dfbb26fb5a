using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>max(0, margin − y·x): the score of what is right must lie beyond the margin.</summary>
    /// <param name="scores">x, of any shape.</param>
    /// <param name="signs">y, 1 or −1, of the same shape.</param>
    /// <param name="margin">Above 0. Default 1.</param>
    /// <param name="isSquared">Whether losses are squared. Default false.</param>
    /// <param name="reduction">Of the elements. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are no elements to take the mean of.</exception>
    public static Tensor HingeLoss(Tensor scores, Tensor signs, double margin = 1, bool isSquared = false, LossReduction reduction = LossReduction.Mean)
    {
        Require.Positive(margin);
        (Tensor x, Tensor y) = Alike("hinge-loss", scores, signs, "signs");
        Tensor losses = (margin - (x * y)).Relu();
        return Reduced("hinge-loss", isSquared ? losses.Square() : losses, reduction);
    }

    /// <summary>Σ max(0, margin − x_right + x_other)ᵖ over the other classes, over the number of classes.</summary>
    /// <param name="scores">… × classes.</param>
    /// <param name="classes">…: a class for each row, whole numbers from 0.</param>
    /// <param name="margin">Above 0. Default 1.</param>
    /// <param name="isSquared">Whether p is 2 rather than 1. Default false.</param>
    /// <param name="weights">One for each class: what the loss of its rows is multiplied by. Default all 1.</param>
    /// <param name="reduction">Of the rows; the mean is over their number, whatever the weights, as in PyTorch. Default the mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the classes are not whole numbers, or there is no row to take the mean of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is not there; its row is named.</exception>
    /// <remarks>Source: K. Crammer and Y. Singer, "On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines", JMLR 2, 2001; the sum in place of the largest is J. Weston's and C. Watkins's.</remarks>
    public static Tensor MultiMarginLoss(Tensor scores, Tensor classes, double margin = 1, bool isSquared = false, Tensor? weights = null, LossReduction reduction = LossReduction.Mean)
    {
        const string Name = "multi-margin-loss";
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(classes);
        Require.Positive(margin);
        if (!scores.Type.IsFloating || scores.Rank == 0 || scores.Shape[-1] == 0)
            throw new ArgumentException($"{Name}: scores are floating, of at least one class along the last axis; a tensor of {scores.Type} of {scores.Shape} was given.", nameof(scores));
        CheckClasses(Name, scores, classes);
        if (weights is not null && weights.Shape != [scores.Shape[-1]])
            throw new ArgumentException($"{Name}: weights of {weights.Shape} do not fit scores of {scores.Shape}: there is one for each of {scores.Shape[-1]} classes.", nameof(weights));
        Tensor labels = classes.Detach().To(DType.Int64), flat = labels.Reshape(-1).Contiguous();
        TotalWeight(Name, classes.Shape, flat, scores.Shape[-1], null, long.MinValue);
        Tensor places = labels.Unsqueeze(-1), own = Tensor.Arange(0, scores.Shape[-1], type: DType.Int64).EqualTo(places);
        Tensor over = (margin - scores.Gather(-1, places) + scores).Relu().MaskedFill(own, 0);
        Tensor losses = (isSquared ? over.Square() : over).Sum(-1) / scores.Shape[-1];
        if (weights is not null)
            losses *= weights.Detach().To(losses.Type).IndexSelect(0, flat).Reshape(losses.Shape.Sizes);
        return Reduced(Name, losses, reduction);
    }

    /// <summary>max(0, d(anchor, positive) − d(anchor, negative) + margin): what belongs together must be nearer than what does not.</summary>
    /// <param name="anchors">… × d.</param>
    /// <param name="positives">Of the same shape: of the anchors' kind.</param>
    /// <param name="negatives">Of the same shape: of other kinds.</param>
    /// <param name="margin">Above 0. Default 1.</param>
    /// <param name="swap">Whether the distance from positive to negative stands in where it is the smaller. Default false.</param>
    /// <param name="reduction">Of the triplets. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is no triplet to take the mean of.</exception>
    /// <remarks>
    /// Distances are Euclidean; 1e-6 is added to each difference, as in PyTorch, so that equal points have a gradient.
    /// Source: V. Balntas, E. Riba, D. Ponsa and K. Mikolajczyk, "Learning Local Feature Descriptors with Triplets and Shallow Convolutional Neural Networks", BMVC 2016.
    /// </remarks>
    public static Tensor TripletMarginLoss(Tensor anchors, Tensor positives, Tensor negatives, double margin = 1, bool swap = false, LossReduction reduction = LossReduction.Mean)
    {
        const string Name = "triplet-margin-loss";
        Require.Positive(margin);
        (Tensor a, Tensor p) = Alike(Name, anchors, positives, "positives");
        (_, Tensor n) = Alike(Name, a, negatives, "negatives");
        Tensor near = Apart(Name, a, p), far = Apart(Name, a, n);
        if (swap)
            far = Tensor.Minimum(far, Apart(Name, p, n));
        return Reduced(Name, (near - far + margin).Relu(), reduction);
    }

    /// <summary>½d² for pairs that belong together and ½max(0, margin − d)² for those that do not, where d is their distance.</summary>
    /// <param name="a">… × d.</param>
    /// <param name="b">Of the same shape.</param>
    /// <param name="same">…: 1, or true, where a pair belongs together, else 0.</param>
    /// <param name="margin">Above 0. Default 1.</param>
    /// <param name="reduction">Of the pairs. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no pair to take the mean of.</exception>
    /// <remarks>Source: R. Hadsell, S. Chopra and Y. LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", CVPR 2006.</remarks>
    public static Tensor ContrastiveLoss(Tensor a, Tensor b, Tensor same, double margin = 1, LossReduction reduction = LossReduction.Mean)
    {
        const string Name = "contrastive-loss";
        Require.Positive(margin);
        (Tensor x, Tensor y) = Alike(Name, a, b, "partners");
        Tensor apart = Apart(Name, x, y), together = Labels(Name, same, apart, "same");
        return Reduced(Name, 0.5 * ((together * (x - y).Square().Sum(-1)) + ((1 - together) * (margin - apart).Relu().Square())), reduction);
    }

    /// <summary>1 − cos for pairs that belong together and max(0, cos − margin) for those that do not.</summary>
    /// <param name="a">… × d.</param>
    /// <param name="b">Of the same shape.</param>
    /// <param name="signs">…: 1 where a pair belongs together, else −1.</param>
    /// <param name="margin">From −1 to 1. Default 0.</param>
    /// <param name="reduction">Of the pairs. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no pair to take the mean of.</exception>
    public static Tensor CosineEmbeddingLoss(Tensor a, Tensor b, Tensor signs, double margin = 0, LossReduction reduction = LossReduction.Mean)
    {
        const string Name = "cosine-embedding-loss";
        Require.Between(margin, -1, 1);
        (Tensor x, Tensor y) = Alike(Name, a, b, "partners");
        if (x.Rank == 0)
            throw new ArgumentException($"{Name}: a single number has no direction; vectors are along the last axis.", nameof(a));

        // PyTorch's small number: a vector of zeros has cosine 0, and a gradient.
        Tensor cosine = (x * y).Sum(-1) / ((x.Square().Sum(-1) + 1e-12) * (y.Square().Sum(-1) + 1e-12)).Sqrt();
        Tensor sign = Labels(Name, signs, cosine, "signs");
        return Reduced(Name, Tensor.Where(sign > 0, 1 - cosine, (cosine - margin).Relu()), reduction);
    }

    /// <summary>The cross-entropy of finding each query's own key among all keys of the batch, by cosine.</summary>
    /// <param name="queries">Pairs × d.</param>
    /// <param name="keys">Of the same shape: row i belongs to query i, and the others are its negatives.</param>
    /// <param name="temperature">What cosines are divided by, above 0. Default 0.1.</param>
    /// <param name="isSymmetric">Whether keys look for their queries too, and the mean of both is taken, as CLIP does. Default false.</param>
    /// <param name="negatives">Further keys that belong to no query, × d. Default none.</param>
    /// <param name="reduction">Of the pairs. Default their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no pair to take the mean of.</exception>
    /// <remarks>Source: A. van den Oord, Y. Li and O. Vinyals, "Representation Learning with Contrastive Predictive Coding", 2018.</remarks>
    public static Tensor InfoNceLoss(
        Tensor queries, Tensor keys, double temperature = 0.1, bool isSymmetric = false, Tensor? negatives = null, LossReduction reduction = LossReduction.Mean)
    {
        const string Name = "info-nce-loss";
        Require.Positive(temperature);
        (Tensor q, Tensor k) = Alike(Name, queries, keys, "keys");
        if (q.Rank != 2 || (negatives is not null && (negatives.Rank != 2 || negatives.Shape[1] != q.Shape[1])))
            throw new ArgumentException($"{Name}: queries of {q.Shape}{(negatives is null ? "" : $" and negatives of {negatives.Shape}")} are no rows of vectors of one length.", nameof(queries));
        Tensor others = Directions(k), own = Directions(q);
        Tensor all = negatives is null ? others : Tensor.Concat([others, Directions(negatives.To(k.Type))]);
        Tensor places = Tensor.Arange(0, q.Shape[0], type: DType.Int64);
        if (q.Shape[0] == 0)
            return Reduced(Name, q.Sum(-1), reduction);
        Tensor loss = CrossEntropy(own.MatMul(all.Transpose()) / temperature, places, reduction: reduction);
        return isSymmetric ? (loss + CrossEntropy(others.MatMul(own.Transpose()) / temperature, places, reduction: reduction)) / 2 : loss;
    }

    private static Tensor Directions(Tensor x) => x / (x.Square().Sum(-1, keep: true) + 1e-24).Sqrt();

    private static Tensor Apart(string name, Tensor a, Tensor b) => a.Rank > 0
        ? (a - b + 1e-6).Norm(-1)
        : throw new ArgumentException($"{name}: a single number is no vector; vectors are along the last axis.", nameof(a));

    private static Tensor Labels(string name, Tensor labels, Tensor of, string what)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Shape == of.Shape
            ? labels.Detach().To(of.Type)
            : throw new ArgumentException($"{name}: {what} of {labels.Shape} were given for pairs of {of.Shape}: there is one for each pair.", nameof(labels));
    }
}
