using Hone.Contracts;
using Hone.Deep;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Networks of images against PyTorch: whole training steps, forwards, backwards and Adam. The score is samples trained a second.</summary>
internal static class Deep
{
    public static string Heading => "Networks";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("deep", "mlp_784_512_512_10", "images28", data => Images(data, 128, 1500, flat: true, key => new Sequential(
            new Hone.Deep.Linear(784, 512, key.Child(0)), new Relu(), new Hone.Deep.Linear(512, 512, key.Child(1)), new Relu(), new Hone.Deep.Linear(512, 10, key.Child(2))))).Wanting(1),
        new BenchTask("deep", "cnn_28x28", "images28", data => Images(data, 64, 300, flat: false, key => new Sequential(
            new Conv2d(1, 32, 3, key.Child(0), padding: 1), new Relu(), new MaxPool2d(2), new Conv2d(32, 64, 3, key.Child(1), padding: 1), new Relu(), new MaxPool2d(2),
            new Flatten(), new Hone.Deep.Linear(64 * 49, 128, key.Child(2)), new Relu(), new Hone.Deep.Linear(128, 10, key.Child(3))))).Wanting(1),
        new BenchTask("deep", "conv_layer_32_64", null, _ => Layer()).Wanting(1),
    ];

    /// <summary>Trains a model for some steps after five to warm up, then runs it over the test set.</summary>
    /// <param name="make">The model, with its parameters, and what it makes of a batch.</param>
    /// <param name="batches">Input and target of a step.</param>
    /// <param name="loss">Of the model's result and the target.</param>
    /// <param name="test">Inputs for the second part, samples first.</param>
    /// <param name="steps">Steps that are timed.</param>
    /// <param name="batch">Samples a step.</param>
    public static Func<FitContext, Measured> Train(
        Func<RandomKey, Layer> make, Func<int, (Tensor X, Tensor Y)> batches, Func<Tensor, Tensor, Tensor> loss, Tensor test, int steps, int batch) => context =>
    {
        Layer model = make(RandomKey.FromSeed(context.Seed));
        Adam adam = new(model, learningRate: 1e-3);
        void Step(int i)
        {
            (Tensor x, Tensor y) = batches(i);
            model.ZeroGrad();
            loss(model.Call(x), y).Backward();
            adam.Step();
        }
        const int Warm = 5;
        for (int i = 0; i < Warm; i++)
            Step(i);
        double fit = Timed.Run(() =>
        {
            for (int i = 0; i < steps; i++)
                Step(Warm + i);
        });
        model.Eval();
        using NoGrad pause = NoGrad.Begin();
        double predict = Timed.Run(() =>
        {
            for (int i = 0; i + batch <= test.Shape[0]; i += batch)
                model.Call(test.Slice(0, i, i + batch));
        });
        return new Measured(fit, predict, steps * batch / fit);
    };

    private static Func<FitContext, Measured> Images(DataSet data, int batch, int steps, bool flat, Func<RandomKey, Layer> make)
    {
        Tensor x = Tensor.From(data.Floats("X")), test = Tensor.From(data.Floats("Xt")), y = Tensor.From(Array.ConvertAll(data.Integers("y"), label => (long)label));
        (x, test) = flat ? (x.Reshape(-1, 784), test.Reshape(-1, 784)) : (x.Reshape(-1, 1, 28, 28), test.Reshape(-1, 1, 28, 28));
        int count = x.Shape[0] / batch;
        return Train(make, i => (x.Slice(0, i % count * batch, ((i % count) + 1) * batch), y.Slice(0, i % count * batch, ((i % count) + 1) * batch)), (scores, classes) => Functions.CrossEntropy(scores, classes), test, steps, batch);
    }

    /// <summary>One convolution, forwards and backwards to input, weight and bias.</summary>
    private static Func<FitContext, Measured> Layer() => context =>
    {
        const int Steps = 150, Batch = 64;
        RandomKey key = RandomKey.FromSeed(context.Seed);
        Conv2d layer = new(32, 64, 3, key.Child("layer"), padding: 1);
        Tensor x = Tensor.Uniform([Batch, 32, 28, 28], key.Child("x").Open()), g = Tensor.Uniform([Batch, 64, 28, 28], key.Child("g").Open());
        x.RequiresGrad = true;
        void Step()
        {
            x.Grad = null;
            layer.ZeroGrad();
            layer.Call(x).Backward(g);
        }
        for (int i = 0; i < 5; i++)
            Step();
        double fit = Timed.Run(() =>
        {
            for (int i = 0; i < Steps; i++)
                Step();
        });
        using NoGrad pause = NoGrad.Begin();
        double predict = Timed.Run(() =>
        {
            for (int i = 0; i < Steps; i++)
                layer.Call(x);
        });
        return new Measured(fit, predict, Steps * Batch / fit);
    };
}
