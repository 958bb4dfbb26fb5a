namespace Hone.Deep;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Training works, but less well than it could.</summary>
    Warning,

    /// <summary>Training does not work, or its figures cannot be trusted.</summary>
    Fault,
}

/// <summary>Something that the doctor noticed about a training.</summary>
/// <param name="Kind">What it is, in two or three words, for example <c>dead ReLUs</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Where">The layer, parameter or data it is about, for example <c>layer 'blocks.2'</c>.</param>
/// <param name="Seen">What was seen, with figures, in a sentence.</param>
/// <param name="Try">What to try, in a sentence.</param>
/// <param name="Step">The step at which it was first seen; 0 is before the first.</param>
public sealed record Finding(string Kind, Severity Severity, string Where, string Seen, string Try, int Step)
{
    /// <summary>All of it in words.</summary>
    public override string ToString() => FormattableString.Invariant($"{Severity}: {Kind} ({Where}, step {Step}): {Seen} {Try}");
}
