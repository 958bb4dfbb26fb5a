using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Runs networks over data in the mode of use, without recording.</summary>
internal static class Evaluation
{
    public static Meter Of(Module network, Func<Batch, Outcome> step, DataLoader data, IReadOnlyList<TrainingMetric> metrics, RandomKey key, CancellationToken cancellation)
    {
        Meter meter = new(metrics);
        using NoGrad pause = NoGrad.Begin();
        InUse(network, () =>
        {
            foreach (Batch batch in data.Batches(key, cancellation: cancellation))
                meter.Add(step(batch), batch);
        });
        return meter;
    }

    public static Tensor Predict(Module network, Func<Batch, Tensor> predict, DataLoader data)
    {
        if (data.Count == 0)
            throw new ArgumentException("There are no samples to predict.", nameof(data));
        List<Tensor> parts = [];
        using NoGrad pause = NoGrad.Begin();
        InUse(network, () =>
        {
            foreach (Batch batch in data.Batches(default))
                parts.Add(predict(batch));
        });
        return Tensor.Concat([.. parts], 0);
    }

    private static void InUse(Module network, Action run)
    {
        bool wasTraining = network.IsTraining;
        network.Eval();
        try
        {
            run();
        }
        finally
        {
            if (wasTraining)
                network.Train();
        }
    }
}
