using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>One try at a set of hyper-parameters: a learner asks it for values, a study decides which.</summary>
/// <remarks>Asking twice for one name gives one value. The dimensions asked for may depend on values already given.</remarks>
public sealed class Trial
{
    private readonly Func<SearchDimension, double> suggest;
    private readonly Dictionary<string, double> values;
    private readonly List<SearchDimension> dimensions;
    private readonly string prefix;

    /// <summary>A trial whose values come from a function.</summary>
    /// <param name="number">From 0.</param>
    /// <param name="suggest">Gives a value within the dimension: the number itself, or the position of a choice.</param>
    public Trial(int number, Func<SearchDimension, double> suggest)
        : this(number, suggest, [], [], "")
    {
    }

    private Trial(int number, Func<SearchDimension, double> suggest, Dictionary<string, double> values, List<SearchDimension> dimensions, string prefix) =>
        (Number, this.suggest, this.values, this.dimensions, this.prefix) = (number, suggest, values, dimensions, prefix);

    /// <summary>Which try this is, from 0.</summary>
    public int Number { get; }

    /// <summary>The dimensions asked for, in that order.</summary>
    public IReadOnlyList<SearchDimension> Dimensions => dimensions;

    /// <summary>The values given, by name; a choice is its position.</summary>
    public IReadOnlyDictionary<string, double> Values => values;

    /// <summary>The same trial for one part of a composite, whose names would clash with another part's: each gets the scope's name before it.</summary>
    public Trial Scope(string name) => new(Number, suggest, values, dimensions, $"{prefix}{name} ");

    /// <summary>A number in [low, high]; see <see cref="SearchDimension.Start"/>.</summary>
    public double Uniform(string name, double low, double high, double? start = null) => Ask(new SearchDimension(name, Require.Finite(low), Checked(low, high)) { Start = Within(start, low, high) });

    /// <summary>A number in [low, high] whose logarithm is searched evenly; low is above 0.</summary>
    public double LogUniform(string name, double low, double high, double? start = null) => Ask(new SearchDimension(name, Require.Positive(low), Checked(low, high)) { Log = true, Start = Within(start, low, high) });

    /// <summary>A whole number from low to high.</summary>
    public int Integer(string name, int low, int high, bool log = false, int? start = null) =>
        (int)Ask(new SearchDimension(name, log ? Require.AtLeast(low, 1) : low, Checked(low, high)) { Whole = true, Log = log, Start = Within(start, low, high) });

    /// <summary>One of the options.</summary>
    public T Choice<T>(string name, params IReadOnlyList<T> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(options.Count, 1);
        return options[(int)Ask(new SearchDimension(name, 0, options.Count - 1) { Whole = true, Unordered = true })];
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name) => Choice(name, false, true);

    private static double Checked(double low, double high) => high >= low && double.IsFinite(high)
        ? high
        : throw new ArgumentOutOfRangeException(nameof(high), high, FormattableString.Invariant($"high must be finite and at least low, which is {low}; found {high}."));

    private static double? Within(double? start, double low, double high) => start is null || (start >= low && start <= high)
        ? start
        : throw new ArgumentOutOfRangeException(nameof(start), start, FormattableString.Invariant($"start must be from {low} to {high}; found {start}."));

    private double Ask(SearchDimension asked)
    {
        SearchDimension dimension = asked with { Name = prefix + asked.Name };
        if (values.TryGetValue(dimension.Name, out double value))
        {
            return dimensions.Contains(dimension)
                ? value
                : throw new InvalidOperationException($"'{dimension.Name}' was asked for twice with different ranges; give the two different names, or a scope each.");
        }
        value = suggest(dimension);
        if (!double.IsFinite(value))
            throw new InvalidOperationException(FormattableString.Invariant($"The value suggested for '{dimension.Name}' is {value}; it must be finite."));
        value = Math.Clamp(dimension.Whole ? Math.Round(value) : value, dimension.Low, dimension.High);
        dimensions.Add(dimension);
        values[dimension.Name] = value;
        return value;
    }
}

/// <summary>One hyper-parameter's range.</summary>
/// <param name="Name">Its name, unique within the search.</param>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
public sealed record SearchDimension(string Name, double Low, double High)
{
    /// <summary>Whether its logarithm is searched evenly.</summary>
    public bool Log { get; init; }

    /// <summary>Whether only whole numbers count.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether the values are positions of options that have no order.</summary>
    public bool Unordered { get; init; }

    /// <summary>A value that is good for most data, which a search may try before any other; null where none is known.</summary>
    public double? Start { get; init; }
}
