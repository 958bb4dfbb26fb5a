using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    /// <summary>Work on rows in lanes whose number is the same on every path, sixteen floats or eight doubles: so sums along a row may run in the numbers' own type and have one order all the same.</summary>
    private interface IRowWork
    {
        void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged;
    }

    private void DoRows<TWork>(DType type, TWork work)
        where TWork : struct, IRowWork
    {
        bool isSingle = type == DType.Float32;
        switch (Path)
        {
            case VectorPath.Vectors512 when isSingle: work.On<Floats16, float>(); break;
            case VectorPath.Vectors256 when isSingle: work.On<Twice<Floats8>, float>(); break;
            case VectorPath.Vectors128 when isSingle: work.On<Twice<Twice<Floats4>>, float>(); break;
            case VectorPath.Vectors512: work.On<Lanes8, double>(); break;
            case VectorPath.Vectors256: work.On<Twice<Lanes4>, double>(); break;
            case VectorPath.Vectors128: work.On<Twice<Twice<Lanes2>>, double>(); break;
            default:
                if (isSingle)
                    work.On<Twice<Twice<Twice<Twice<Float1>>>>, float>();
                else
                    work.On<Twice<Twice<Twice<Lane1>>>, double>();
                break;
        }
    }

    /// <summary>The next numbers of a row; past its end there is a number of the caller's. The spare row has room for the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Next<TLanes, T>(T* from, int count, T* spare, double beyond = 0)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (count >= TLanes.Count)
            return Load<TLanes, T>(from);
        Store(TLanes.Fill(beyond), spare);
        for (int i = 0; i < count; i++)
            spare[i] = from[i];
        return Load<TLanes, T>(spare);
    }

    /// <summary>Writes the lanes that still belong to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLanes, T>(TLanes lanes, T* to, int count, T* spare)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (count >= TLanes.Count)
        {
            Store(lanes, to);
            return;
        }
        Store(lanes, spare);
        for (int i = 0; i < count; i++)
            to[i] = spare[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ExpOf<TLanes, T>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => typeof(T) == typeof(float) ? FloatFunctions.Exp(x) : Elementary.Exp(x);
}
