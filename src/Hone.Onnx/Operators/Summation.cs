using Hone.Deep;

namespace Hone.Onnx;

/// <summary>Sums of products over letters, as the operator Einsum has them: one product of matrices after the other.</summary>
internal static class Summation
{
    // Letters that stand for the axes under an ellipsis; none of them can stand in an equation.
    private const char FirstHidden = '\u0100';

    public static Tensor Run(string equation, Tensor[] operands)
    {
        string plain = equation.Replace(" ", "", StringComparison.Ordinal);
        int arrow = plain.IndexOf("->", StringComparison.Ordinal);
        string[] terms = (arrow < 0 ? plain : plain[..arrow]).Split(',');
        if (terms.Length != operands.Length)
            throw Call.Fault($"has {operands.Length} inputs for '{equation}'");
        int hidden = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = Spread(terms[i], operands[i].Rank, equation, out int under);
            hidden = Math.Max(hidden, under);
        }
        string ellipsis = new([.. Enumerable.Range(0, hidden).Select(i => (char)(FirstHidden + hidden - 1 - i))]);
        string result = arrow >= 0
            ? plain[(arrow + 2)..].Replace("...", ellipsis, StringComparison.Ordinal)
            : ellipsis + new string([.. string.Concat(terms).Where(char.IsAsciiLetter).GroupBy(letter => letter).Where(group => group.Count() == 1).Select(group => group.Key).Order()]);

        (string letters, Tensor x) = Single(terms[0], operands[0], result + string.Concat(terms[1..]));
        for (int i = 1; i < terms.Length; i++)
        {
            string later = result + string.Concat(terms[(i + 1)..]);
            (string other, Tensor y) = Single(terms[i], operands[i], letters + later);
            (letters, x) = Pair(letters, x, other, y, later);
        }
        (letters, x) = Single(letters, x, result);
        int[] order = [.. result.Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))];
        return !order.Contains(-1) && order.Distinct().Count() == letters.Length && order.Length == letters.Length ? x.Permute(order) : throw Call.Fault($"cannot read '{equation}'");
    }

    // The hidden letters count from the end, so that shorter ellipses stretch to longer ones.
    private static string Spread(string term, int rank, string equation, out int hidden)
    {
        hidden = 0;
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        if (dots >= 0)
        {
            hidden = rank - (term.Length - 3);
            int count = hidden;
            term = hidden < 0 ? term : term[..dots] + new string([.. Enumerable.Range(0, hidden).Select(i => (char)(FirstHidden + count - 1 - i))]) + term[(dots + 3)..];
        }
        if (term.Length != rank || term.Any(letter => !char.IsAsciiLetter(letter) && letter < FirstHidden))
            throw Call.Fault($"cannot read '{equation}' for an input with {rank} axes");
        return term;
    }

    // Diagonals where a letter stands twice, and sums over letters that nobody else has.
    private static (string Letters, Tensor X) Single(string letters, Tensor x, string needed)
    {
        for (int axis = 0; axis < letters.Length; axis++)
        {
            int twin = letters.IndexOf(letters[axis], axis + 1);
            if (twin < 0)
                continue;
            if (x.Shape[axis] != x.Shape[twin])
                throw Call.Fault($"gives the letter '{letters[axis]}' the sizes {x.Shape[axis]} and {x.Shape[twin]}");
            int[] order = [.. Enumerable.Range(0, letters.Length).Where(k => k != axis && k != twin), axis, twin];
            Tensor square = x.Permute(order);
            int size = x.Shape[axis];
            Tensor places = Tensor.Arange(0, size, type: DType.Int64).Reshape(size, 1).Expand([.. square.Shape.Sizes[..^2], size, 1]);
            return Single(string.Concat(order[..^1].Select(k => letters[k])), square.Gather(square.Rank - 1, places).Squeeze(-1), needed);
        }
        for (int axis = letters.Length - 1; axis >= 0; axis--)
        {
            if (!needed.Contains(letters[axis], StringComparison.Ordinal))
                (x, letters) = (x.Sum(axis), letters.Remove(axis, 1));
        }
        return (letters, x);
    }

    private static (string Letters, Tensor X) Pair(string a, Tensor x, string b, Tensor y, string later)
    {
        // Letters of both that stay are batches, those of both that go are summed, the others are rows and columns.
        // A size of 1 stretches, so it cannot be summed by a product of matrices: stretched first, all sizes agree.
        foreach (char letter in a.Where(letter => b.Contains(letter, StringComparison.Ordinal)))
        {
            int i = a.IndexOf(letter, StringComparison.Ordinal), j = b.IndexOf(letter, StringComparison.Ordinal), size = Math.Max(x.Shape[i], y.Shape[j]);
            (x, y) = (Stretch(x, i, size), Stretch(y, j, size));
        }
        string batch = Only(a, letter => b.Contains(letter, StringComparison.Ordinal) && later.Contains(letter, StringComparison.Ordinal));
        string inner = Only(a, letter => b.Contains(letter, StringComparison.Ordinal) && !later.Contains(letter, StringComparison.Ordinal));
        string rows = Only(a, letter => !b.Contains(letter, StringComparison.Ordinal)), columns = Only(b, letter => !a.Contains(letter, StringComparison.Ordinal));
        Tensor left = Matrix(x, a, batch, rows, inner), right = Matrix(y, b, batch, inner, columns);
        return (batch + rows + columns, left.MatMul(right).Reshape([.. Sizes(x, a, batch), .. Sizes(x, a, rows), .. Sizes(y, b, columns)]));
    }

    private static Tensor Stretch(Tensor x, int axis, int size)
    {
        int[] sizes = x.Shape.Sizes.ToArray();
        sizes[axis] = size;
        return x.Expand(sizes);
    }

    private static string Only(string letters, Func<char, bool> which) => string.Concat(letters.Where(which));

    private static int[] Sizes(Tensor x, string letters, string which) => [.. which.Select(letter => x.Shape[letters.IndexOf(letter, StringComparison.Ordinal)])];

    private static Tensor Matrix(Tensor x, string letters, string batch, string rows, string columns)
    {
        Tensor ordered = x.Permute([.. (batch + rows + columns).Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))]);
        int Count(string which) => Sizes(x, letters, which).Aggregate(1, (product, size) => product * size);
        return ordered.Reshape([.. Sizes(x, letters, batch), Count(rows), Count(columns)]);
    }
}
