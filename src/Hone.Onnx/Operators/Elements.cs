using Hone.Deep;

namespace Hone.Onnx;

/// <summary>Element by element on arrays, for what the engine has no kernel for: whole numbers, which are shapes and positions and few, and rare functions.</summary>
internal static class Elements
{
    /// <summary>A function of each floating number.</summary>
    public static Tensor Map(Tensor x, Func<double, double> function)
    {
        double[] values = x.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < values.Length; i++)
            values[i] = function(values[i]);
        return Tensor.From(values, x.Shape).To(x.Type);
    }

    /// <summary>A function of each pair of floating numbers; shapes are stretched.</summary>
    public static Tensor Map(Tensor a, Tensor b, string operation, Func<double, double, double> function)
    {
        Shape shape = Shape.Broadcast(a.Shape, b.Shape, operation);
        double[] x = a.To(DType.Float64).Expand(shape.Sizes).ToArray<double>(), y = b.To(DType.Float64).Expand(shape.Sizes).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
            x[i] = function(x[i], y[i]);
        return Tensor.From(x, shape).To(a.Type);
    }

    /// <summary>A function of each pair of whole numbers or masks; shapes are stretched.</summary>
    public static Tensor MapWhole(Tensor a, Tensor b, string operation, Func<long, long, long> function)
    {
        Shape shape = Shape.Broadcast(a.Shape, b.Shape, operation);
        long[] x = a.To(DType.Int64).Expand(shape.Sizes).ToArray<long>(), y = b.To(DType.Int64).Expand(shape.Sizes).ToArray<long>();
        for (int i = 0; i < x.Length; i++)
            x[i] = function(x[i], y[i]);
        return Narrow(Tensor.From(x, shape), a.Type);
    }

    /// <summary>A function of each whole number or mask.</summary>
    public static Tensor MapWhole(Tensor x, Func<long, long> function)
    {
        long[] values = x.To(DType.Int64).ToArray<long>();
        for (int i = 0; i < values.Length; i++)
            values[i] = function(values[i]);
        return Narrow(Tensor.From(values, x.Shape), x.Type);
    }

    // Whole numbers keep their low bits, as the format has it; the engine's own conversion would stop at the largest.
    private static Tensor Narrow(Tensor x, DType type) => type == DType.Int32 ? Tensor.From(Array.ConvertAll(x.ToArray<long>(), value => unchecked((int)value)), x.Shape) : x.To(type);

    /// <summary>Whole numbers in another type of whole numbers, with the low bits kept.</summary>
    public static Tensor ToWhole(Tensor x, DType type) => x.Type == DType.Int64 ? Narrow(x, type) : x.To(type);
}
