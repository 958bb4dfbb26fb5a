namespace Hone.Deep;

/// <summary>How many multiplications with additions the kernels of products and convolutions were asked for on this thread.</summary>
/// <remarks>Who wants to know what something costs takes the difference before and after.</remarks>
internal static class Effort
{
    [ThreadStatic]
    private static long multiplyAdds;

    public static long MultiplyAdds => multiplyAdds;

    /// <summary>Counts a kernel whose results are each a sum of so many products. Called on the thread that asks for the result, not on those that share the work.</summary>
    public static void Count(long results, long products) => multiplyAdds += results * products;
}
