namespace System.Runtime.CompilerServices;

/// <summary>Lets records be declared on netstandard2.0, which lacks this type.</summary>
internal static class IsExternalInit
{
}
