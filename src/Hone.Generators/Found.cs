using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Hone.Generators;

/// <summary>What was found out about one type: plain values, so that two findings can be compared.</summary>
/// <param name="Type">The full name as it is written in code, with <c>global::</c>.</param>
/// <param name="Place">Where the type is declared.</param>
internal abstract record Found(string Type, Place Place);

/// <summary>A type that a package can hold.</summary>
/// <param name="Kind">Its kind where that is a constant, else null: then only the running program knows it.</param>
/// <param name="Fault">Why generated code cannot name the type, or null.</param>
internal sealed record FoundStored(string Type, Place Place, string? Kind, string? Fault) : Found(Type, Place);

/// <summary>A public learner.</summary>
/// <param name="Name">The name it goes by.</param>
/// <param name="Summary">From its documentation.</param>
/// <param name="Fault">Why it cannot be created without arguments, or null.</param>
/// <param name="Settings">Its settings, inherited ones first, each type's in the order they are declared.</param>
internal sealed record FoundLearner(string Type, Place Place, string Name, string Summary, string? Fault, EquatableList<FoundSetting> Settings) : Found(Type, Place);

/// <summary>A setting of a learner.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Factory">Which method of <c>Setting</c> makes it.</param>
/// <param name="Arguments">Further arguments in code, each with ", " behind it; or empty.</param>
/// <param name="Assigned">What stands for the value where it is assigned.</param>
/// <param name="Doc">From its documentation.</param>
internal sealed record FoundSetting(string Name, string Factory, string Arguments, string Assigned, string Doc);

/// <summary>A place in a source file, kept without the syntax tree it came from.</summary>
internal readonly record struct Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location location) => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines);
}
