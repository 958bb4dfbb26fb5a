using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>All it takes to build a language model's network again.</summary>
internal sealed record LanguageDesign(LanguageNetwork Network, int Symbols, int Width, int Layers, int Heads, int Context, double Dropout)
{
    private const int Most = 4096, MostLayers = 100;

    /// <summary>Numbers that the network learns, at least.</summary>
    public long LeastParameters => Network == LanguageNetwork.Transformer
        ? (12L * Layers * Width * Width) + ((long)(Context + (2 * Symbols)) * Width)
        : 4L * Layers * Width * Width;

    /// <summary>The network with random weights.</summary>
    public Layer Build(RandomKey key) => Network == LanguageNetwork.Transformer
        ? new CharacterTransformer(Symbols, key, Width, Heads, Layers, Context, Dropout)
        : new CharacterLstm(Symbols, key, 64, Width, Layers, Dropout);

    public void Write(PackageWriter writer)
    {
        writer.Choice("network", Network);
        writer.Whole("width", Width);
        writer.Whole("layers", Layers);
        writer.Whole("heads", Heads);
        writer.Whole("context", Context);
        writer.Number("dropout", Dropout);
    }

    public static LanguageDesign Read(PackageReader reader, int symbols)
    {
        int width = reader.Whole("width", 1, Most), heads = reader.Whole("heads", 1, 256);
        double dropout = reader.Number("dropout");
        LanguageNetwork network = reader.Choice<LanguageNetwork>("network");
        if (!(dropout is >= 0 and < 1) || (network == LanguageNetwork.Transformer && width % heads != 0))
            throw reader.Fault("heads", "do not fit the width");
        return new LanguageDesign(network, symbols, width, reader.Whole("layers", 1, MostLayers), heads, reader.Whole("context", 1, 1 << 16), dropout);
    }
}
