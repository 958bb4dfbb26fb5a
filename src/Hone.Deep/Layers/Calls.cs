using System.Runtime.CompilerServices;

namespace Hone.Deep;

/// <summary>The modules that this thread is calling just now, one within the other, and who watches.</summary>
internal static class Calls
{
    [ThreadStatic]
    private static Stack<Module>? open;

    [ThreadStatic]
    private static Action<string, Module, Tensor[], Tensor>? watcher;

    [ThreadStatic]
    private static Action<Module>? entering;

    /// <summary>The path of the innermost module, <c>blocks.2.attention</c>; empty outside of any, or in one that is no part of another.</summary>
    public static string Path => open is null ? "" : string.Join('.', open.Reverse().Select(module => module.PartName).Where(name => name.Length > 0));

    /// <summary>Whether anybody on this thread sees what modules make.</summary>
    public static bool AreWatched => watcher is not null;

    /// <summary>Runs something while a watcher sees each module's path, inputs and result on this thread, inner modules before those around them.</summary>
    /// <param name="seen">Gets the first of several results.</param>
    /// <param name="run">What is watched.</param>
    /// <param name="before">Told of each module before it computes.</param>
    public static T Watch<T>(Action<string, Module, Tensor[], Tensor> seen, Func<T> run, Action<Module>? before = null)
    {
        (Action<string, Module, Tensor[], Tensor>? outer, Action<Module>? outerBefore) = (watcher, entering);
        (watcher, entering) = (outer + seen, outerBefore + before);
        try
        {
            return run();
        }
        finally
        {
            (watcher, entering) = (outer, outerBefore);
        }
    }

    /// <summary>Runs a module's computation; a message of a wrong argument then begins with where it happened.</summary>
    public static T Run<T>(Module module, Func<T> compute, Tensor[] inputs)
    {
        open ??= new();
        open.Push(module);
        try
        {
            entering?.Invoke(module);
            T result = compute();
            if (watcher is not null && (result as Tensor ?? (result as ITuple)?[0] as Tensor) is { } tensor)
                watcher(Path, module, inputs, tensor);
            return result;
        }
        catch (ArgumentException wrong) when (wrong.Data["layer"] is null)
        {
            string path = Path, where = path.Length == 0 ? module.GetType().Name : $"Layer '{path}' ({module.GetType().Name})";
            throw new ArgumentException($"{where}: {wrong.Message}", wrong) { Data = { ["layer"] = path } };
        }
        finally
        {
            open.Pop();
        }
    }
}
