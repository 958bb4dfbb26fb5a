using System.Runtime.InteropServices;
using Google.Protobuf;
using Hone.Deep;
using Hone.Onnx.Protocol;
using DataType = Hone.Onnx.Protocol.TensorProto.Types.DataType;

namespace Hone.Onnx;

/// <summary>Tensors as they stand in a file.</summary>
internal static class StoredValues
{
    /// <summary>The type that holds a file's elements: their own, or the next wider one.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static DType? TypeOf(int type, string what) => (DataType)type switch
    {
        DataType.Float or DataType.Float16 => DType.Float32,
        DataType.Double => DType.Float64,
        DataType.Bfloat16 => DType.BFloat16,
        DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int32 => DType.Int32,
        DataType.Int64 or DataType.Uint32 => DType.Int64,
        DataType.Bool => DType.Bool,
        DataType.String => null,
        DataType.Undefined => throw new FormatException($"{what} has no element type."),
        _ => throw new NotSupportedException($"{what} holds {(Enum.IsDefined((DataType)type) ? ((DataType)type).ToString().ToUpperInvariant() : FormattableString.Invariant($"type {type}"))}, which tensors here do not have."),
    };

    /// <summary>Reads a value.</summary>
    /// <param name="stored">As parsed.</param>
    /// <param name="folder">Where files beside the model are, or null where there are none.</param>
    /// <exception cref="FormatException">The number of elements is not that of the shape, or there are several sources of them.</exception>
    public static OnnxValue Read(TensorProto stored, ExternalFiles? folder)
    {
        string what = $"The tensor '{stored.Name}'";
        Shape shape = Sizes(stored, what);
        DType? type = TypeOf(stored.DataType, what);
        if (stored.Segment is not null)
            throw new NotSupportedException($"{what} is stored in segments, which no writer of today does.");
        if (stored.DataLocation == TensorProto.Types.DataLocation.External)
            return External(stored, shape, folder, what);
        int sources = Count(stored.FloatData.Count) + Count(stored.Int32Data.Count) + Count(stored.StringData.Count) + Count(stored.Int64Data.Count)
            + Count(stored.DoubleData.Count) + Count(stored.Uint64Data.Count) + Count(stored.RawData.Length);
        if (sources > 1)
            throw new FormatException($"{what} gives its elements twice.");
        if (type is null)
        {
            Require(stored.StringData.Count, shape, what);
            return new OnnxValue([.. stored.StringData.Select(text => text.ToStringUtf8())], shape);
        }
        return stored.RawData.Length > 0 ? Raw((DataType)stored.DataType, stored.RawData.Span, shape, what) : Typed(stored, shape, what);
    }

    private static int Count(int length) => length > 0 ? 1 : 0;

    private static Shape Sizes(TensorProto stored, string what)
    {
        int[] sizes = new int[stored.Dims.Count];
        for (int axis = 0; axis < sizes.Length; axis++)
            sizes[axis] = stored.Dims[axis] is >= 0 and <= int.MaxValue ? (int)stored.Dims[axis] : throw new FormatException(FormattableString.Invariant($"{what} has a size of {stored.Dims[axis]}."));
        try
        {
            return new Shape(sizes);
        }
        catch (ArgumentException tooLarge)
        {
            throw new FormatException($"{what} is too large: {tooLarge.Message}", tooLarge);
        }
    }

    private static void Require(int found, Shape shape, string what)
    {
        if (found != shape.Count)
            throw new FormatException(FormattableString.Invariant($"{what} of {shape} needs {shape.Count} elements and has {found}."));
    }

    private static OnnxValue External(TensorProto stored, Shape shape, ExternalFiles? folder, string what)
    {
        if (folder is null)
            throw new NotSupportedException($"{what} lies in another file, and a model that is read from a stream has no files beside it. Load it by its path.");
        int bits = Bits((DataType)stored.DataType, what);
        return folder.Read(stored, shape, (long)shape.Count * bits / 8, what, (DataType)stored.DataType switch
        {
            DataType.Float => DType.Float32,
            DataType.Double => DType.Float64,
            DataType.Bfloat16 => DType.BFloat16,
            DataType.Int32 => DType.Int32,
            DataType.Int64 => DType.Int64,
            _ => null,
        });
    }

    private static int Bits(DataType type, string what) => type switch
    {
        DataType.Float or DataType.Int32 or DataType.Uint32 => 32,
        DataType.Double or DataType.Int64 => 64,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 16,
        DataType.Int8 or DataType.Uint8 or DataType.Bool => 8,
        _ => throw new FormatException($"{what} holds texts as raw bytes, which the format does not allow."),
    };

    /// <summary>Elements as they lie in memory, little end first.</summary>
    public static OnnxValue Raw(DataType type, ReadOnlySpan<byte> bytes, Shape shape, string what)
    {
        long due = (long)shape.Count * Bits(type, what) / 8;
        if (bytes.Length != due)
            throw new FormatException(FormattableString.Invariant($"{what} of {shape} needs {due} bytes and has {bytes.Length}."));
        return type switch
        {
            DataType.Float => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), shape),
            DataType.Double => Tensor.From(MemoryMarshal.Cast<byte, double>(bytes), shape),
            DataType.Int32 => Tensor.From(MemoryMarshal.Cast<byte, int>(bytes), shape),
            DataType.Int64 => Tensor.From(MemoryMarshal.Cast<byte, long>(bytes), shape),
            DataType.Float16 => Widened<Half, float>(bytes, shape, value => (float)value),
            DataType.Bfloat16 => Widened<ushort, float>(bytes, shape, Widen).To(DType.BFloat16),
            DataType.Int8 => Widened<sbyte, int>(bytes, shape, value => value),
            DataType.Uint8 => Widened<byte, int>(bytes, shape, value => value),
            DataType.Int16 => Widened<short, int>(bytes, shape, value => value),
            DataType.Uint16 => Widened<ushort, int>(bytes, shape, value => value),
            DataType.Uint32 => Widened<uint, long>(bytes, shape, value => value),
            _ => Widened<byte, bool>(bytes, shape, value => value != 0),
        };
    }

    private static Tensor Widened<TFrom, TTo>(ReadOnlySpan<byte> bytes, Shape shape, Func<TFrom, TTo> widen)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        ReadOnlySpan<TFrom> values = MemoryMarshal.Cast<byte, TFrom>(bytes);
        TTo[] wide = new TTo[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = widen(values[i]);
        return Tensor.From(wide, shape);
    }

    private static float Widen(ushort upper) => BitConverter.Int32BitsToSingle(upper << 16);

    private static OnnxValue Typed(TensorProto stored, Shape shape, string what)
    {
        DataType type = (DataType)stored.DataType;
        int found = type switch
        {
            DataType.Float => stored.FloatData.Count,
            DataType.Double => stored.DoubleData.Count,
            DataType.Int64 => stored.Int64Data.Count,
            DataType.Uint32 => stored.Uint64Data.Count,
            _ => stored.Int32Data.Count,
        };
        Require(found, shape, what);
        return type switch
        {
            DataType.Float => Tensor.From(stored.FloatData.ToArray(), shape),
            DataType.Double => Tensor.From(stored.DoubleData.ToArray(), shape),
            DataType.Int64 => Tensor.From(stored.Int64Data.ToArray(), shape),
            DataType.Uint32 => Tensor.From(stored.Uint64Data.Select(value => (long)(uint)value).ToArray(), shape),
            DataType.Float16 => Tensor.From(stored.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits)).ToArray(), shape),
            DataType.Bfloat16 => Tensor.From(stored.Int32Data.Select(bits => Widen((ushort)bits)).ToArray(), shape).To(DType.BFloat16),
            DataType.Bool => Tensor.From(stored.Int32Data.Select(value => value != 0).ToArray(), shape),
            _ => Tensor.From(stored.Int32Data.ToArray(), shape),
        };
    }

    /// <summary>A tensor for a file.</summary>
    public static TensorProto Write(string name, Tensor tensor)
    {
        Tensor rows = tensor.Contiguous();
        TensorProto stored = new() { Name = name, DataType = (int)TypeFor(tensor.Type) };
        foreach (int size in tensor.Shape.Sizes)
            stored.Dims.Add(size);
        byte[] bytes = tensor.Type switch
        {
            DType.Float32 => Bytes(rows.ToArray<float>()),
            DType.Float64 => Bytes(rows.ToArray<double>()),
            DType.Int32 => Bytes(rows.ToArray<int>()),
            DType.Int64 => Bytes(rows.ToArray<long>()),
            DType.Bool => Bytes(rows.ToArray<bool>()),
            _ => Bytes(rows.To(DType.Float32).ToArray<float>()),
        };
        if (bytes.Length > 0)
            stored.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        return stored;
    }

    /// <summary>Texts for a file.</summary>
    public static TensorProto Write(string name, IEnumerable<string> texts)
    {
        TensorProto stored = new() { Name = name, DataType = (int)DataType.String };
        stored.StringData.AddRange(texts.Select(ByteString.CopyFromUtf8));
        stored.Dims.Add(stored.StringData.Count);
        return stored;
    }

    /// <summary>What a file calls a type; storage of half the width is written in full.</summary>
    public static DataType TypeFor(DType type) => type switch
    {
        DType.Float64 => DataType.Double,
        DType.Int32 => DataType.Int32,
        DType.Int64 => DataType.Int64,
        DType.Bool => DataType.Bool,
        _ => DataType.Float,
    };

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
