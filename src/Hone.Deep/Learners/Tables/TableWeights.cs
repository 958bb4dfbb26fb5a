using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>One trained network for tables: computes rows without tensors, each by itself or many together, to the same bits.</summary>
internal sealed class TableWeights
{
    private readonly float[] numbers, bias, vectors, output, outputBias;
    private readonly (float[] Weight, float[] Bias)[] blocks;
    private readonly int width;

    /// <summary>Takes weights, inputs × outputs each.</summary>
    public TableWeights(float[] numbers, float[] bias, float[] vectors, (float[] Weight, float[] Bias)[] blocks, float[] output, float[] outputBias)
    {
        (this.numbers, this.bias, this.vectors, this.blocks, this.output, this.outputBias) = (numbers, bias, vectors, blocks, output, outputBias);
        width = bias.Length;
    }

    /// <summary>Numbers computed for a row.</summary>
    public int Outputs => outputBias.Length;

    /// <summary>Computes rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="inputs">Rows × inputs.</param>
    /// <param name="places">Rows × categories.</param>
    /// <param name="outputs">Receives rows × outputs.</param>
    public void Compute(int rows, ReadOnlySpan<float> inputs, ReadOnlySpan<int> places, Span<float> outputs)
    {
        int count = rows * width, categories = places.Length / rows;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * count);
        Span<float> hidden = rented.AsSpan(0, count), next = rented.AsSpan(count, count);
        for (int i = 0; i < rows; i++)
        {
            Span<float> row = hidden.Slice(i * width, width);
            bias.CopyTo(row);
            foreach (int place in places.Slice(i * categories, categories))
                Add(vectors.AsSpan(place * width, width), row);
        }
        AddProduct(rows, inputs, numbers, hidden);
        Rectify(hidden);
        foreach ((float[] weight, float[] offset) in blocks)
        {
            Repeat(offset, next);
            AddProduct(rows, hidden, weight, next);
            Rectify(next);
            Add(next, hidden);
        }
        Repeat(outputBias, outputs);
        AddProduct(rows, hidden, output, outputs);
        ArrayPool<float>.Shared.Return(rented);
    }

    public void Write(PackageWriter writer)
    {
        writer.Singles("numbers", numbers);
        writer.Singles("bias", bias);
        writer.Singles("vectors", vectors);
        writer.Groups("blocks", blocks, static (w, block) =>
        {
            w.Singles("weight", block.Weight);
            w.Singles("bias", block.Bias);
        });
        writer.Singles("output", output);
        writer.Singles("output-bias", outputBias);
    }

    public static TableWeights Read(PackageReader reader, TableEncoder encoder, int outputs)
    {
        float[] bias = Finite(reader, "bias", null);
        int width = bias.Length;
        if (width == 0)
            throw reader.Fault("bias", "is empty");
        return new TableWeights(
            Finite(reader, "numbers", (long)Math.Max(1, encoder.Width) * width), bias, Finite(reader, "vectors", (long)encoder.Vectors * width),
            reader.Groups("blocks", r => (Finite(r, "weight", (long)width * width), Finite(r, "bias", width))),
            Finite(reader, "output", (long)width * outputs), Finite(reader, "output-bias", outputs));
    }

    private static float[] Finite(PackageReader reader, string name, long? length)
    {
        float[] values = reader.Singles(name, length is { } known ? checked((int)known) : null);
        return Array.TrueForAll(values, float.IsFinite) ? values : throw reader.Fault(name, "holds a number that is not finite");
    }

    // sums += a·b, each entry one chain along the depth: the same bits for one row and for many.
    private static unsafe void AddProduct(int rows, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> sums)
    {
        int depth = a.Length / rows, columns = sums.Length / rows;
        fixed (float* pa = a, pb = b, pc = sums)
        {
            Product<float> product = new(rows, columns, depth, new(pa, depth, false), new(pb, columns, false), pc, columns) { Beta = 1 };
            GemmDirect<float>.Run(product, GemmTile<float>.For(VectorPath.Widest));
        }
    }

    private static void Repeat(ReadOnlySpan<float> row, Span<float> to)
    {
        for (int at = 0; at < to.Length; at += row.Length)
            row.CopyTo(to[at..]);
    }

    private static void Add(ReadOnlySpan<float> x, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] += x[i];
    }

    private static void Rectify(Span<float> x)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] = x[i] > 0 ? x[i] : 0;
    }
}
