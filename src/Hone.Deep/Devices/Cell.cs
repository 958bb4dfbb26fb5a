namespace Hone.Deep;

/// <summary>What a step of a recurrent layer does; gates stand in PyTorch's order.</summary>
internal enum Cell
{
    /// <summary>h ← tanh(a).</summary>
    Tanh,

    /// <summary>h ← max(0, a).</summary>
    Relu,

    /// <summary>Of gates i, f, g, o: c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c).</summary>
    Lstm,

    /// <summary>Of gates r, z, n: h ← (1 − z)·n + z·h with z = σ(z), r = σ(r) and n = tanh(n from the input + r·n from the state).</summary>
    Gru,
}
