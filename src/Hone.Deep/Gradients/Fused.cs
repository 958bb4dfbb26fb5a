namespace Hone.Deep;

/// <summary>An operation that has kernels of its own forwards and backwards, and a formula of smaller operations that says what it is.</summary>
/// <remarks>
/// The kernels serve training. Where gradients are to be differentiated again, or changes are carried forwards, the formula takes their place: so a fused operation is never an obstacle,
/// and its tests compare the two.
/// </remarks>
internal static class Fused
{
    /// <summary>Runs it, by its kernels or its formula, and remembers it.</summary>
    /// <param name="operation">Its name in messages.</param>
    /// <param name="inputs">What gradients may go to.</param>
    /// <param name="formula">The result in smaller operations.</param>
    /// <param name="kernel">The result, not recorded, and what of it the gradient needs beside the inputs.</param>
    /// <param name="back">From the gradient by the result, and which are wanted, to the gradients by the inputs.</param>
    /// <param name="keepsResult">Whether back reads the result's values.</param>
    /// <param name="reads">What else of the caller's back reads, such as a mask.</param>
    public static Tensor Run(
        string operation, Tensor[] inputs, Func<Tensor[], Tensor> formula, Func<Tensor> kernel, Func<Tensor, bool[], Tensor?[]> back, bool keepsResult = false, Tensor[]? reads = null) =>
        Run(operation, inputs, at => [formula(at)], () => [kernel()], (gradients, wanted) => back(gradients[0]!, wanted), keepsResult, reads)[0];

    /// <summary>The same for an operation with several results.</summary>
    /// <param name="operation">Its name in messages.</param>
    /// <param name="inputs">What gradients may go to.</param>
    /// <param name="formula">The results in smaller operations.</param>
    /// <param name="kernel">The results, not recorded, and what of them the gradient needs beside the inputs.</param>
    /// <param name="back">From the gradients by the results (null: none came), and which are wanted, to the gradients by the inputs.</param>
    /// <param name="keepsResults">Whether back reads the results' values.</param>
    /// <param name="reads">What else of the caller's back reads, such as a mask.</param>
    public static Tensor[] Run(
        string operation, Tensor[] inputs, Func<Tensor[], Tensor[]> formula, Func<Tensor[]> kernel, Func<Tensor?[], bool[], Tensor?[]> back, bool keepsResults = false, Tensor[]? reads = null)
    {
        if (Forward.IsOn || Transcript.Unfolds(operation))
            return formula(inputs);
        Tensor[] results;
        using (NoGrad.Begin())
            results = Transcript.IsOn ? Transcript.Inside(kernel) : kernel();
        Tensor[] needed = keepsResults ? [.. inputs, .. reads ?? [], .. results] : reads is null ? inputs : [.. inputs, .. reads];
        Tape.Record(operation, results, inputs, needed, (gradients, wanted) => NoGrad.IsRecording ? Again(inputs, formula, gradients, wanted) : back(gradients, wanted));
        return results;
    }

    private static Tensor?[] Again(Tensor[] inputs, Func<Tensor[], Tensor[]> formula, Tensor?[] gradients, bool[] wanted)
    {
        Tensor[] by = [.. inputs.Where((_, i) => wanted[i])], of = [.. formula(inputs).Where((_, i) => gradients[i] is not null)];
        Tensor[] found = BackwardPass.Run(of, [.. gradients.Where(gradient => gradient is not null)], by, keepGraph: true, createGraph: true, onlyTo: true);
        Tensor?[] all = new Tensor?[inputs.Length];
        // A tensor that is several inputs has the gradient of all of them in one: it goes back once.
        HashSet<Edge> served = [];
        for (int i = 0, next = 0; i < all.Length; i++)
        {
            if (!wanted[i])
                continue;
            if (served.Add(Edge.Of(inputs[i])))
                all[i] = found[next];
            next++;
        }
        return all;
    }
}
