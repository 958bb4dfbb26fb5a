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

    public static Tensor Predict(Layer network, DataLoader data)
    {
        if (data.Count == 0)
            throw new ArgumentException("There are no samples to predict.", nameof(data));
        List<Tensor> parts = [];
        using NoGrad pause = NoGrad.Begin();
        InUse(network, () =>
        {
            foreach (Batch batch in data.Batches(default))
                parts.Add(network.Call(batch.Input));
        });
        Tensor all = Tensor.Zeros([data.Data.Count, .. parts[0].Shape.Sizes[1..]], parts[0].Type);
        int start = 0;
        foreach (Tensor part in parts)
        {
            all.Slice(0, start, start + part.Shape[0]).CopyFrom(part);
            start += part.Shape[0];
        }
        return all;
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
