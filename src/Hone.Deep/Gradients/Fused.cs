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
    public static Tensor Run(
        string operation, Tensor[] inputs, Func<Tensor[], Tensor> formula, Func<Tensor> kernel, Func<Tensor, bool[], Tensor?[]> back)
    {
        if (Forward.IsOn)
            return formula(inputs);
        Tensor result;
        using (NoGrad.Begin())
            result = kernel();
        Tape.Record(operation, [result], inputs, inputs, (gradients, wanted) => NoGrad.IsRecording ? Again(inputs, formula, gradients[0]!, wanted) : back(gradients[0]!, wanted));
        return result;
    }

    private static Tensor?[] Again(Tensor[] inputs, Func<Tensor[], Tensor> formula, Tensor gradient, bool[] wanted)
    {
        Tensor[] by = [.. inputs.Where((_, i) => wanted[i])];
        Tensor[] found = BackwardPass.Run([formula(inputs)], [gradient], by, keepGraph: true, createGraph: true, onlyTo: true);
        Tensor?[] all = new Tensor?[inputs.Length];
        for (int i = 0, next = 0; i < all.Length; i++)
            all[i] = wanted[i] ? found[next++] : null;
        return all;
    }
}
