using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>The vectors a kernel computes with. Every path gives the same bits, given a fused multiply-add; they differ in speed alone.</summary>
/// <remarks>
/// A kernel takes the widest path of the machine; tests call each of them. Vectors wider than the machine's are put together from narrower ones by
/// the runtime, so every path runs everywhere.
/// </remarks>
internal enum VectorPath
{
    /// <summary>No vectors.</summary>
    Scalar = 64,

    /// <summary>Vectors of two doubles: ARM64.</summary>
    Vectors128 = 128,

    /// <summary>Vectors of four doubles: AVX2.</summary>
    Vectors256 = 256,

    /// <summary>Vectors of eight doubles: AVX-512.</summary>
    Vectors512 = 512,
}

/// <summary>The one place that chooses a path.</summary>
internal static class VectorPaths
{
    extension(VectorPath)
    {
        /// <summary>The widest path that the machine's own instructions carry out. A constant once compiled, so that a branch on it costs nothing.</summary>
        public static VectorPath Widest =>
            Vector512.IsHardwareAccelerated ? VectorPath.Vectors512
            : Vector256.IsHardwareAccelerated ? VectorPath.Vectors256
            : Vector128.IsHardwareAccelerated ? VectorPath.Vectors128
            : VectorPath.Scalar;
    }
}
