namespace Hone.Deep;

public static partial class Gradients
{
    /// <summary>All first derivatives of a function: one entry for each element of the result and each of the input.</summary>
    /// <param name="f">Made of operations on tensors; any shape of result.</param>
    /// <param name="x">Where, of a floating type.</param>
    /// <returns>The shape of the result followed by that of the input.</returns>
    /// <remarks>As many passes as the result or the input has elements, whichever are fewer: backwards for each of the one, or forwards for each of the other.</remarks>
    public static Tensor Jacobian(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        Tensor at = Leaf(x), y;
        using (NoGrad.Suspend())
            y = f(at);
        Shape shape = [.. y.Shape.Sizes, .. x.Shape.Sizes];
        Tensor rows = Tensor.Zeros([y.Count, x.Count], y.Type);
        if (x.Count < y.Count)
        {
            for (int i = 0; i < x.Count; i++)
                rows.Slice(1, i, i + 1).CopyFrom(Jvp(inputs => f(inputs[0]), [x], [Unit(x, i)]).Change.Detach().Reshape(-1, 1));
        }
        else if (y.RequiresGrad)
        {
            for (int i = 0; i < y.Count; i++)
                rows.Slice(0, i, i + 1).CopyFrom(Of(y, [at], Unit(y, i), keepGraph: true)[0].Reshape(1, -1));
        }
        return rows.Reshape(shape.Sizes);
    }

    /// <summary>All second derivatives of a function whose result is a single number.</summary>
    /// <param name="f">Made of operations on tensors.</param>
    /// <param name="x">Where, of a floating type.</param>
    /// <returns>The input's shape twice; symmetric.</returns>
    /// <remarks>As many passes as the input has elements; where a product with a vector is enough, <see cref="HessianTimesVector"/> takes one.</remarks>
    /// <exception cref="ArgumentException">The result is no single number.</exception>
    public static Tensor Hessian(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        (Tensor at, Tensor slope) = Slope(f, x, "Hessian");
        Tensor rows = Tensor.Zeros([x.Count, x.Count], x.Type);
        for (int i = 0; i < x.Count && slope.RequiresGrad; i++)
            rows.Slice(0, i, i + 1).CopyFrom(Of(slope, [at], Unit(x, i), keepGraph: true)[0].Reshape(1, -1));
        return rows.Reshape([.. x.Shape.Sizes, .. x.Shape.Sizes]);
    }

    /// <summary>The second derivatives of a function whose result is a single number, times a vector, without the matrix.</summary>
    /// <param name="f">Made of operations on tensors.</param>
    /// <param name="x">Where, of a floating type.</param>
    /// <param name="vector">Of the input's shape.</param>
    /// <returns>Of the input's shape.</returns>
    /// <remarks>The gradient of the gradient's product with the vector: about the cost of four evaluations, whatever the size. Source: B. A. Pearlmutter, "Fast Exact Multiplication by the Hessian", Neural Computation 6(1), 1994.</remarks>
    /// <exception cref="ArgumentException">The result is no single number, or the vector has another shape.</exception>
    public static Tensor HessianTimesVector(Func<Tensor, Tensor> f, Tensor x, Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(vector);
        if (vector.Shape != x.Shape)
            throw new ArgumentException($"The vector has shape {vector.Shape} and the input {x.Shape}; they must agree.", nameof(vector));
        (Tensor at, Tensor slope) = Slope(f, x, "HessianTimesVector");
        return slope.RequiresGrad ? Of(slope, [at], vector.Detach())[0] : x.ZerosLike();
    }

    /// <summary>The gradients of each sample's loss by some parameters, where a batch's gradient would only be their sum.</summary>
    /// <param name="loss">The loss of a batch of one sample, as a single number; it gets each tensor's slice of one along the first axis.</param>
    /// <param name="batch">Tensors with a first axis of samples, equally many.</param>
    /// <param name="by">The parameters.</param>
    /// <returns>For each parameter: samples × its shape.</returns>
    /// <remarks>One pass a sample: what is needed for influence, clipping each sample's gradient for privacy, or measuring noise, rather than for every step of training.</remarks>
    /// <exception cref="ArgumentException">The batch has no tensor, or their numbers of samples differ.</exception>
    public static Tensor[] PerSample(Func<Tensor[], Tensor> loss, Tensor[] batch, Tensor[] by)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(by);
        if (batch.Length == 0 || Array.Exists(batch, part => part.Rank == 0 || part.Shape[0] != batch[0].Shape[0]))
            throw new ArgumentException($"The tensors of a batch have one size along their first axis, the number of samples; found {string.Join(" and ", batch.Select(part => part.Shape))}.", nameof(batch));
        int samples = batch[0].Shape[0];
        Tensor[] all = [.. by.Select(parameter => Tensor.Zeros([samples, .. parameter.Shape.Sizes], parameter.Type))];
        for (int sample = 0; sample < samples; sample++)
        {
            Tensor of;
            using (NoGrad.Suspend())
                of = loss([.. batch.Select(part => part.Slice(0, sample, sample + 1))]);
            Tensor[] found = Of(of, by);
            for (int i = 0; i < by.Length; i++)
                all[i].Select(0, sample).CopyFrom(found[i]);
        }
        return all;
    }

    private static (Tensor At, Tensor Slope) Slope(Func<Tensor, Tensor> f, Tensor x, string name)
    {
        Tensor at = Leaf(x);
        using NoGrad recording = NoGrad.Suspend();
        Tensor y = f(at);
        if (y.Count != 1)
            throw new ArgumentException($"{name}: the function's result has shape {y.Shape}; a single number is accepted.", nameof(f));
        return (at, y.RequiresGrad ? Of(y, [at], y.OnesLike(), createGraph: true)[0] : x.ZerosLike());
    }

    private static Tensor Leaf(Tensor x) => x.Detach().WithGrad();

    // 1 at one place in row-major order, else 0.
    private static Tensor Unit(Tensor like, int place)
    {
        Tensor unit = Tensor.Zeros([like.Count], like.Type);
        unit.Slice(0, place, place + 1).FillInPlace(1);
        return unit.Reshape(like.Shape.Sizes);
    }
}
