using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Which of eight values are at most a limit, as the low eight bits; NaN never is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EightAtMost(ReadOnlySpan<double> values, double limit) => EightAtMost(values, limit, VectorPath.Widest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EightAtMost(ReadOnlySpan<double> values, double limit, VectorPath path) => path switch
    {
        VectorPath.Vectors512 => EightAtMost<Lanes8>(values, limit),
        VectorPath.Vectors256 => EightAtMost<Twice<Lanes4>>(values, limit),
        VectorPath.Vectors128 => EightAtMost<Twice<Twice<Lanes2>>>(values, limit),
        _ => EightAtMost<Twice<Twice<Twice<Lane1>>>>(values, limit),
    };

    // Called as a whole: inlined into a caller's loop, the other paths would use up what the compiler is ready to inline there.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static uint EightAtMost<T>(ReadOnlySpan<double> values, double limit)
        where T : struct, ILanes<T>
    {
        Debug.Assert(values.Length >= GroupRows);
        return T.Bits(T.AtMost(T.Load(in First(values)), T.Fill(limit)));
    }
}
