using Hone.Numerics;
using K = Hone.Numerics.Kernels;

namespace Hone.Tests.Numerics;

/// <summary>Functions over spans of floats: the same bits on every path, and errors no greater than the table in their documentation says.</summary>
public sealed class FloatFunctionTests
{
    private const int Block = 1 << 16;

    private delegate void FloatKernel(VectorPath path, ReadOnlySpan<float> x, Span<float> to);

    private delegate void DoubleKernel(ReadOnlySpan<double> x, Span<double> to);

    // The documented error, and the same function of doubles, whose own error is beneath notice here.
    private static readonly Dictionary<string, (FloatKernel Kernel, DoubleKernel Exact, double Error)> Functions = new()
    {
        ["exp"] = (K.Exp, K.Exp, 0.78),
        ["log"] = (K.Log, K.Log, 0.89),
        ["tanh"] = (K.Tanh, K.Tanh, 1.35),
        ["sigmoid"] = (K.Sigmoid, K.Sigmoid, 1.48),
        ["softplus"] = (K.Softplus, K.Softplus, 1.55),
        ["erf"] = (K.Erf, K.Erf, 1.20),
        ["sin"] = (K.Sin, K.Sin, 1.56),
        ["cos"] = (K.Cos, K.Cos, 1.57),
    };

    private static readonly float[] Specials =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0.0f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, float.MaxValue, float.MinValue,
        1, -1, 88.72f, 88.73f, -87.4f, -103.9f, -104, -104.1f, 0.625f, 0.92f, -0.92f, 4, 4.5f, 0.5f, 1.5f, 0.75f, 9.1f, 30_000, 30_001, -1e8f, 1e20f, 0.7853982f, 1.5707964f,
    ];

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_path_gives_the_bits_of_one_lane_at_every_length_and_start(string name)
    {
        FloatKernel kernel = Functions[name].Kernel;
        float[] samples = [.. Specials, .. Samples.Vector(200, 1).Select(x => (float)x), .. Samples.Vector(200, 2).Select(x => (float)(40 * x)), .. Samples.Vector(200, 3).Select(x => (float)(1e5 * x))];
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            Check(samples);
            for (int length = 0; length <= 33; length++)
            {
                for (int start = 0; start < 8; start++)
                    Check(samples[start..(start + length)]);
            }

            void Check(float[] x)
            {
                float[] found = [777, .. x, 777], expected = [.. found];
                kernel(path, found.AsSpan(1, x.Length), found.AsSpan(1, x.Length));
                for (int i = 1; i <= x.Length; i++)
                    kernel(VectorPath.Scalar, expected.AsSpan(i, 1), expected.AsSpan(i, 1));
                Assert.Equal(expected.Select(Bits), found.Select(Bits));
            }
        }
    }

    [Fact]
    public void Shifted_exponentials_are_those_of_the_difference()
    {
        float[] x = [.. Specials, .. Samples.Vector(67, 1).Select(v => (float)v)], found = new float[x.Length], expected = [.. x.Select(v => v - 0.75f)];
        K.Exp(VectorPath.Scalar, expected, expected);
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            K.Exp(path, x, 0.75f, found);
            Assert.Equal(expected.Select(Bits), found.Select(Bits));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Errors_of_every_thousandth_float_are_no_greater_than_documented(string name) => Within(name, 1009);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("long", "true")]
    public void Errors_of_all_floats_are_no_greater_than_documented(string name) => Within(name, 1);

    private static void Within(string name, uint step)
    {
        (FloatKernel kernel, DoubleKernel exact, double allowed) = Functions[name];
        int blocks = (int)(((1L << 32) + ((long)step * Block) - 1) / ((long)step * Block));
        (double Error, float At)[] worst = new (double, float)[blocks];
        Parallel.For(0, blocks, block => worst[block] = Worst(kernel, exact, block, step, name is "sin" or "cos"));           // theirs of large angles takes microseconds
        (double error, float at) = worst.MaxBy(found => found.Error);
        Assert.True(error <= allowed, FormattableString.Invariant($"{name}: {error:F4} units in the last place at {at:R}"));
    }

    private static (double Error, float At) Worst(FloatKernel kernel, DoubleKernel exact, int block, uint step, bool fewLarge)
    {
        float[] x = new float[Block], found = new float[Block];
        double[] expected = new double[Block];
        for (int i = 0; i < Block; i++)
        {
            x[i] = BitConverter.UInt32BitsToSingle(unchecked(((uint)block * Block * step) + ((uint)i * step)));
            if (fewLarge && MathF.Abs(x[i]) > 1e8f && i % 997 != 0)
                x[i] = 0;
            expected[i] = x[i];
        }
        kernel(VectorPath.Widest, x, found);
        exact(expected, expected);
        (double Error, float At) worst = (0, 0);
        for (int i = 0; i < Block; i++)
        {
            double off = Off(found[i], expected[i]);
            if (off > worst.Error)
                worst = (off, x[i]);
        }
        return worst;
    }

    /// <summary>How far a float lies from what is right, in units of the right one's last place.</summary>
    private static double Off(float found, double right)
    {
        if (double.IsNaN(right) || float.IsInfinity((float)right) || right == 0)
            return Bits(found) == Bits((float)right) ? 0 : double.PositiveInfinity;
        long exponent = Math.Max((BitConverter.DoubleToInt64Bits(right) >> 52) & 0x7FF, 1023 - 126);
        return Math.Abs(found - right) / BitConverter.Int64BitsToDouble((exponent - 23) << 52);
    }

    /// <summary>One NaN for all, and −0 told apart from 0.</summary>
    private static int Bits(float x) => BitConverter.SingleToInt32Bits(float.IsNaN(x) ? float.NaN : x);
}
