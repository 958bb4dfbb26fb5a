using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Copy(Tensor from, Tensor to)
    {
        if (from.Type == to.Type)
        {
            // The same bits, whatever they mean.
            switch (from.Type.Size)
            {
                case 8: Copy<ulong, ulong, Same<ulong>>(from, to); break;
                case 4: Copy<uint, uint, Same<uint>>(from, to); break;
                case 2: Copy<ushort, ushort, Same<ushort>>(from, to); break;
                default: Copy<byte, byte, Same<byte>>(from, to); break;
            }
            return;
        }
        switch (from.Type)
        {
            case DType.Float32: Convert<float>(from, to); break;
            case DType.Float64: Convert<double>(from, to); break;
            case DType.Int32: Convert<int>(from, to); break;
            case DType.Int64: Convert<long>(from, to); break;
            case DType.Bool: Convert<byte>(from, to); break;
            default: ConvertBrain(from, to); break;
        }
    }

    private interface IConversion<TFrom, TTo>
    {
        static abstract TTo Of(TFrom value);
    }

    private static void Convert<TFrom>(Tensor from, Tensor to)
        where TFrom : unmanaged, System.Numerics.INumber<TFrom>
    {
        switch (to.Type)
        {
            case DType.Float32: Copy<TFrom, float, Cast<TFrom, float>>(from, to); break;
            case DType.Float64: Copy<TFrom, double, Cast<TFrom, double>>(from, to); break;
            case DType.Int32: Copy<TFrom, int, Cast<TFrom, int>>(from, to); break;
            case DType.Int64: Copy<TFrom, long, Cast<TFrom, long>>(from, to); break;
            case DType.Bool: Copy<TFrom, byte, NotZero<TFrom>>(from, to); break;
            default: Copy<TFrom, ushort, ToBrain<TFrom>>(from, to); break;
        }
    }

    private static void ConvertBrain(Tensor from, Tensor to)
    {
        switch (to.Type)
        {
            case DType.Float32: Copy<ushort, float, FromBrain<float>>(from, to); break;
            case DType.Float64: Copy<ushort, double, FromBrain<double>>(from, to); break;
            case DType.Int32: Copy<ushort, int, FromBrain<int>>(from, to); break;
            case DType.Int64: Copy<ushort, long, FromBrain<long>>(from, to); break;
            default: Copy<ushort, byte, BrainNotZero>(from, to); break;
        }
    }

    private static void Copy<TFrom, TTo, TConversion>(Tensor from, Tensor to)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TConversion : struct, IConversion<TFrom, TTo>
    {
        Sweep sweep = new(to.Shape, from, to);
        int step = sweep.InnerStride(0), stepTo = sweep.InnerStride(1);
        TFrom* source = from.Pointer<TFrom>();
        TTo* target = to.Pointer<TTo>();
        if (typeof(TConversion) == typeof(Same<TFrom>) && sweep.Crossing() is { } axes)
        {
            Turn(sweep, (TFrom*)source, (TFrom*)target, axes.From, axes.To);
            GC.KeepAlive(from);
            GC.KeepAlive(to);
            return;
        }
        if (typeof(TConversion) == typeof(Same<TFrom>) && sweep.HasShortRows)
        {
            sweep.RunRows((byte*)source, (byte*)target, sizeof(TFrom));
            GC.KeepAlive(from);
            GC.KeepAlive(to);
            return;
        }
        sweep.Run((_, offsets, length) => CopyRow<TFrom, TTo, TConversion>(source + offsets[0], step, target + offsets[1], stepTo, length));
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }

    private static void CopyRow<TFrom, TTo, TConversion>(TFrom* from, int step, TTo* to, int stepTo, int length)
        where TFrom : unmanaged
        where TTo : unmanaged
        where TConversion : struct, IConversion<TFrom, TTo>
    {
        if (step == 1 && stepTo == 1)
        {
            if (typeof(TConversion) == typeof(Same<TFrom>))
            {
                Unsafe.CopyBlockUnaligned(to, from, (uint)((long)length * sizeof(TFrom)));
                return;
            }
            if (typeof(TConversion) == typeof(FromBrain<float>))
            {
                Brain.Widen((ushort*)from, (float*)to, length);
                return;
            }
            if (typeof(TConversion) == typeof(ToBrain<float>))
            {
                Brain.Round((float*)from, (ushort*)to, length);
                return;
            }
            for (int i = Widened<TFrom, TTo, TConversion>(from, to, length); i < length; i++)
                to[i] = TConversion.Of(from[i]);
            return;
        }
        for (int i = 0; i < length; i++)
            to[(long)i * stepTo] = TConversion.Of(from[(long)i * step]);
    }

    // Squares of a copy that turns axes: each is read along the one axis and written along the other, so that every line of the cache is used whole.
    private static void Turn<T>(Sweep sweep, T* source, T* target, int fromAxis, int toAxis)
        where T : unmanaged
    {
        int depth = sweep.Size(fromAxis), lines = sweep.Size(toAxis), side = 64;
        int down = (depth + side - 1) / side, across = (lines + side - 1) / side, squares = sweep.Count / (depth * lines) * down * across;
        nint stride = sweep.Stride(0, toAxis);
        int width = sweep.Stride(1, fromAxis);
        Cut tasks = new(squares, Math.Max(1, Piece / (Math.Min(side, depth) * Math.Min(side, lines))), 1);
        WorkerPool.For(tasks.Count, null, task =>
        {
            for (int square = tasks.Start(task); square < tasks.Start(task + 1); square++)
            {
                int p = square % down * side, r = square / down % across * side, rest = square / (down * across);
                (long offset, long offsetTo) = sweep.Apart(rest, fromAxis, toAxis);
                GemmPacking.Transpose(
                    source + offset + p + (r * stride), stride, Math.Min(side, lines - r), Math.Min(side, depth - p), width, target + offsetTo + r + ((long)p * width));
            }
        });
    }

    // Common conversions, by whole vectors; how many elements those were.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Widened<TFrom, TTo, TConversion>(TFrom* from, TTo* to, int length)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        int i = 0;
        if (typeof(TConversion) == typeof(Cast<float, double>))
        {
            for (; i <= length - 8; i += 8)
            {
                (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load((float*)from + i));
                lower.Store((double*)to + i);
                upper.Store((double*)to + i + 4);
            }
        }
        else if (typeof(TConversion) == typeof(Cast<double, float>))
        {
            for (; i <= length - 8; i += 8)
                Vector256.Narrow(Vector256.Load((double*)from + i), Vector256.Load((double*)from + i + 4)).Store((float*)to + i);
        }
        return i;
    }

    private readonly struct Same<T> : IConversion<T, T>
    {
        public static T Of(T value) => value;
    }

    // A fraction is cut off, and what is too large becomes the largest.
    private readonly struct Cast<TFrom, TTo> : IConversion<TFrom, TTo>
        where TFrom : System.Numerics.INumberBase<TFrom>
        where TTo : System.Numerics.INumberBase<TTo>
    {
        public static TTo Of(TFrom value) => TTo.CreateSaturating(value);
    }

    private readonly struct NotZero<T> : IConversion<T, byte>
        where T : System.Numerics.INumberBase<T>
    {
        public static byte Of(T value) => T.IsZero(value) ? (byte)0 : (byte)1;
    }

    private readonly struct ToBrain<T> : IConversion<T, ushort>
        where T : System.Numerics.INumberBase<T>
    {
        public static ushort Of(T value) => Brain.Round(float.CreateSaturating(value));
    }

    private readonly struct FromBrain<T> : IConversion<ushort, T>
        where T : System.Numerics.INumberBase<T>
    {
        public static T Of(ushort value) => T.CreateSaturating(Brain.Widen(value));
    }

    private readonly struct BrainNotZero : IConversion<ushort, byte>
    {
        public static byte Of(ushort value) => Brain.Widen(value) == 0 ? (byte)0 : (byte)1;
    }
}
