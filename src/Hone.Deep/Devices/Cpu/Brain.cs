using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Deep;

/// <summary>Brain floating point: the sign, the exponent and the first seven bits of a single-precision number.</summary>
internal static unsafe class Brain
{
    /// <summary>The nearest, the even one of two; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>The same for a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* from, ushort* to, int length)
    {
        int i = 0;
        for (; i + Vector256<ushort>.Count <= length; i += Vector256<ushort>.Count)
            Vector256.Narrow(Upper(Vector256.Load(from + i)), Upper(Vector256.Load(from + i + Vector256<float>.Count))).Store(to + i);
        for (; i < length; i++)
            to[i] = Round(from[i]);
    }

    /// <summary>The same for a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ushort* from, float* to, int length)
    {
        int i = 0;
        for (; i + Vector256<ushort>.Count <= length; i += Vector256<ushort>.Count)
        {
            (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.Load(from + i));
            (low << 16).AsSingle().Store(to + i);
            (high << 16).AsSingle().Store(to + i + Vector256<float>.Count);
        }
        for (; i < length; i++)
            to[i] = Widen(from[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Upper(Vector256<float> values)
    {
        Vector256<uint> bits = values.AsUInt32(), upper = bits >>> 16;
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One)) >>> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(values, values).AsUInt32(), rounded, upper | Vector256.Create(0x40u));
    }
}
