using System.Globalization;
using System.Text;

namespace Hone.Deep;

/// <summary>Tensors as text: all elements of small ones, the first and last three along each axis of larger ones.</summary>
internal static class TensorText
{
    private const int Most = 1000;
    private const int Edge = 3;

    public static string Of(Tensor tensor)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Tensor {tensor.Type} {tensor.Shape}");
        if (tensor.Count == 0)
            return text.ToString();
        using NoGrad pause = NoGrad.Begin();
        text.Append(tensor.Rank < 2 ? " " : "\n");
        Write(text, tensor.To(DType.Float64), tensor.Type, 0, tensor.Count > Most);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Tensor tensor, DType type, int depth, bool brief)
    {
        if (tensor.Rank == 0)
        {
            double value = tensor.Item();
            text.Append(type == DType.Bool ? (value != 0 ? "true" : "false") : value.ToString(type.IsFloating ? "G6" : "F0", CultureInfo.InvariantCulture));
            return;
        }
        int size = tensor.Shape[0];
        text.Append('[');
        for (int i = 0; i < size; i++)
        {
            if (i > 0)
                text.Append(tensor.Rank == 1 ? ", " : ",\n" + new string(' ', depth + 1));
            if (brief && i == Edge && size > 2 * Edge)
            {
                text.Append('…');
                i = size - Edge - 1;
                continue;
            }
            Write(text, tensor.Select(0, i), type, depth + 1, brief);
        }
        text.Append(']');
    }
}
