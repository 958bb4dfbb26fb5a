namespace Hone.Deep;

/// <summary>A stretch of code on one thread whose operations are not remembered for gradients: <c>using (NoGrad.Begin()) …</c>.</summary>
/// <remarks>Results made within need no gradients, take no room on the tape and may be changed in place. Stretches may lie within each other. Begin and end on the same thread; do not await in between.</remarks>
public readonly ref struct NoGrad
{
    [ThreadStatic]
    private static int depth;

    private readonly int before;

    private NoGrad(int now)
    {
        before = depth;
        depth = now;
    }

    /// <summary>Whether operations of this thread are remembered now.</summary>
    public static bool IsRecording => depth == 0;

    /// <summary>Begins; disposing of what is returned ends it.</summary>
    public static NoGrad Begin() => new(depth + 1);

    /// <summary>Remembers operations again within a stretch that does not.</summary>
    internal static NoGrad Suspend() => new(0);

    /// <summary>Ends the stretch.</summary>
    public void Dispose() => depth = before;
}
