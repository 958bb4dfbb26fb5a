namespace Hone.Deep;

/// <summary>Sums of products in Einstein's notation, as pairs of tensors that are contracted one after the other.</summary>
/// <remarks>
/// Axes carry labels: letters, and numbers below 0 for what an ellipsis stands for, counted from its end. A pair becomes a product of matrices: labels of both that stay are batches, labels of both
/// that go are summed over, and the others are rows and columns. The pair whose product is smallest, compared with the two, comes first.
/// </remarks>
internal sealed class Einsum
{
    private readonly string equation;
    private readonly List<(Tensor Tensor, List<int> Labels)> operands = [];
    private readonly Dictionary<int, (int Size, int Operand)> sizes = [];
    private readonly List<int> output = [];

    public Einsum(string equation, ReadOnlySpan<Tensor> tensors)
    {
        this.equation = equation;
        string plain = equation.Replace(" ", "", StringComparison.Ordinal);
        int arrow = plain.IndexOf("->", StringComparison.Ordinal);
        string[] terms = (arrow < 0 ? plain : plain[..arrow]).Split(',');
        if (terms.Length != tensors.Length)
            throw Wrong(FormattableString.Invariant($"it speaks of {terms.Length} operands, and {tensors.Length} were given"));
        for (int i = 0; i < terms.Length; i++)
            Add(tensors[i] ?? throw new ArgumentNullException(nameof(tensors)), terms[i], i);
        output = arrow < 0 ? Implied(terms) : Parse(plain[(arrow + 2)..], EllipsisRank, "the result");
        if (output.Distinct().Count() != output.Count)
            throw Wrong("a letter stands twice in the result");
        foreach (int label in output)
        {
            if (!sizes.ContainsKey(label))
                throw Wrong($"the result has the letter '{(char)label}', which no operand has");
        }
    }

    private int EllipsisRank => -sizes.Keys.DefaultIfEmpty(0).Min() is var rank and > 0 ? rank : 0;

    /// <summary>What the equation says.</summary>
    public Tensor Run()
    {
        for (int i = 0; i < operands.Count; i++)
            operands[i] = Stripped(operands[i], i);
        while (operands.Count > 1)
        {
            (int a, int b) = Next();
            (Tensor Tensor, List<int> Labels) product = Contract(operands[a], operands[b], Needed(a, b));
            operands.RemoveAt(b);
            operands.RemoveAt(a);
            operands.Add(product);
        }
        (Tensor result, List<int> labels) = operands[0];
        // What was of size 1 everywhere may have gone on the way.
        foreach (int label in output.Where(label => !labels.Contains(label)).ToArray())
        {
            result = result.Unsqueeze(-1);
            labels.Add(label);
        }
        result = result.Permute([.. output.Select(label => labels.IndexOf(label))]);
        return result;
    }

    private ArgumentException Wrong(string what) => new($"einsum: '{equation}' does not go: {what}.", nameof(equation));

    private List<int> Parse(string term, int ellipsis, string where)
    {
        List<int> labels = [];
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        for (int i = 0; i < term.Length; i++)
        {
            if (i == dots)
            {
                labels.AddRange(Enumerable.Range(-ellipsis, ellipsis));
                i += 2;
            }
            else if (char.IsAsciiLetter(term[i]))
            {
                labels.Add(term[i]);
            }
            else
            {
                throw Wrong($"'{term[i]}' in {where} is neither a letter nor part of one '...'");
            }
        }
        return labels;
    }

    private void Add(Tensor tensor, string term, int index)
    {
        bool dotted = term.Contains("...", StringComparison.Ordinal);
        int letters = term.Length - (dotted ? 3 : 0);
        if (dotted ? letters > tensor.Rank : letters != tensor.Rank)
            throw Wrong(FormattableString.Invariant($"operand {index} of {tensor.Shape} has {tensor.Rank} axes and '{term}' names {letters}"));
        List<int> labels = Parse(term, tensor.Rank - letters, FormattableString.Invariant($"operand {index}"));

        // A letter that stands twice means the diagonal.
        for (int axis = 0; axis < labels.Count; axis++)
        {
            int second = labels.IndexOf(labels[axis], axis + 1);
            if (second < 0)
                continue;
            if (tensor.Shape[axis] != tensor.Shape[second])
                throw Differ(labels[axis], tensor.Shape[axis], index, tensor.Shape[second], index);
            tensor = tensor.Diagonal(0, axis, second);
            labels.Add(labels[axis]);
            labels.RemoveAt(second);
            labels.RemoveAt(axis--);
        }
        for (int axis = 0; axis < labels.Count; axis++)
        {
            int size = tensor.Shape[axis];
            (int Size, int Operand) known = sizes.GetValueOrDefault(labels[axis], (1, index));
            if (known.Size != 1 && size != 1 && known.Size != size)
                throw Differ(labels[axis], known.Size, known.Operand, size, index);
            sizes[labels[axis]] = known.Size == 1 ? (size, index) : known;
        }
        operands.Add((tensor, labels));
    }

    private ArgumentException Differ(int label, int one, int first, int other, int second) => Wrong(FormattableString.Invariant(
        $"{(label < 0 ? $"axis {label} of '...'" : $"'{(char)label}'")} is {one} in operand {first} and {other} in operand {second}"));

    // Without an arrow: what the ellipsis stands for, then the letters that stand once, in order of the alphabet.
    private List<int> Implied(string[] terms)
    {
        string all = string.Concat(terms);
        return [.. Enumerable.Range(-EllipsisRank, EllipsisRank), .. all.Where(letter => letter != '.' && all.Count(other => other == letter) == 1).Order().Select(letter => (int)letter)];
    }

    // Labels that the result or another operand than these has.
    private HashSet<int> Needed(params ReadOnlySpan<int> but)
    {
        HashSet<int> needed = [.. output];
        for (int i = 0; i < operands.Count; i++)
        {
            if (!but.Contains(i))
                needed.UnionWith(operands[i].Labels);
        }
        return needed;
    }

    // Without axes that are stretched, which say nothing, and summed over labels that nobody else has.
    private (Tensor Tensor, List<int> Labels) Stripped((Tensor Tensor, List<int> Labels) operand, int index)
    {
        (Tensor tensor, List<int> labels) = operand;
        HashSet<int> needed = Needed(index);
        for (int axis = labels.Count - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] == 1 && (sizes[labels[axis]].Size != 1 || operands.Count > 1))
                tensor = tensor.Squeeze(axis);
            else if (!needed.Contains(labels[axis]))
                tensor = tensor.Sum(axis);
            else
                continue;
            labels.RemoveAt(axis);
        }
        return (tensor, labels);
    }

    private (int A, int B) Next()
    {
        (int, int) best = (0, 1);
        double least = double.PositiveInfinity;
        for (int a = 0; a < operands.Count; a++)
        {
            for (int b = a + 1; b < operands.Count; b++)
            {
                HashSet<int> needed = Needed(a, b);
                double size = Size(operands[a].Labels.Union(operands[b].Labels).Where(needed.Contains)) - Size(operands[a].Labels) - Size(operands[b].Labels);
                if (size < least)
                    (best, least) = ((a, b), size);
            }
        }
        return best;
    }

    private double Size(IEnumerable<int> labels) => labels.Aggregate(1.0, (size, label) => size * sizes[label].Size);

    private (Tensor Tensor, List<int> Labels) Contract((Tensor Tensor, List<int> Labels) a, (Tensor Tensor, List<int> Labels) b, HashSet<int> needed)
    {
        List<int> batch = [.. a.Labels.Where(label => b.Labels.Contains(label) && needed.Contains(label))], gone = [.. a.Labels.Where(label => b.Labels.Contains(label) && !needed.Contains(label))];
        List<int> rows = [.. a.Labels.Where(label => !b.Labels.Contains(label))], columns = [.. b.Labels.Where(label => !a.Labels.Contains(label))];
        List<int> labels = [.. batch, .. rows, .. columns];
        if (gone.Count == 0 || (rows.Count == 0 && columns.Count == 0))
        {
            // Nothing to sum over, or a number for each batch: a product of matrices would have a side of 1.
            Tensor left = Arranged(a, [.. batch, .. rows], gone, columns.Count), right = Arranged(b, [.. batch], [.. columns, .. gone], 0);
            for (int i = 0; i < rows.Count; i++)
                right = right.Unsqueeze(batch.Count);
            Tensor product = left * right;
            for (int i = 0; i < gone.Count; i++)
                product = product.Sum(-1);
            return (product, labels);
        }
        Tensor first = Grouped(a, batch, rows, gone), second = Grouped(b, batch, gone, columns);
        return (first.MatMul(second).Reshape([.. labels.Select(label => sizes[label].Size)]), labels);
    }

    // Axes in an order, with axes of size 1 between the two parts.
    private static Tensor Arranged((Tensor Tensor, List<int> Labels) operand, List<int> front, List<int> back, int between)
    {
        Tensor tensor = operand.Tensor.Permute([.. front.Concat(back).Select(label => operand.Labels.IndexOf(label))]);
        for (int i = 0; i < between; i++)
            tensor = tensor.Unsqueeze(front.Count);
        return tensor;
    }

    // Matrices: batches, then the one group of axes as rows and the other as columns.
    private Tensor Grouped((Tensor Tensor, List<int> Labels) operand, List<int> batch, List<int> rows, List<int> columns)
    {
        int Product(List<int> labels) => labels.Aggregate(1, (product, label) => product * sizes[label].Size);
        Tensor tensor = Arranged(operand, [.. batch, .. rows], columns, 0);
        return tensor.Reshape([.. tensor.Shape.Sizes[..batch.Count], Product(rows), Product(columns)]);
    }
}
