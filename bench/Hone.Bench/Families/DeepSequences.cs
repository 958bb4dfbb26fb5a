using Hone.Contracts;
using Hone.Deep;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Networks of texts against PyTorch: whole training steps, forwards, backwards and Adam. The score is sequences trained a second.</summary>
internal static class DeepSequences
{
    public static string Heading => "Networks";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("deep", "lstm_charlm", "chars", data => Texts(data, 32, 64, key => new CharacterLstm(64, key))).Wanting(1),
        new BenchTask("deep", "transformer_charlm", "chars", data => Texts(data, 16, 128, key => new CharacterTransformer(64, key))).Wanting(1),
    ];

    /// <summary>Windows one after the other; the target is the next symbol at every position.</summary>
    private static Func<FitContext, Measured> Texts(DataSet data, int batch, int length, Func<RandomKey, Layer> make)
    {
        Tensor text = Tensor.From(Array.ConvertAll(data.Integers("X"), symbol => (long)symbol)), test = Tensor.From(Array.ConvertAll(data.Integers("Xt"), symbol => (long)symbol));
        int windows = (text.Count - 1) / (batch * length);
        (Tensor, Tensor) Batch(int i)
        {
            int start = i % windows * batch * length, stop = start + (batch * length);
            return (text.Slice(0, start, stop).Reshape(batch, length), text.Slice(0, start + 1, stop + 1));
        }
        return Deep.Train(
            make, Batch, (scores, next) => Functions.CrossEntropy(scores.Reshape(-1, scores.Shape[-1]), next), test.Slice(0, 0, test.Count / length * length).Reshape(-1, length), 60, batch);
    }
}
