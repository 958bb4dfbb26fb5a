using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>What a loop does with the entries from a place on, each by itself.</summary>
    private interface IStep
    {
        void Take<T>(nint at)
            where T : struct, ILanes<T>;
    }

    /// <summary>Takes the step for 0 … length − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForEach<TStep>(VectorPath path, int length, TStep step)
        where TStep : struct, IStep, allows ref struct
    {
        switch (path)
        {
            case VectorPath.Vectors512:
                ForEach<TStep, Lanes8>(length, step);
                break;
            case VectorPath.Vectors256:
                ForEach<TStep, Twice<Lanes4>>(length, step);
                break;
            case VectorPath.Vectors128:
                ForEach<TStep, Twice<Twice<Lanes2>>>(length, step);
                break;
            default:
                ForEach<TStep, Lane1>(length, step);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForEach<TStep, T>(nint length, TStep step)
        where TStep : struct, IStep, allows ref struct
        where T : struct, ILanes<T>
    {
        nint i = 0;
        for (; i <= length - T.Count; i += T.Count)
            step.Take<T>(i);
        for (; i < length; i++)
            step.Take<Lane1>(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T value, ref double first, nint at)
        where T : struct, ILanes<T> => value.Store(ref Unsafe.Add(ref first, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T value, ref float first, nint at)
        where T : struct, ILanes<T> => value.Store(ref Unsafe.Add(ref first, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T, N>(T value, ref N first, nint at)
        where T : struct, ILanes<T>
        where N : unmanaged
    {
        if (typeof(N) == typeof(float))
            Put(value, ref Unsafe.As<N, float>(ref first), at);
        else
            Put(value, ref Unsafe.As<N, double>(ref first), at);
    }
}
