using Hone.Numerics;

namespace Hone.Deep.Tests.Training;

/// <summary>Networks of the usual kinds with data that they learn in a few steps.</summary>
internal static class Kinds
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    public static TheoryData<string> Names => ["convolution", "lstm", "transformer", "brain floats"];

    /// <summary>A network, and what it learns from.</summary>
    public static (Layer Network, Dataset Data) Of(string name) => name switch
    {
        "convolution" => (new Sequential(
            new Conv2d(1, 8, 3, Key.Child("a"), padding: 1), new BatchNorm2d(8), new Relu(), new MaxPool2d(2), new Dropout(0.1, Key.Child("d")), new Flatten(), new Linear(128, 3, Key.Child("b"))), Stripes()),
        "brain floats" => (Rounded(new Sequential(new Flatten(), new Linear(64, 32, Key.Child("a")), new Relu(), new Linear(32, 3, Key.Child("b")))), Stripes()),
        "lstm" => (new Characters(Key, isTransformer: false), Text()),
        _ => (new Characters(Key, isTransformer: true), Text()),
    };

    private static Layer Rounded(Layer network)
    {
        network.ConvertTo(DType.BFloat16);
        return network;
    }

    /// <summary>Pictures of 8 × 8: lines across, lines down, or a checkerboard, with noise.</summary>
    private static TensorData Stripes()
    {
        RandomStream random = Key.Child("stripes").Open();
        float[] pixels = new float[240 * 64];
        for (int i = 0; i < pixels.Length; i++)
        {
            int kind = i / 64 % 3, row = i % 64 / 8, column = i % 8;
            int value = kind switch { 0 => row % 2, 1 => column % 2, _ => (row + column) % 2 };
            pixels[i] = (float)(value - 0.5 + (0.7 * random.Normal()));
        }
        return new TensorData(Tensor.From(pixels, [240, 1, 8, 8]), Tensor.From([.. Enumerable.Range(0, 240).Select(i => i % 3L)]));
    }

    /// <summary>A text in which each letter mostly follows from the one before.</summary>
    private static TokenWindows Text()
    {
        RandomStream random = Key.Child("text").Open();
        int[] codes = new int[3000];
        for (int i = 1; i < codes.Length; i++)
            codes[i] = random.Bernoulli(0.8) ? ((codes[i - 1] * 5) + 3) % 12 : random.Below(12);
        return new TokenWindows(codes, 16) { IsShifted = true };
    }

    private sealed class Characters : Layer
    {
        private readonly Embedding embedding;
        private readonly Lstm? lstm;
        private readonly TransformerEncoderLayer? block;
        private readonly Linear output;

        public Characters(RandomKey key, bool isTransformer)
        {
            embedding = Part("embedding", new Embedding(12, 24, key.Child("embedding")));
            if (isTransformer)
                block = Part("block", new TransformerEncoderLayer(24, 2, 48, key.Child("block"), dropout: 0.1, TransformerActivation.Gelu, normFirst: true, isRotary: true));
            else
                lstm = Part("lstm", new Lstm(24, 24, key.Child("lstm")));
            output = Part("output", new Linear(24, 12, key.Child("output")));
        }

        protected override Tensor Forward(Tensor x)
        {
            Tensor rows = embedding.Call(x);
            return output.Call(block is not null ? block.Call(rows, isCausal: true) : lstm!.Call(rows, null).Output);
        }
    }
}
