using System.Runtime.InteropServices;

namespace Hone.Deep;

/// <summary>An operation of the user's own, with a gradient of its own.</summary>
/// <remarks>
/// Needed only where the gradient is to be another than that of what is computed, or is to be computed better; whatever is made of operations on tensors has its gradient anyway.
/// <code>
/// sealed class Round : CustomFunction       // rounds, and lets gradients through as though it did not
/// {
///     protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs) => [Rounded(inputs[0])];
///
///     protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients) => [gradients[0]];
/// }
///
/// Tensor y = new Round().Apply(x)[0];
/// </code>
/// What Backward needs of the values it saves with <see cref="FunctionContext.Save"/>, so that a change in place is noticed; other things may stand in variables that both methods share.
/// If Backward is made of operations on tensors it can be differentiated again, and forward mode works too. Both may keep any tensor they see.
/// </remarks>
public abstract class CustomFunction
{
    /// <summary>Computes the results and remembers how gradients go back.</summary>
    /// <param name="inputs">Those of them that want gradients get some; others, such as whole numbers, do not.</param>
    /// <returns>The results; those of floating types want gradients if an input does.</returns>
    public Tensor[] Apply(params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        string name = GetType().Name;
        FunctionContext context = new([.. inputs.Select(input => input.RequiresGrad)]);
        Tensor[] results;
        using (NoGrad.Begin())
        using (Anomalies.Pause())
        using (Deep.Forward.Pause())
            results = Forward(context, inputs);
        // What came in, or was there before, goes out as another handle, since the tape knows a tensor by its handle.
        results = [.. results.Select(result => result.RequiresGrad || Array.IndexOf(inputs, result) >= 0 ? result.Detach() : result)];

        int[] places = [.. Enumerable.Range(0, results.Length).Where(i => results[i].Type.IsFloating)];
        Tensor[] floating = [.. places.Select(i => results[i])];
        Tensor?[] Back(Tensor?[] gradients, bool[] wanted)
        {
            Tensor?[] all = new Tensor?[results.Length];
            for (int i = 0; i < places.Length; i++)
                all[places[i]] = gradients[i];
            return GoBack(context, inputs, results, all, wanted);
        }
        if (Deep.Forward.IsOn)
            Deep.Forward.Carry(name, floating, inputs, Back);
        Tape.Record(name, floating, inputs, CollectionsMarshal.AsSpan(context.Tensors), Back, isForeign: true);
        return results;
    }

    /// <summary>Computes the results; nothing is recorded within.</summary>
    /// <param name="context">Takes what the gradient needs.</param>
    /// <param name="inputs">What the operation was applied to.</param>
    protected abstract Tensor[] Forward(FunctionContext context, Tensor[] inputs);

    /// <summary>From the gradients by the results to the gradients by the inputs.</summary>
    /// <param name="context">Has what was saved, and which inputs want a gradient.</param>
    /// <param name="gradients">By each result; null where none came, or the result has no floating type.</param>
    /// <returns>One for each input, of its shape; null for none.</returns>
    protected abstract Tensor?[] Backward(FunctionContext context, Tensor?[] gradients);

    private Tensor?[] GoBack(FunctionContext context, Tensor[] inputs, Tensor[] results, Tensor?[] gradients, bool[] wanted)
    {
        string name = GetType().Name;
        if (NoGrad.IsRecording && context.Tensors.Find(saved => saved.Type.IsFloating && !saved.RequiresGrad && Array.IndexOf(inputs, saved) < 0 && Array.IndexOf(results, saved) < 0) is { } between)
        {
            throw new InvalidOperationException(
                $"{name} saved a tensor of {between.Shape} that is neither an input nor a result, so a second derivative would miss how it depends on the inputs. Save the inputs and compute it anew in Backward; what does not depend on them can stand in a variable.");
        }
        context.Wanted = wanted;
        Tensor?[] back;
        using (Anomalies.Pause())
            back = Backward(context, gradients);
        if (back?.Length != inputs.Length)
            throw new InvalidOperationException(FormattableString.Invariant($"{name}: Backward gave {back?.Length ?? 0} gradients for {inputs.Length} inputs; give one for each, null where there is none."));
        for (int i = 0; i < back.Length; i++)
        {
            if (back[i] is { } gradient && gradient.Shape != inputs[i].Shape)
                throw new InvalidOperationException(FormattableString.Invariant($"{name}: Backward gave a gradient of {gradient.Shape} for input {i} of {inputs[i].Shape}; they must agree."));
            back[i] = wanted[i] ? back[i]?.To(inputs[i].Type) : null;
        }
        return back;
    }
}
