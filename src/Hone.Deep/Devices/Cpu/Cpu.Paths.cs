using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    /// <summary>The vectors it computes with; the machine's widest unless a test asks for others. All give the same bits.</summary>
    public VectorPath Path { get; init; } = VectorPath.Widest;

    /// <summary>Work that is written over rows of lanes, to be done on one path.</summary>
    private interface IWork
    {
        /// <summary>Does it.</summary>
        /// <typeparam name="TFloats">The path's rows of floats.</typeparam>
        /// <typeparam name="TDoubles">The path's rows of doubles.</typeparam>
        /// <typeparam name="TEight">Rows of eight doubles, for sums, whose order belongs to what they are.</typeparam>
        void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>;
    }

    private void Do<TWork>(TWork work)
        where TWork : struct, IWork
    {
        switch (Path)
        {
            case VectorPath.Vectors512: work.On<Floats16, Lanes8, Lanes8>(); break;
            case VectorPath.Vectors256: work.On<Floats8, Lanes4, Twice<Lanes4>>(); break;
            case VectorPath.Vectors128: work.On<Floats4, Lanes2, Twice<Twice<Lanes2>>>(); break;
            default: work.On<Float1, Lane1, Twice<Twice<Twice<Lane1>>>>(); break;
        }
    }

    // Known when a kernel is compiled, so the choice costs nothing.
    private static bool IsSingle<T>()
        where T : struct, ILanes<T> =>
        typeof(T) == typeof(Floats16) || typeof(T) == typeof(Floats8) || typeof(T) == typeof(Floats4) || typeof(T) == typeof(Float1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes, T>(T* from)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged =>
        typeof(T) == typeof(float) ? TLanes.Load(in *(float*)from) : TLanes.Load(in *(double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, T>(TLanes lanes, T* to)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            lanes.Store(ref *(float*)to);
        else
            lanes.Store(ref *(double*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Get<T>(T* from)
        where T : unmanaged => typeof(T) == typeof(float) ? *(float*)from : *(double*)from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T* to, double value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            *(float*)to = (float)value;
        else
            *(double*)to = value;
    }
}
