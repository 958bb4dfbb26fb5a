using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    // Stands for −∞ in formulas, where ∞ − ∞ would be no number.
    private const double Unseen = -1e30;

    /// <summary>Scaled dot-product attention: each query's mean of the values, weighted by the softmax of its products with the keys.</summary>
    /// <param name="query">samples × heads × queries × width; fewer axes in front are one sample or one head.</param>
    /// <param name="key">samples × heads × keys × width.</param>
    /// <param name="value">samples × heads × keys × value width.</param>
    /// <param name="mask">Stretches to samples × heads × queries × keys: of Bool, true where a query sees a key; or numbers that are added to the products.</param>
    /// <param name="isCausal">Whether a query sees only keys up to its own place, the last query's being the last key. Default false.</param>
    /// <param name="keyLengths">For each sample how many of its keys are there, from the first on; null for all.</param>
    /// <param name="scale">What products are multiplied by, above 0. Default 1/√width.</param>
    /// <param name="dropout">The probability with which a weight is set to 0. Default 0.</param>
    /// <param name="dropoutKey">Says which weights.</param>
    /// <returns>samples × heads × queries × value width. A query that sees nothing gets zeros.</returns>
    /// <remarks>
    /// The weights of all queries and keys are never in memory together: blocks of them are made, used and made again on the way back, so memory grows with the length and not with its square.
    /// Cost samples·heads·queries·keys·(width + value width) multiplications, half of it where causal. Source: A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
    /// </remarks>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor Attention(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool isCausal = false, int[]? keyLengths = null, double? scale = null, double dropout = 0, RandomKey dropoutKey = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        int rank = query.Rank;
        if (rank is < 2 or > 4 || key.Rank != rank || value.Rank != rank)
            throw new ArgumentException($"attention: queries of {query.Shape}, keys of {key.Shape} and values of {value.Shape} were given; all must have the same number of axes, two to four.", nameof(query));
        if (rank < 4)
        {
            // One head of several samples, or of one.
            Tensor Grown(Tensor x) => rank == 3 ? x.Unsqueeze(1) : x.Unsqueeze(0).Unsqueeze(0);
            Tensor? grown = mask is { Rank: 3 } && rank == 3 ? mask.Unsqueeze(1) : mask;
            Tensor result = Attention(Grown(query), Grown(key), Grown(value), grown, isCausal, keyLengths, scale, dropout, dropoutKey);
            return rank == 3 ? result.Squeeze(1) : result.Squeeze(0).Squeeze(0);
        }
        if (!key.Shape.Sizes[..2].SequenceEqual(query.Shape.Sizes[..2]) || !value.Shape.Sizes[..3].SequenceEqual(key.Shape.Sizes[..3]) || key.Shape[3] != query.Shape[3] || query.Shape[3] == 0)
        {
            throw new ArgumentException(
                $"attention: queries of {query.Shape}, keys of {key.Shape} and values of {value.Shape} do not go together: samples and heads must agree, the widths of queries and keys, and the numbers of keys and values.", nameof(key));
        }
        DType type = query.Type == DType.Float64 || key.Type == DType.Float64 || value.Type == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor q = SideBySide(query.To(type)), k = SideBySide(key.To(type)), v = SideBySide(value.To(type));
        AttentionTerms terms = Terms(q.Shape, k.Shape[2], type, mask, isCausal, keyLengths, scale, dropout, dropoutKey);
        if (terms.Mask is { RequiresGrad: true })
            return AttentionFormula(q, k, v, terms);

        Tensor? y = null, logs = null;
        return Fused.Run(
            "attention", [q, k, v], at => AttentionFormula(at[0], at[1], at[2], terms),
            () =>
            {
                (y, logs) = (ByPosition(q.Shape[0], q.Shape[1], q.Shape[2], v.Shape[3], type), Tensor.Uninitialised(new Shape(q.Shape.Sizes[..3]), type));
                Device.Cpu.Attention(q, k, v, terms, y, logs);
                return y;
            },
            (g, _) =>
            {
                Tensor toQ = LikePosition(q), toK = LikePosition(k), toV = LikePosition(v);
                Device.Cpu.AttentionBack(SideBySide(g), q, k, v, terms, y!, logs!, toQ, toK, toV);
                return [toQ, toK, toV];
            }, keepsResult: true, reads: terms.Mask is null ? null : [terms.Mask]);
    }

    /// <summary>Attention of a sequence to itself, from queries, keys and values that lie in one row: nothing is copied on the way there, nor on the way back.</summary>
    /// <param name="packed">samples × length × 3·heads·width: queries, keys and values one after the other, in each the heads one after the other.</param>
    /// <param name="heads">How many.</param>
    /// <param name="mask">What is seen or added; null for none.</param>
    /// <param name="isCausal">Whether a position sees only what came before, and itself.</param>
    /// <param name="keyLengths">For each sample how long it is; null for all of the length.</param>
    /// <param name="dropout">The probability with which a weight is set to 0.</param>
    /// <param name="dropoutKey">Says which weights.</param>
    /// <returns>samples × length × heads·width.</returns>
    internal static Tensor SelfAttention(Tensor packed, int heads, Tensor? mask, bool isCausal, int[]? keyLengths, double dropout, RandomKey dropoutKey)
    {
        int samples = packed.Shape[0], length = packed.Shape[1], total = packed.Shape[2] / 3, width = total / heads;
        DType type = packed.Type;
        AttentionTerms terms = Terms([samples, heads, length, width], length, type, mask, isCausal, keyLengths, null, dropout, dropoutKey);
        Tensor[] Split(Tensor x) => [.. Enumerable.Range(0, 3).Select(part => x.Reshape(samples, length, 3, heads, width).Select(2, part).Permute(0, 2, 1, 3))];
        Tensor Formula(Tensor x)
        {
            Tensor[] parts = Split(x);
            return AttentionFormula(parts[0], parts[1], parts[2], terms).Permute(0, 2, 1, 3).Reshape(samples, length, total);
        }
        Tensor all = packed.Contiguous();
        if (terms.Mask is { RequiresGrad: true })
            return Formula(all);
        Tensor? y = null, logs = null;
        return Fused.Run(
            "attention", [all], at => Formula(at[0]),
            () =>
            {
                Tensor[] parts = Split(all);
                (y, logs) = (ByPosition(samples, heads, length, width, type), Tensor.Uninitialised([samples, heads, length], type));
                Device.Cpu.Attention(parts[0], parts[1], parts[2], terms, y, logs);
                return y.Permute(0, 2, 1, 3).Reshape(samples, length, total);
            },
            (g, _) =>
            {
                Tensor back = Tensor.Uninitialised(all.Shape, type);
                Tensor[] parts = Split(all), into = Split(back);
                Device.Cpu.AttentionBack(g.Contiguous().Reshape(samples, length, heads, width).Permute(0, 2, 1, 3), parts[0], parts[1], parts[2], terms, y!, logs!, into[0], into[1], into[2]);
                return [back];
            }, keepsResult: true, reads: terms.Mask is null ? null : [terms.Mask]);
    }

    private static AttentionTerms Terms(
        Shape query, int keys, DType type, Tensor? mask, bool isCausal, int[]? keyLengths, double? scale, double dropout, RandomKey dropoutKey)
    {
        int samples = query[0], heads = query[1], queries = query[2], width = query[3];
        Require.Between(dropout, 0.0, 1.0, nameof(dropout));
        Require.Positive(scale ?? 1, nameof(scale));
        if (keyLengths is not null && keyLengths.Length != samples)
            throw new ArgumentException(FormattableString.Invariant($"attention: {keyLengths.Length} lengths were given for {samples} samples; give one for each."), nameof(keyLengths));
        if (keyLengths is not null && Array.FindIndex(keyLengths, length => length < 0 || length > keys) is >= 0 and int wrong)
            throw new ArgumentException(FormattableString.Invariant($"attention: the length of sample {wrong} is {keyLengths[wrong]}; there are 0 to {keys} keys."), nameof(keyLengths));
        if (mask is not null)
        {
            if (mask.Type != DType.Bool && !mask.Type.IsFloating)
                throw new ArgumentException($"attention: a mask of {mask.Type} was given; of Bool it says what is seen, and floating numbers are added.", nameof(mask));
            Shape all = [samples, heads, queries, keys];
            if (mask.Rank > 4 || Shape.Broadcast(mask.Shape, all, "attention") != all)
                throw new ArgumentException($"attention: a mask of {mask.Shape} does not stretch to samples, heads, queries and keys, {all}.", nameof(mask));
            mask = (mask.Type == DType.Bool ? mask : mask.To(type)).Expand(all.Sizes);
        }
        return new AttentionTerms(scale ?? (1 / Math.Sqrt(width)), isCausal, keyLengths is null ? null : [.. keyLengths], mask, dropout, dropoutKey);
    }

    private static Tensor AttentionFormula(Tensor q, Tensor k, Tensor v, AttentionTerms terms)
    {
        int queries = q.Shape[2], keys = k.Shape[2];
        Tensor scores = q.MatMul(k.Transpose()) * terms.Scale, unseen = Tensor.Scalar(Unseen, q.Type), zero = Tensor.Scalar(0, q.Type);
        List<Tensor> sights = [];
        if (terms.IsCausal)
        {
            Tensor last = Tensor.Arange(keys - queries, keys).Reshape(queries, 1);
            sights.Add(Tensor.Arange(0, keys) <= last);
        }
        if (terms.Lengths is { } lengths)
            sights.Add(Tensor.Arange(0, keys) < Tensor.From(Array.ConvertAll(lengths, length => (float)length), [lengths.Length, 1, 1, 1]));
        if (terms.Mask is { Type: DType.Bool } sight)
        {
            sights.Add(sight);
        }
        else if (terms.Mask is { } added)
        {
            Tensor there = added > Unseen;
            scores += Tensor.Where(there, added, zero);
            sights.Add(there);
        }
        foreach (Tensor each in sights)
            scores = Tensor.Where(each, scores, unseen);
        Tensor weights = scores.Softmax();
        // Where nothing is seen, all that is unseen would count alike.
        foreach (Tensor each in sights)
            weights = Tensor.Where(each, weights, zero);
        return Dropout(weights, terms.Dropout, terms.Key).MatMul(v);
    }

    private static Tensor SideBySide(Tensor x) => x.Strides[^1] == 1 || x.Shape[^1] == 1 ? x : x.Contiguous();

    // Heads of one position lie side by side, so that they can be joined without a copy.
    private static Tensor ByPosition(int samples, int heads, int length, int width, DType type) => Tensor.Uninitialised([samples, length, heads, width], type).Permute(0, 2, 1, 3);

    private static Tensor LikePosition(Tensor x) => ByPosition(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], x.Type);
}
