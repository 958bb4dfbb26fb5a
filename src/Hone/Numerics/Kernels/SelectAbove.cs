using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static unsafe partial class Kernels
{
    private const int BytesTogether = 64;

    /// <summary>Of 64 pairs of bytes the first where a byte is above a limit, else the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SelectAbove(byte* bytes, byte limit, byte* yes, byte* no, byte* to) => SelectAbove(bytes, limit, yes, no, to, VectorPath.Widest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SelectAbove(byte* bytes, byte limit, byte* yes, byte* no, byte* to, VectorPath path)
    {
        switch (path)
        {
            case VectorPath.Vectors512:
                Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(bytes), Vector512.Create(limit)), Vector512.Load(yes), Vector512.Load(no)).Store(to);
                break;
            case VectorPath.Vectors256:
                for (int i = 0; i < BytesTogether; i += Vector256<byte>.Count)
                    Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Load(bytes + i), Vector256.Create(limit)), Vector256.Load(yes + i), Vector256.Load(no + i)).Store(to + i);
                break;
            case VectorPath.Vectors128:
                for (int i = 0; i < BytesTogether; i += Vector128<byte>.Count)
                    Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Load(bytes + i), Vector128.Create(limit)), Vector128.Load(yes + i), Vector128.Load(no + i)).Store(to + i);
                break;
            default:
                for (int i = 0; i < BytesTogether; i++)
                    to[i] = bytes[i] > limit ? yes[i] : no[i];
                break;
        }
    }
}
