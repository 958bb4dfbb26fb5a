namespace Hone.Deep;

/// <summary>What bends the numbers within a transformer's feed-forward part.</summary>
public enum TransformerActivation
{
    /// <summary>x above 0, else 0.</summary>
    Relu,

    /// <summary>x·Φ(x).</summary>
    Gelu,
}
