namespace Hone.Deep;

/// <summary>Keys and values of the positions that an attention has seen, so that a text can grow symbol by symbol without computing them anew.</summary>
/// <remarks>For use, not for training: within <see cref="NoGrad"/>. Room grows by doubling; nothing is forgotten until <see cref="Clear"/>.</remarks>
public sealed class AttentionCache
{
    private Tensor? keys, values;

    /// <summary>Positions seen so far.</summary>
    public int Length { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (keys, values, Length) = (null, null, 0);

    /// <summary>Adds keys and values of samples × heads × positions × width, and gives those of all positions.</summary>
    internal (Tensor Keys, Tensor Values) Append(Tensor newKeys, Tensor newValues)
    {
        if (NoGrad.IsRecording && (newKeys.RequiresGrad || newValues.RequiresGrad))
            throw new InvalidOperationException("An attention with a cache cannot be trained; call it within NoGrad.Begin().");
        int length = Length + newKeys.Shape[2];
        keys = Grown(keys, newKeys, length);
        values = Grown(values, newValues, length);
        keys.Slice(2, Length, length).CopyFrom(newKeys);
        values.Slice(2, Length, length).CopyFrom(newValues);
        Length = length;
        return (keys.Slice(2, 0, length), values.Slice(2, 0, length));
    }

    private Tensor Grown(Tensor? kept, Tensor added, int length)
    {
        if (kept is not null && (kept.Shape[0] != added.Shape[0] || kept.Shape[1] != added.Shape[1] || kept.Shape[3] != added.Shape[3]))
            throw new ArgumentException($"attention: the cache holds {kept.Shape} (samples, heads, room, width) and {added.Shape} was to be added; use one cache for each attention and each batch.");
        if (kept is not null && kept.Shape[2] >= length)
            return kept;
        Tensor room = Tensor.Zeros([added.Shape[0], added.Shape[1], Math.Max(length, Math.Max(16, 2 * (kept?.Shape[2] ?? 0))), added.Shape[3]], added.Type);
        if (kept is not null && Length > 0)
            room.Slice(2, 0, Length).CopyFrom(kept.Slice(2, 0, Length));
        return room;
    }
}
