namespace Hone.Contracts;

/// <summary>An exception's message as users read it.</summary>
public static class FaultSentence
{
    /// <summary>The message without what .NET adds for programmers: the parameter's name, and the value on a line of its own.</summary>
    public static string Of(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string text = fault.Message;
        if (fault is ArgumentException { ParamName: { } name })
        {
            int start = text.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal);
            if (start >= 0)
                text = text[..start];
        }
        return text.ReplaceLineEndings(" ").Trim();
    }
}
