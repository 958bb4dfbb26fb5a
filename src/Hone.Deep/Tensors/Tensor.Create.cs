using Hone.Numerics;

namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>A single number.</summary>
    public static Tensor Scalar(double value, DType type = DType.Float32) => Full([], value, type);

    /// <summary>All 0.</summary>
    public static Tensor Zeros(Shape shape, DType type = DType.Float32) => Full(shape, 0, type);

    /// <summary>All 1.</summary>
    public static Tensor Ones(Shape shape, DType type = DType.Float32) => Full(shape, 1, type);

    /// <summary>One value everywhere.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="value">Rounded to the type; for whole numbers it must be one.</param>
    /// <param name="type">The elements' type. Default single precision.</param>
    public static Tensor Full(Shape shape, double value, DType type = DType.Float32)
    {
        Tensor made = Uninitialised(shape, type);
        Device.Cpu.Fill(made, value);
        return made;
    }

    /// <summary>The numbers start, start + step, … below stop.</summary>
    /// <exception cref="ArgumentException">The step is 0 or leads away from stop.</exception>
    public static Tensor Arange(double start, double stop, double step = 1, DType type = DType.Float32)
    {
        double count = Math.Ceiling((stop - start) / step);
        if (!(step != 0 && count >= 0 && count <= int.MaxValue))
            throw new ArgumentException(FormattableString.Invariant($"From {start} to {stop} in steps of {step} there are no numbers to list."), nameof(step));
        double[] values = new double[(int)count];
        for (int i = 0; i < values.Length; i++)
            values[i] = start + (i * step);
        return From(values, [values.Length]).To(type);
    }

    /// <summary>Ones on the diagonal of a square, zeros elsewhere.</summary>
    public static Tensor Identity(int size, DType type = DType.Float32)
    {
        Shape square = [size, size];
        double[] values = new double[square.Count];
        for (int i = 0; i < size; i++)
            values[(i * size) + i] = 1;
        return From(values, square).To(type);
    }

    /// <summary>Copies numbers into a tensor.</summary>
    /// <param name="values">Row by row.</param>
    /// <param name="shape">The sizes; without, one axis.</param>
    /// <typeparam name="T">float, double, int, long or bool.</typeparam>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape? shape = null)
        where T : unmanaged
    {
        Shape sizes = shape ?? [values.Length];
        if (sizes.Count != values.Length)
            throw new ArgumentException(FormattableString.Invariant($"{values.Length} values were given for a tensor of {sizes}, which holds {sizes.Count}."), nameof(values));
        Tensor made = Uninitialised(sizes, DTypes.Of<T>());
        unsafe
        {
            values.CopyTo(new Span<T>(made.Pointer<T>(), values.Length));
        }
        GC.KeepAlive(made);
        return made;
    }

    /// <summary>Copies numbers into a tensor.</summary>
    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, Shape?)"/>
    public static Tensor From<T>(T[] values, Shape? shape = null)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>Copies a table of numbers: two axes.</summary>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        T[] rows = new T[values.Length];
        Buffer.BlockCopy(values, 0, rows, 0, Buffer.ByteLength(values));
        return From(rows, [values.GetLength(0), values.GetLength(1)]);
    }

    /// <summary>Copies a matrix: rows × columns.</summary>
    public static Tensor From(Matrix matrix, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Tensor made = Uninitialised([matrix.Rows, matrix.Columns], DType.Float64);
        for (int row = 0; row < matrix.Rows; row++)
        {
            unsafe
            {
                matrix.Row(row).CopyTo(new Span<double>(made.Pointer<double>() + ((long)row * matrix.Columns), matrix.Columns));
            }
        }
        GC.KeepAlive(made);
        return made.To(type);
    }

    /// <summary>Uniform random numbers in [low, high).</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="stream">Where the numbers come from, in order of elements.</param>
    /// <param name="low">The least. Default 0.</param>
    /// <param name="high">The bound above. Default 1.</param>
    /// <param name="type">Floating. Default single precision.</param>
    public static Tensor Uniform(Shape shape, RandomStream stream, double low = 0, double high = 1, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        double[] values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = stream.Uniform(low, high);
        return From(values, shape).To(type);
    }

    /// <summary>Normal random numbers.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="stream">Where the numbers come from, in order of elements.</param>
    /// <param name="mean">Default 0.</param>
    /// <param name="deviation">Standard deviation. Default 1.</param>
    /// <param name="type">Floating. Default single precision.</param>
    public static Tensor Normal(Shape shape, RandomStream stream, double mean = 0, double deviation = 1, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        double[] values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = mean + (deviation * stream.Normal());
        return From(values, shape).To(type);
    }

    /// <summary>Zeros of a tensor's shape and type.</summary>
    public Tensor ZerosLike() => Zeros(Shape, Type);

    /// <summary>Ones of a tensor's shape and type.</summary>
    public Tensor OnesLike() => Ones(Shape, Type);

    /// <summary>The elements, row by row, as an array of their own.</summary>
    /// <typeparam name="T">The C# type of the elements; with another one, convert first: <c>x.To(DType.Float64).ToArray&lt;double&gt;()</c>.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public unsafe T[] ToArray<T>()
        where T : unmanaged
    {
        if (DTypes.Of<T>() != Type)
            throw new InvalidOperationException($"The tensor holds {Type}, not {DTypes.Of<T>()}: convert it first, with To(DType.{DTypes.Of<T>()}).");
        Tensor rows = Contiguous();
        T[] values = new ReadOnlySpan<T>(rows.Pointer<T>(), rows.Count).ToArray();
        GC.KeepAlive(rows);
        return values;
    }

    /// <summary>The one element of a tensor that has one.</summary>
    /// <exception cref="InvalidOperationException">There are none, or several.</exception>
    public double Item()
    {
        if (Count != 1)
            throw new InvalidOperationException(FormattableString.Invariant($"The tensor has shape {Shape} and {Count} elements; Item() reads the one of a tensor that has one."));
        return Detach().Reshape([1]).To(DType.Float64).ToArray<double>()[0];
    }
}
