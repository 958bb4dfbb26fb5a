using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>All it takes to build a reader of texts again.</summary>
internal sealed record TextDesign(int Words, int Length, int Width, int Filters, int Classes, double Dropout)
{
    private const int Most = 4096, MostWords = 1 << 25;

    /// <summary>Numbers that the network learns, at least.</summary>
    public long LeastParameters => ((long)Words * Width) + ((long)Filters * Width);

    public void Write(PackageWriter writer)
    {
        writer.Whole("words", Words);
        writer.Whole("width", Width);
        writer.Whole("filters", Filters);
        writer.Number("dropout", Dropout);
    }

    public static TextDesign Read(PackageReader reader, int length, int classes)
    {
        double dropout = reader.Number("dropout");
        return dropout is >= 0 and < 1
            ? new TextDesign(reader.Whole("words", 2, MostWords), length, reader.Whole("width", 1, Most), reader.Whole("filters", 1, Most), classes, dropout)
            : throw reader.Fault("dropout", "is no share");
    }
}

/// <summary>Words to vectors, filters over neighbours, the largest response of each, and a score for each class.</summary>
internal sealed class TextReader : Layer
{
    public const int Longest = 4;

    private readonly Embedding embed;
    private readonly Conv1d[] filters;
    private readonly Dropout dropout;
    private readonly Linear output;

    public TextReader(TextDesign design, RandomKey key)
    {
        embed = Part("embed", new Embedding(design.Words, design.Width, key.Child("embed"), padding: 0));
        using (NoGrad.Begin())
            embed.Weight.CopyFrom(embed.Weight.Detach() * 0.3);                 // unit normal rows drown what few texts can teach them
        filters = [.. Enumerable.Range(1, Math.Min(Longest, design.Length)).Select(words =>
            Part(FormattableString.Invariant($"filter{words}"), new Conv1d(design.Width, design.Filters, words, key.Child("filter").Child(words))))];
        dropout = Part("dropout", new Dropout(design.Dropout, key.Child("dropout")));
        output = Part("output", new Linear((filters.Length * design.Filters) + design.Width, design.Classes, key.Child("output")));
    }

    /// <summary>Texts × places, the numbers of words, to texts × classes.</summary>
    protected override Tensor Forward(Tensor x)
    {
        Tensor vectors = embed.Call(x);
        Tensor counts = (x > 0).To(DType.Float32).Sum(1, keep: true);
        Tensor mean = vectors.Sum(1) / Tensor.Maximum(counts, counts.OnesLike());
        Tensor across = vectors.Transpose(1, 2);
        Tensor[] found = [mean, .. filters.Select(filter => filter.Call(across).Relu().Max(-1))];
        return output.Call(dropout.Call(Tensor.Concat(found, 1)));
    }
}
