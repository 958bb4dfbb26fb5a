using Microsoft.CodeAnalysis;

namespace Hone.Generators;

/// <summary>What the generator reports.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NameTwice = new(
        "HONE001", "Two learners have the same name", "The learner {0} has the name '{2}' that {1} has already; give it another by a public const string Name",
        "Hone", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor KindTwice = new(
        "HONE002", "Two stored types have the same kind", "The stored type {0} has the kind '{2}' that {1} has already; a package could not tell them apart",
        "Hone", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NotCreatable = new(
        "HONE003", "A learner cannot be created without arguments", "The learner {0} is not in the catalogue: {1}",
        "Hone", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor StoredOutOfReach = new(
        "HONE004", "A stored type cannot be reached by the catalogue", "The stored type {0} could be written into a package but never read: {1}",
        "Hone", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
