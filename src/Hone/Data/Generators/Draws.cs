using Hone.Numerics;

namespace Hone.Data;

/// <summary>The draws that generators need, from one row's stream.</summary>
internal readonly struct Draws(RandomStream stream)
{
    /// <summary>The stream of a row: it depends on the key and the row alone.</summary>
    public static Draws Of(RandomKey key, int row) => new(key.Child(row).Open());

    public double Uniform() => stream.Uniform();

    public double Uniform(double low, double high) => stream.Uniform(low, high);

    public int Below(int count) => stream.Below(count);

    public bool Chance(double probability) => stream.Uniform() < probability;

    /// <summary>Normal by Box and Muller's transform (1958), of which one of the two is kept.</summary>
    public double Normal(double mean = 0, double deviation = 1)
    {
        double radius = Math.Sqrt(-2 * Elementary.Log(1 - stream.Uniform()));
        return mean + (deviation * radius * Elementary.Cos(2 * Math.PI * stream.Uniform()));
    }

    public double LogNormal(double median, double deviation) => median * Elementary.Exp(Normal(0, deviation));

    public double Exponential(double mean) => -mean * Elementary.Log(1 - stream.Uniform());

    /// <summary>Poisson by multiplying uniforms (Knuth, The Art of Computer Programming 2, section 3.4.1): for small means.</summary>
    public int Poisson(double mean)
    {
        double limit = Elementary.Exp(-mean), product = stream.Uniform();
        int count = 0;
        for (; product > limit; count++)
            product *= stream.Uniform();
        return count;
    }

    /// <summary>A position, each with its weight; the weights add up to 1.</summary>
    public int Pick(ReadOnlySpan<double> weights)
    {
        double left = stream.Uniform();
        for (int i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }
        return weights.Length - 1;
    }
}
