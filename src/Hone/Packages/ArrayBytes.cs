using System.Runtime.InteropServices;

namespace Hone.Packages;

/// <summary>Takes bytes as they come.</summary>
internal delegate void BytesSink(ReadOnlySpan<byte> bytes);

/// <summary>The arrays that a package can hold, as little-endian bytes.</summary>
internal static class ArrayBytes
{
    private const int ValuesAtOnce = 1 << 16;

    /// <summary>The element types and their sizes, by the name used in the file, in the order of its entries.</summary>
    public static IReadOnlyList<(string Name, Type Element, int Size)> Types { get; } =
    [
        ("float64", typeof(double), 8), ("float32", typeof(float), 4), ("int32", typeof(int), 4), ("int64", typeof(long), 8), ("bytes", typeof(byte), 1),
    ];

    public static (string Name, Type Element, int Size) TypeOf(Array array) => Types.First(t => t.Element == array.GetType().GetElementType());

    /// <summary>Hands an array's bytes over, piece by piece.</summary>
    public static void Pass(Array array, BytesSink sink)
    {
        switch (array)
        {
            case double[] values:
                Pass(values, sink);
                break;
            case float[] values:
                Pass(values, sink);
                break;
            case int[] values:
                Pass(values, sink);
                break;
            case long[] values:
                Pass(values, sink);
                break;
            default:
                Pass((byte[])array, sink);
                break;
        }
    }

    /// <summary>An array filled from a stream; each piece read is shown to the sink.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static Array Fill(Type element, int length, Stream stream, BytesSink sink)
    {
        if (element == typeof(double))
            return Fill<double>(length, stream, sink);
        if (element == typeof(float))
            return Fill<float>(length, stream, sink);
        if (element == typeof(int))
            return Fill<int>(length, stream, sink);
        return element == typeof(long) ? Fill<long>(length, stream, sink) : Fill<byte>(length, stream, sink);
    }

    private static void Pass<T>(T[] values, BytesSink sink)
        where T : struct
    {
        for (int start = 0; start < values.Length; start += ValuesAtOnce)
        {
            ReadOnlySpan<T> piece = values.AsSpan(start, Math.Min(ValuesAtOnce, values.Length - start));
            if (BitConverter.IsLittleEndian)
            {
                sink(MemoryMarshal.AsBytes(piece));
                continue;
            }
            T[] turned = piece.ToArray();
            Turn<T>(turned);
            sink(MemoryMarshal.AsBytes(turned.AsSpan()));
        }
    }

    private static T[] Fill<T>(int length, Stream stream, BytesSink sink)
        where T : struct
    {
        T[] values = new T[length];
        for (int start = 0; start < length; start += ValuesAtOnce)
        {
            Span<T> piece = values.AsSpan(start, Math.Min(ValuesAtOnce, length - start));
            stream.ReadExactly(MemoryMarshal.AsBytes(piece));
            sink(MemoryMarshal.AsBytes(piece));
            if (!BitConverter.IsLittleEndian)
                Turn(piece);
        }
        return values;
    }

    private static void Turn<T>(Span<T> values)
        where T : struct
    {
        for (int i = 0; i < values.Length; i++)
            MemoryMarshal.AsBytes(values.Slice(i, 1)).Reverse();
    }
}
