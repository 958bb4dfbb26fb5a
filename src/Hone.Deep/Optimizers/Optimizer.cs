namespace Hone.Deep;

/// <summary>Changes parameters along their gradients.</summary>
/// <remarks>Parameters may be put into groups with learning rates and decays of their own.</remarks>
public abstract partial class Optimizer
{
    /// <summary>Takes parameters.</summary>
    /// <param name="groups">At least one, each with at least one parameter; none twice.</param>
    /// <exception cref="ArgumentException">There are none, or one stands twice or has no gradients.</exception>
    protected Optimizer(params ReadOnlySpan<ParameterGroup> groups)
    {
        Groups = [.. groups];
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor parameter in Groups.SelectMany(group => group.Parameters))
        {
            if (!parameter.RequiresGrad || parameter.Producer is not null)
                throw new ArgumentException($"A tensor of {parameter.Shape} was given to the optimiser that is no parameter: it has no gradients of its own.", nameof(groups));
            if (!seen.Add(parameter))
                throw new ArgumentException($"A parameter of {parameter.Shape} was given to the optimiser twice; put it into one group.", nameof(groups));
        }
        if (seen.Count == 0)
            throw new ArgumentException("The optimiser was given no parameters.", nameof(groups));
    }

    /// <summary>The parameters, by group.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Changes every parameter that has a gradient. Gradients stay; forget them before the next pass (<see cref="ZeroGrad"/>).</summary>
    public void Step()
    {
        using NoGrad pause = NoGrad.Begin();
        Steps++;
        foreach (ParameterGroup group in Groups)
        {
            foreach (Tensor parameter in group.Parameters)
            {
                if (parameter.Grad is not { } gradient)
                    continue;
                Update(parameter, gradient.Contiguous(), group);
                parameter.Storage.Version++;
            }
        }
    }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in Groups.SelectMany(group => group.Parameters))
            parameter.Grad = null;
    }

    /// <summary>Changes one parameter in place.</summary>
    protected abstract void Update(Tensor parameter, Tensor gradient, ParameterGroup group);
}
