using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void MaxPool(Tensor x, Windows windows, Tensor to, Tensor places)
    {
        if (x.Type == DType.Float32)
            MaxPool<float>(x, windows, to, places);
        else
            MaxPool<double>(x, windows, to, places);
    }

    public override void AveragePool(Tensor x, Windows windows, Tensor to)
    {
        if (x.Type == DType.Float32)
            AveragePool<float>(x, windows, to);
        else
            AveragePool<double>(x, windows, to);
    }

    public override void AveragePoolBack(Tensor y, Windows windows, Tensor to)
    {
        if (y.Type == DType.Float32)
            AveragePoolBack<float>(y, windows, to);
        else
            AveragePoolBack<double>(y, windows, to);
    }

    public override void PutInPlanes(Tensor y, Tensor places, Tensor to)
    {
        if (y.Type == DType.Float32)
            PutInPlanes<float>(y, places, to);
        else
            PutInPlanes<double>(y, places, to);
    }

    public override void TakeFromPlanes(Tensor x, Tensor places, Tensor to)
    {
        if (x.Type == DType.Float32)
            TakeFromPlanes<float>(x, places, to);
        else
            TakeFromPlanes<double>(x, places, to);
    }

    // A plane at a time, several in a task where they are small.
    private static void ForPlanes(Tensor of, int plane, Action<int> body)
    {
        int planes = plane == 0 ? 0 : of.Count / plane;
        Cut tasks = new(planes, Math.Max(1, Piece / Math.Max(1, plane)), 1);
        WorkerPool.For(planes == 0 ? 0 : tasks.Count, null, task =>
        {
            for (int index = tasks.Start(task); index < tasks.Start(task + 1); index++)
                body(index);
        });
    }

    private static void MaxPool<T>(Tensor x, Windows windows, Tensor to, Tensor places)
        where T : unmanaged, INumber<T>
    {
        int plane = windows.From.Height * windows.From.Width, pooled = windows.To.Height * windows.To.Width;
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        int* at = places.Pointer<int>();
        bool pairs = windows.Dilation == 1 && Array.TrueForAll(windows.Down, window => window.End - window.Start == 2)
            && windows.Across.Select((window, j) => window.Start == 2 * j && window.End - window.Start == 2).All(fits => fits);
        ForPlanes(to, pooled, index =>
        {
            if (pairs)
                MaxOfSquares(from + ((long)index * plane), windows, into + ((long)index * pooled), at + ((long)index * pooled));
            else
                MaxOfWindows(from + ((long)index * plane), windows, into + ((long)index * pooled), at + ((long)index * pooled));
        });
        GC.KeepAlive(x);
        GC.KeepAlive(to);
        GC.KeepAlive(places);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxOfWindows<T>(T* from, Windows windows, T* to, int* places)
        where T : unmanaged, INumber<T>
    {
        int width = windows.From.Width;
        (int down, int across) = windows.Dilation;
        foreach ((int top, int bottom, _) in windows.Down)
        {
            foreach ((int left, int right, _) in windows.Across)
            {
                int best = (top * width) + left;
                T largest = from[best];
                for (int row = top; row < bottom; row += down)
                {
                    for (int column = left; column < right; column += across)
                    {
                        // A comparison that fails for NaN, turned round, so that NaN counts as the largest; and none that branches.
                        int place = (row * width) + column;
                        T value = from[place];
                        bool isLarger = !(value <= largest) & !T.IsNaN(largest);
                        largest = isLarger ? value : largest;
                        best = isLarger ? place : best;
                    }
                }
                *to++ = largest;
                *places++ = best;
            }
        }
    }

    // Windows of two by two, side by side. Floats go four windows at a time, without branches, which would be guessed wrong half of the time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxOfSquares<T>(T* from, Windows windows, T* to, int* places)
        where T : unmanaged, INumber<T>
    {
        int width = windows.From.Width, columns = windows.To.Width;
        foreach ((int top, _, _) in windows.Down)
        {
            T* first = from + ((long)top * width), second = first + width;
            int j = typeof(T) == typeof(float) && Vector128.IsHardwareAccelerated ? MaxOfSquares((float*)first, (float*)second, top * width, width, columns, (float*)to, places) : 0;
            for (; j < columns; j++)
            {
                T a = first[2 * j], b = first[(2 * j) + 1], c = second[2 * j], d = second[(2 * j) + 1];
                int left = (top * width) + (2 * j), below = left + width;
                bool right = !(b <= a) && !T.IsNaN(a), belowRight = !(d <= c) && !T.IsNaN(c);
                T upper = right ? b : a, lower = belowRight ? d : c;
                int upperPlace = left + (right ? 1 : 0), lowerPlace = below + (belowRight ? 1 : 0);
                bool isBelow = !(lower <= upper) && !T.IsNaN(upper);
                to[j] = isBelow ? lower : upper;
                places[j] = isBelow ? lowerPlace : upperPlace;
            }
            to += columns;
            places += columns;
        }
    }

    // A row of windows four at a time, the last four again where some are left; the same comparisons as one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MaxOfSquares(float* first, float* second, int start, int width, int columns, float* to, int* places)
    {
        if (columns < 4)
            return 0;
        Vector128<int> one = Vector128<int>.One, below = Vector128.Create(width), corners = Vector128.Create(start) + Vector128.Create(0, 2, 4, 6);
        for (int next = 0; next < columns; next += 4)
        {
            int j = Math.Min(next, columns - 4);
            (Vector128<float> a, Vector128<float> b) = Unzip(Vector128.Load(first + (2 * j)), Vector128.Load(first + (2 * j) + 4));
            (Vector128<float> c, Vector128<float> d) = Unzip(Vector128.Load(second + (2 * j)), Vector128.Load(second + (2 * j) + 4));
            Vector128<float> right = Above(b, a), belowRight = Above(d, c);
            Vector128<float> upper = Vector128.ConditionalSelect(right, b, a), lower = Vector128.ConditionalSelect(belowRight, d, c), isBelow = Above(lower, upper);
            Vector128.ConditionalSelect(isBelow, lower, upper).Store(to + j);
            Vector128<int> step = Vector128.ConditionalSelect(isBelow.AsInt32(), below + (belowRight.AsInt32() & one), right.AsInt32() & one);
            (corners + Vector128.Create(2 * j) + step).Store(places + j);
        }
        return columns;
    }

    // Where the one is to be taken for the other: it is larger, or NaN, and the other is no NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Above(Vector128<float> a, Vector128<float> b) => Vector128.AndNot(Vector128.Equals(b, b), Vector128.LessThanOrEqual(a, b));

    // Entries of even and of odd places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Even, Vector128<float> Odd) Unzip(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? (Sse.Shuffle(a, b, 0x88), Sse.Shuffle(a, b, 0xDD))
        : AdvSimd.Arm64.IsSupported ? (AdvSimd.Arm64.UnzipEven(a, b), AdvSimd.Arm64.UnzipOdd(a, b))
        : (Vector128.Create(a[0], a[2], b[0], b[2]), Vector128.Create(a[1], a[3], b[1], b[3]));

    private static void AveragePool<T>(Tensor x, Windows windows, Tensor to)
        where T : unmanaged, INumber<T>
    {
        int plane = windows.From.Height * windows.From.Width, pooled = windows.To.Height * windows.To.Width, width = windows.From.Width;
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        ForPlanes(to, pooled, index =>
        {
            T* source = from + ((long)index * plane), target = into + ((long)index * pooled);
            foreach ((int top, int bottom, int down) in windows.Down)
            {
                foreach ((int left, int right, int across) in windows.Across)
                {
                    double sum = 0;
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                            sum += Get(source + (row * width) + column);
                    }
                    Put(target++, sum / (down * (double)across));
                }
            }
        });
        GC.KeepAlive(x);
        GC.KeepAlive(to);
    }

    private static void AveragePoolBack<T>(Tensor y, Windows windows, Tensor to)
        where T : unmanaged, INumber<T>
    {
        int plane = windows.From.Height * windows.From.Width, pooled = windows.To.Height * windows.To.Width, width = windows.From.Width;
        T* from = y.Pointer<T>(), into = to.Pointer<T>();
        ForPlanes(to, plane, index =>
        {
            T* source = from + ((long)index * pooled), target = into + ((long)index * plane);
            new Span<T>(target, plane).Clear();
            foreach ((int top, int bottom, int down) in windows.Down)
            {
                foreach ((int left, int right, int across) in windows.Across)
                {
                    T share = default;
                    Put(&share, Get(source++) / (down * (double)across));
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                            target[(row * width) + column] += share;
                    }
                }
            }
        });
        GC.KeepAlive(y);
        GC.KeepAlive(to);
    }

    private static void PutInPlanes<T>(Tensor y, Tensor places, Tensor to)
        where T : unmanaged, INumber<T>
    {
        int plane = to.Shape[-1] * to.Shape[-2], entries = places.Shape[-1] * places.Shape[-2];
        T* from = y.Pointer<T>(), into = to.Pointer<T>();
        int* at = places.Pointer<int>();
        ForPlanes(to, plane, index =>
        {
            T* source = from + ((long)index * entries), target = into + ((long)index * plane);
            int* place = at + ((long)index * entries);
            new Span<T>(target, plane).Clear();
            for (int k = 0; k < entries; k++)
                target[place[k]] += source[k];
        });
        GC.KeepAlive(y);
        GC.KeepAlive(places);
        GC.KeepAlive(to);
    }

    private static void TakeFromPlanes<T>(Tensor x, Tensor places, Tensor to)
        where T : unmanaged
    {
        int plane = x.Shape[-1] * x.Shape[-2], entries = places.Shape[-1] * places.Shape[-2];
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        int* at = places.Pointer<int>();
        ForPlanes(to, entries, index =>
        {
            T* source = from + ((long)index * plane), target = into + ((long)index * entries);
            int* place = at + ((long)index * entries);
            for (int k = 0; k < entries; k++)
                target[k] = source[place[k]];
        });
        GC.KeepAlive(x);
        GC.KeepAlive(places);
        GC.KeepAlive(to);
    }
}
