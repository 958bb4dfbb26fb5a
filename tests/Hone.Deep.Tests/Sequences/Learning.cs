namespace Hone.Deep.Tests.Sequences;

/// <summary>Whether a network learns.</summary>
internal static class Learning
{
    /// <summary>A loss comes down to a bound.</summary>
    public static void Falls(Module network, Func<Tensor> loss, int steps, double to, double rate)
    {
        Adam adam = new(network, rate);
        double last = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            adam.ZeroGrad();
            Tensor now = loss();
            now.Backward();
            adam.Step();
            last = now.Item();
        }
        last.ShouldBeLessThan(to);
    }
}
