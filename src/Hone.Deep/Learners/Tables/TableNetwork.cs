using Hone.Numerics;

namespace Hone.Deep;

/// <summary>One network for tables while it is trained: see <see cref="TableWeights"/> for the same at work.</summary>
internal sealed class TableNetwork : Module
{
    private readonly Linear numbers, output;
    private readonly Linear[] blocks;
    private readonly Tensor? vectors;
    private readonly double dropout;

    public TableNetwork(TableEncoder encoder, int width, int layers, int outputs, double dropout, RandomKey key)
    {
        this.dropout = dropout;
        numbers = Part("numbers", new Linear(Math.Max(1, encoder.Width), width, key.Child("numbers")));
        if (encoder.Vectors > 0)
        {
            double bound = 1 / Math.Sqrt(Math.Max(1, encoder.Width) + encoder.Categories);
            vectors = Parameter("vectors", Tensor.Uniform([encoder.Vectors, width], key.Child("vectors").Open(), -bound, bound));
        }
        blocks = [.. Enumerable.Range(1, layers - 1).Select(i => Part(FormattableString.Invariant($"block{i}"), new Linear(width, width, key.Child("block").Child(i))))];
        output = Part("output", new Linear(width, outputs, key.Child("output")));
    }

    /// <summary>Weights, which decay, and what does not.</summary>
    public (IReadOnlyList<Tensor> Weights, IReadOnlyList<Tensor> Others) Groups
    {
        get
        {
            Tensor[] all = [.. Parameters.Select(p => p.Tensor)];
            return ([.. all.Where(t => t.Rank == 2)], [.. all.Where(t => t.Rank != 2)]);
        }
    }

    /// <summary>Starts the outputs at what is known of the target without looking at a row.</summary>
    public void StartAt(float[] outputs)
    {
        using NoGrad pause = NoGrad.Begin();
        output.Bias!.CopyFrom(Tensor.From(outputs));
    }

    /// <summary>Rows × outputs.</summary>
    /// <param name="inputs">Rows × inputs.</param>
    /// <param name="places">Rows × categories, positions among the vectors.</param>
    /// <param name="random">Where dropout draws from; null for none.</param>
    public Tensor Outputs(Tensor inputs, Tensor places, RandomStream? random) => Within(
        () =>
        {
            Tensor sum = numbers.Call(inputs);
            if (vectors is not null)
            {
                (int rows, int columns, int width) = (places.Shape[0], places.Shape[1], vectors.Shape[1]);
                Tensor taken = vectors.Gather(0, places.Reshape(-1, 1).Expand(rows * columns, width).Contiguous());
                sum += taken.Reshape(rows, columns, width).Sum(1);
            }
            Tensor hidden = Dropped(sum.Relu(), random);
            foreach (Linear block in blocks)
                hidden += Dropped(block.Call(hidden).Relu(), random);
            return output.Call(hidden);
        },
        inputs);

    /// <summary>The parameters as they are now, for prediction.</summary>
    public TableWeights Copy() => new(
        Transposed(numbers), numbers.Bias!.ToArray<float>(), vectors?.ToArray<float>() ?? [],
        [.. blocks.Select(block => (Transposed(block), block.Bias!.ToArray<float>()))], Transposed(output), output.Bias!.ToArray<float>());

    private static float[] Transposed(Linear layer) => layer.Weight.Detach().Transpose().Contiguous().ToArray<float>();

    private Tensor Dropped(Tensor x, RandomStream? random)
    {
        if (random is null || dropout == 0)
            return x;
        float[] mask = new float[x.Count];
        float kept = (float)(1 / (1 - dropout));
        // One draw serves two units.
        uint bar = (uint)(dropout * uint.MaxValue);
        for (int i = 0; i < mask.Length; i += 2)
        {
            ulong bits = random.NextBits();
            mask[i] = (uint)bits < bar ? 0 : kept;
            if (i + 1 < mask.Length)
                mask[i + 1] = (uint)(bits >> 32) < bar ? 0 : kept;
        }
        return x * Tensor.From(mask, x.Shape);
    }
}
