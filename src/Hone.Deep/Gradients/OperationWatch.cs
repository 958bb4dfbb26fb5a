namespace Hone.Deep;

/// <summary>Shows each operation's result to who watches this thread, as it is made.</summary>
internal static class OperationWatch
{
    [ThreadStatic]
    private static Action<string, Tensor>? watcher;

    public static bool IsOn => watcher is not null;

    /// <summary>Runs something while a watcher sees each operation's name and result. What the watcher computes is neither seen nor recorded.</summary>
    public static T During<T>(Action<string, Tensor> seen, Func<T> run)
    {
        Action<string, Tensor>? outer = watcher;
        watcher = outer + seen;
        try
        {
            return run();
        }
        finally
        {
            watcher = outer;
        }
    }

    public static void See(string operation, Tensor result)
    {
        Action<string, Tensor> told = watcher!;
        watcher = null;
        try
        {
            using NoGrad pause = NoGrad.Begin();
            told(operation, result.Detach());
        }
        finally
        {
            watcher = told;
        }
    }
}
