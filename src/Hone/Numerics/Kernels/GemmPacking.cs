using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

/// <summary>Lays operands out in panels as wide as a tile: for each step of the depth the panel's values side by side, short panels filled with 0.</summary>
internal static unsafe class GemmPacking
{
    // Panels filled side by side from one line of the source, so that a line is read in long pieces: with panels of 128 bytes, a page.
    private const int Together = 32;

    /// <summary>Rows of A in panels of <paramref name="height"/>, multiplied by the weights of their steps and by alpha.</summary>
    public static void Rows<T>(Operand<T> a, int rows, int depth, int height, T* weights, T alpha, T* to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Panels(a.Data, a.Stride, alongDepth: !a.Transposed, rows, depth, height, to);
        int panels = (rows + height - 1) / height;
        if (weights != null)
        {
            for (int panel = 0; panel < panels; panel++, to += (long)height * depth)
                Weight(to, depth, height, weights, alpha);
        }
        else if (alpha != T.One)
        {
            Scale(to, panels * height * depth, alpha);
        }
    }

    /// <summary>Columns of B in panels of <paramref name="width"/>.</summary>
    public static void Columns<T>(Operand<T> b, int depth, int columns, int width, T* to)
        where T : unmanaged, IFloatingPointIeee754<T> => Panels(b.Data, b.Stride, alongDepth: b.Transposed, columns, depth, width, to);

    /// <summary>In a panel, to[p·width + r] = entry r at step p. The source holds either a line along the depth for each entry, or a line for each step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panels<T>(T* from, nint stride, bool alongDepth, int count, int depth, int width, T* to)
        where T : unmanaged
    {
        int whole = count / width, rest = count % width;
        if (rest > 0)
            new Span<T>(to + ((long)whole * width * depth), width * depth).Clear();
        if (alongDepth)
        {
            for (int r = 0; r < count; r += width)
                Transpose(from + (r * stride), stride, Math.Min(width, count - r), depth, width, to + ((long)r * depth));
            return;
        }
        for (int panel = 0; panel < whole; panel += Together)
            CopyLines(from + (panel * width), stride, Math.Min(Together, whole - panel), width * sizeof(T), depth, to + ((long)panel * width * depth));
        if (rest > 0)
            CopyShortLines(from + (whole * width), stride, rest, depth, width, to + ((long)whole * width * depth));
    }

    /// <summary>Whole panels from lines of the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyLines<T>(T* from, nint stride, int panels, int bytes, int depth, T* to)
        where T : unmanaged
    {
        for (int p = 0; p < depth; p++, from += stride)
        {
            byte* source = (byte*)from, target = (byte*)to + ((long)p * bytes);
            for (int panel = 0; panel < panels; panel++, source += bytes, target += (long)bytes * depth)
            {
                int at = 0;
                for (; Vector512.IsHardwareAccelerated && at <= bytes - 64; at += 64)
                    Vector512.Load(source + at).Store(target + at);
                for (; at <= bytes - 32; at += 32)
                    Vector256.Load(source + at).Store(target + at);
                for (; at <= bytes - 16; at += 16)
                    Vector128.Load(source + at).Store(target + at);
                for (; at < bytes; at += sizeof(T))
                    *(T*)(target + at) = *(T*)(source + at);
            }
        }
    }

    private static void CopyShortLines<T>(T* from, nint stride, int count, int depth, int width, T* to)
        where T : unmanaged
    {
        for (int p = 0; p < depth; p++, from += stride, to += width)
            new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(to, count));
    }

    /// <summary>Turns lines into columns: to[p·width + r] = entry p of line r, for count lines of depth entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Transpose<T>(T* from, nint stride, int count, int depth, int width, T* to)
        where T : unmanaged
    {
        int r = 0;
        if (Avx.IsSupported && sizeof(T) == 4)
        {
            for (; r <= count - 8; r += 8)
                Transpose8((float*)(from + (r * stride)), stride, depth, width, (float*)(to + r));
            for (; r <= count - 4; r += 4)
                Transpose4((float*)(from + (r * stride)), stride, depth, width, (float*)(to + r));
        }
        if (Avx.IsSupported && sizeof(T) == 8)
        {
            for (; r <= count - 4; r += 4)
                Transpose4((double*)(from + (r * stride)), stride, depth, width, (double*)(to + r));
        }
        for (; r <= count - 4; r += 4)
            TransposePlainly(from + (r * stride), stride, depth, width, to + r);
        for (; r < count; r++)
        {
            T* line = from + (r * stride);
            for (int p = 0; p < depth; p++)
                to[((long)p * width) + r] = line[p];
        }
    }

    /// <summary>Four lines at a time, so that each line of the cache that is written gets several of its values at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposePlainly<T>(T* from, nint stride, int depth, int width, T* to)
        where T : unmanaged
    {
        T* second = from + stride, third = second + stride, fourth = third + stride;
        for (int p = 0; p < depth; p++, to += width)
            (to[0], to[1], to[2], to[3]) = (from[p], second[p], third[p], fourth[p]);
    }

    /// <summary>Eight lines of floats, in squares of eight by eight turned within registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose8(float* from, nint stride, int depth, int width, float* to)
    {
        int p = 0;
        for (; p <= depth - 8; p += 8)
        {
            float* line = from + p;
            Vector256<float> a = Vector256.Load(line), b = Vector256.Load(line + stride), c = Vector256.Load(line + (2 * stride)), d = Vector256.Load(line + (3 * stride));
            line += 4 * stride;
            Vector256<float> e = Vector256.Load(line), f = Vector256.Load(line + stride), g = Vector256.Load(line + (2 * stride)), h = Vector256.Load(line + (3 * stride));

            // Pairs, then fours, then the halves of 128 bits.
            (a, b, c, d) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b), Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
            (e, f, g, h) = (Avx.UnpackLow(e, f), Avx.UnpackHigh(e, f), Avx.UnpackLow(g, h), Avx.UnpackHigh(g, h));
            (a, c, b, d) = (Avx.Shuffle(a, c, 0x44), Avx.Shuffle(a, c, 0xEE), Avx.Shuffle(b, d, 0x44), Avx.Shuffle(b, d, 0xEE));
            (e, g, f, h) = (Avx.Shuffle(e, g, 0x44), Avx.Shuffle(e, g, 0xEE), Avx.Shuffle(f, h, 0x44), Avx.Shuffle(f, h, 0xEE));
            float* target = to + ((long)p * width);
            Avx.Permute2x128(a, e, 0x20).Store(target);
            Avx.Permute2x128(c, g, 0x20).Store(target + width);
            Avx.Permute2x128(b, f, 0x20).Store(target + (2 * width));
            Avx.Permute2x128(d, h, 0x20).Store(target + (3 * width));
            target += 4 * width;
            Avx.Permute2x128(a, e, 0x31).Store(target);
            Avx.Permute2x128(c, g, 0x31).Store(target + width);
            Avx.Permute2x128(b, f, 0x31).Store(target + (2 * width));
            Avx.Permute2x128(d, h, 0x31).Store(target + (3 * width));
        }
        if (p < depth)
        {
            to += (long)p * width;
            TransposePlainly(from + p, stride, depth - p, width, to);
            TransposePlainly(from + p + (4 * stride), stride, depth - p, width, to + 4);
        }
    }

    /// <summary>Four lines of floats, in two squares of four by four side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose4(float* from, nint stride, int depth, int width, float* to)
    {
        int p = 0;
        for (; p <= depth - 8; p += 8)
        {
            float* line = from + p;
            Vector256<float> a = Vector256.Load(line), b = Vector256.Load(line + stride), c = Vector256.Load(line + (2 * stride)), d = Vector256.Load(line + (3 * stride));
            (a, b, c, d) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b), Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
            (a, c, b, d) = (Avx.Shuffle(a, c, 0x44), Avx.Shuffle(a, c, 0xEE), Avx.Shuffle(b, d, 0x44), Avx.Shuffle(b, d, 0xEE));
            float* target = to + ((long)p * width), later = target + (4 * width);
            a.GetLower().Store(target);
            c.GetLower().Store(target + width);
            b.GetLower().Store(target + (2 * width));
            d.GetLower().Store(target + (3 * width));
            a.GetUpper().Store(later);
            c.GetUpper().Store(later + width);
            b.GetUpper().Store(later + (2 * width));
            d.GetUpper().Store(later + (3 * width));
        }
        if (p < depth)
            TransposePlainly(from + p, stride, depth - p, width, to + ((long)p * width));
    }

    /// <summary>Four lines of doubles, in squares of four by four turned within registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose4(double* from, nint stride, int depth, int width, double* to)
    {
        int p = 0;
        for (; p <= depth - 4; p += 4)
        {
            double* line = from + p;
            Vector256<double> a = Vector256.Load(line), b = Vector256.Load(line + stride), c = Vector256.Load(line + (2 * stride)), d = Vector256.Load(line + (3 * stride));
            (a, b, c, d) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b), Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
            double* target = to + ((long)p * width);
            Avx.Permute2x128(a, c, 0x20).Store(target);
            Avx.Permute2x128(b, d, 0x20).Store(target + width);
            Avx.Permute2x128(a, c, 0x31).Store(target + (2 * width));
            Avx.Permute2x128(b, d, 0x31).Store(target + (3 * width));
        }
        if (p < depth)
            TransposePlainly(from + p, stride, depth - p, width, to + ((long)p * width));
    }

    private static void Weight<T>(T* panel, int depth, int height, T* weights, T alpha)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int p = 0; p < depth; p++, panel += height)
        {
            T factor = alpha * weights[p];
            for (int r = 0; r < height; r++)
                panel[r] *= factor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<T>(T* values, int count, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            (Vector256.Load(values + i) * factor).Store(values + i);
        for (; i < count; i++)
            values[i] *= factor;
    }
}
