using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Rows of words' numbers as batches.</summary>
internal sealed class WordRows(Features x, int words, int[] rows, ClassTarget? target, double[]? weights, double dropout) : Dataset
{
    // The number of a word that is not known; 0 is none at all.
    private const int Unknown = 1;

    public override int Count => rows.Length;

    /// <summary>The largest number of a word.</summary>
    /// <exception cref="ArgumentException">A value is no whole number of at least 0.</exception>
    public static int Largest(Features x, string speaker)
    {
        const int most = 1 << 24;
        double largest = 0;
        double[] scratch = new double[x.ColumnCount];
        for (int i = 0; i < x.RowCount; i++)
        {
            x.CopyRow(i, scratch);
            for (int j = 0; j < scratch.Length; j++)
            {
                if (!(scratch[j] >= 0 && scratch[j] == Math.Floor(scratch[j]) && scratch[j] < most))
                    throw new ArgumentException(FormattableString.Invariant($"Column '{x.Columns[j].Name}' is {scratch[j]} in row {i}; {speaker} takes the numbers of words, whole and from 0 to {most - 1}. Use a recipe with WordSequence."), nameof(x));
                largest = Math.Max(largest, scratch[j]);
            }
        }
        return (int)largest;
    }

    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        int length = x.ColumnCount;
        long[] numbers = new long[samples.Length * length];
        double[] scratch = new double[length];
        RandomKey key = epoch.Child("words");
        for (int i = 0; i < samples.Length; i++)
        {
            x.CopyRow(rows[samples[i]], scratch);
            RandomStream? random = dropout > 0 ? key.Child(samples[i]).Open() : null;
            for (int j = 0; j < length; j++)
            {
                int number = NumberOf(scratch[j], words);
                numbers[(i * length) + j] = number > 0 && random is not null && random.Uniform() < dropout ? Unknown : number;
            }
        }
        Tensor input = Tensor.From(numbers, [samples.Length, length]);
        if (target is null)
            return new Batch([input], [], samples);
        long[] classes = new long[samples.Length];
        float[] counts = new float[samples.Length];
        for (int i = 0; i < samples.Length; i++)
            (classes[i], counts[i]) = (target.Codes[rows[samples[i]]], (float)(weights?[rows[samples[i]]] ?? 1));
        return new Batch([input], weights is null ? [Tensor.From(classes)] : [Tensor.From(classes), Tensor.From(counts)], samples);
    }

    /// <summary>A value as the number of a word; what is none counts as unknown.</summary>
    public static int NumberOf(double value, int words) => value == 0 ? 0 : value > 0 && value < words && value == Math.Floor(value) ? (int)value : Unknown;
}
