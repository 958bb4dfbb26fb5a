using System.Globalization;

namespace Hone.Contracts;

/// <summary>A hyper-parameter of a learner.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Kind">What its values are: "number", "whole", "flag", "text", or the members of a choice joined by '|'; with '?' at the end where it may be left open.</param>
/// <param name="Default">The value that a new learner has, as text; empty for none.</param>
/// <param name="Doc">Meaning, range and default, from its documentation.</param>
/// <param name="Get">A learner's value as text; empty for none.</param>
/// <param name="With">The learner with another value, read from text in invariant culture; empty for none where that is allowed.</param>
public sealed record Setting(
    string Name, string Kind, string Default, string Doc,
    Func<ILearner<IModel>, string> Get, Func<ILearner<IModel>, string, ILearner<IModel>> With)
{
    private delegate bool Parse<T>(string text, out T value);

    /// <summary>A setting that is a real number.</summary>
    /// <param name="fresh">A learner with default settings.</param>
    /// <param name="learner">The learner's name, for messages.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="doc">From its documentation.</param>
    /// <param name="get">Reads the property.</param>
    /// <param name="with">The learner with another value.</param>
    public static Setting Number<TLearner>(TLearner fresh, string learner, string name, string doc, Func<TLearner, double> get, Func<TLearner, double, TLearner> with)
        where TLearner : class, ILearner<IModel> =>
        Value(fresh, learner, name, "number", "a number", doc, get, with, static v => v.ToString("R", CultureInfo.InvariantCulture), ParseNumber);

    /// <summary>A setting that is a real number or left open.</summary>
    /// <inheritdoc cref="Number{TLearner}(TLearner, string, string, string, Func{TLearner, double}, Func{TLearner, double, TLearner})"/>
    public static Setting Number<TLearner>(TLearner fresh, string learner, string name, string doc, Func<TLearner, double?> get, Func<TLearner, double?, TLearner> with)
        where TLearner : class, ILearner<IModel> =>
        Optional(fresh, learner, name, "number", "a number", doc, get, with, static v => v.ToString("R", CultureInfo.InvariantCulture), ParseNumber);

    /// <summary>A setting that is a whole number.</summary>
    /// <inheritdoc cref="Number{TLearner}(TLearner, string, string, string, Func{TLearner, double}, Func{TLearner, double, TLearner})"/>
    public static Setting Whole<TLearner, TValue>(TLearner fresh, string learner, string name, string doc, Func<TLearner, TValue> get, Func<TLearner, TValue, TLearner> with)
        where TLearner : class, ILearner<IModel>
        where TValue : struct, System.Numerics.IBinaryInteger<TValue>, System.Numerics.IMinMaxValue<TValue> =>
        Value(fresh, learner, name, "whole", Range<TValue>(), doc, get, with, static v => v.ToString(null, CultureInfo.InvariantCulture), ParseWhole);

    /// <summary>A setting that is a whole number or left open.</summary>
    /// <inheritdoc cref="Number{TLearner}(TLearner, string, string, string, Func{TLearner, double}, Func{TLearner, double, TLearner})"/>
    public static Setting Whole<TLearner, TValue>(TLearner fresh, string learner, string name, string doc, Func<TLearner, TValue?> get, Func<TLearner, TValue?, TLearner> with)
        where TLearner : class, ILearner<IModel>
        where TValue : struct, System.Numerics.IBinaryInteger<TValue>, System.Numerics.IMinMaxValue<TValue> =>
        Optional(fresh, learner, name, "whole", Range<TValue>(), doc, get, with, static v => v.ToString(null, CultureInfo.InvariantCulture), ParseWhole);

    /// <summary>A setting that is true or false.</summary>
    /// <inheritdoc cref="Number{TLearner}(TLearner, string, string, string, Func{TLearner, double}, Func{TLearner, double, TLearner})"/>
    public static Setting Flag<TLearner>(TLearner fresh, string learner, string name, string doc, Func<TLearner, bool> get, Func<TLearner, bool, TLearner> with)
        where TLearner : class, ILearner<IModel> =>
        Value(fresh, learner, name, "flag", "true or false", doc, get, with, static v => v ? "true" : "false", bool.TryParse);

    /// <summary>A setting that is true, false or left open.</summary>
    /// <inheritdoc cref="Number{TLearner}(TLearner, string, string, string, Func{TLearner, double}, Func{TLearner, double, TLearner})"/>
    public static Setting Flag<TLearner>(TLearner fresh, string learner, string name, string doc, Func<TLearner, bool?> get, Func<TLearner, bool?, TLearner> with)
        where TLearner : class, ILearner<IModel> =>
        Optional(fresh, learner, name, "flag", "true or false", doc, get, with, static v => v ? "true" : "false", bool.TryParse);

    /// <summary>A setting that is a text, or left open where <paramref name="optional"/> is true.</summary>
    /// <param name="fresh">A learner with default settings.</param>
    /// <param name="learner">The learner's name, for messages.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="doc">From its documentation.</param>
    /// <param name="optional">Whether an empty text means none.</param>
    /// <param name="get">Reads the property.</param>
    /// <param name="with">The learner with another value.</param>
    public static Setting Text<TLearner>(TLearner fresh, string learner, string name, string doc, bool optional, Func<TLearner, string?> get, Func<TLearner, string?, TLearner> with)
        where TLearner : class, ILearner<IModel> => new(
            name, optional ? "text?" : "text", get(fresh) ?? "", doc,
            l => get(Own<TLearner>(l, learner)) ?? "",
            (l, text) => with(Own<TLearner>(l, learner), optional && text.Length == 0 ? null : text));

    /// <summary>A setting that is one of the members of an enumeration.</summary>
    /// <param name="fresh">A learner with default settings.</param>
    /// <param name="learner">The learner's name, for messages.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="doc">From its documentation.</param>
    /// <param name="options">The members and their names.</param>
    /// <param name="get">Reads the property.</param>
    /// <param name="with">The learner with another value.</param>
    public static Setting Choice<TLearner, TValue>(TLearner fresh, string learner, string name, string doc, IReadOnlyList<(string Name, TValue Value)> options, Func<TLearner, TValue> get, Func<TLearner, TValue, TLearner> with)
        where TLearner : class, ILearner<IModel>
        where TValue : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(options);
        return Value(fresh, learner, name, Members(options), Spoken(options), doc, get, with, v => NameOf(options, v), (string text, out TValue value) => Find(options, text, out value));
    }

    /// <summary>A setting that is one of the members of an enumeration, or left open.</summary>
    /// <inheritdoc cref="Choice{TLearner, TValue}(TLearner, string, string, string, IReadOnlyList{ValueTuple{string, TValue}}, Func{TLearner, TValue}, Func{TLearner, TValue, TLearner})"/>
    public static Setting Choice<TLearner, TValue>(TLearner fresh, string learner, string name, string doc, IReadOnlyList<(string Name, TValue Value)> options, Func<TLearner, TValue?> get, Func<TLearner, TValue?, TLearner> with)
        where TLearner : class, ILearner<IModel>
        where TValue : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(options);
        return Optional(fresh, learner, name, Members(options), Spoken(options), doc, get, with, v => NameOf(options, v), (string text, out TValue value) => Find(options, text, out value));
    }

    private static Setting Value<TLearner, TValue>(
        TLearner fresh, string learner, string name, string kind, string accepted, string doc,
        Func<TLearner, TValue> get, Func<TLearner, TValue, TLearner> with, Func<TValue, string> format, Parse<TValue> parse)
        where TLearner : class, ILearner<IModel> => new(
            name, kind, format(get(fresh)), doc,
            l => format(get(Own<TLearner>(l, learner))),
            (l, text) => with(Own<TLearner>(l, learner), Read(learner, name, text, accepted, parse)));

    private static Setting Optional<TLearner, TValue>(
        TLearner fresh, string learner, string name, string kind, string accepted, string doc,
        Func<TLearner, TValue?> get, Func<TLearner, TValue?, TLearner> with, Func<TValue, string> format, Parse<TValue> parse)
        where TLearner : class, ILearner<IModel>
        where TValue : struct
    {
        string Format(TLearner l) => get(l) is { } value ? format(value) : "";
        return new(
            name, kind + "?", Format(fresh), doc,
            l => Format(Own<TLearner>(l, learner)),
            (l, text) => with(Own<TLearner>(l, learner), text.Length == 0 ? null : Read(learner, name, text, accepted + ", or nothing", parse)));
    }

    private static T Read<T>(string learner, string setting, string text, string accepted, Parse<T> parse) => parse(text, out T value)
        ? value
        : throw new ArgumentException($"The setting {setting} of {learner} was given '{text}'; it takes {accepted}.");

    private static TLearner Own<TLearner>(ILearner<IModel> learner, string name)
        where TLearner : class, ILearner<IModel> => learner as TLearner
        ?? throw new ArgumentException($"The learner is a {learner?.GetType().Name ?? "null"} where a {name} ({typeof(TLearner).Name}) belongs.");

    private static bool ParseNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool ParseWhole<T>(string text, out T value)
        where T : System.Numerics.IBinaryInteger<T> => T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!);

    private static string Range<T>()
        where T : System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T> =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {T.MinValue} to {T.MaxValue}");

    private static string Members<T>(IReadOnlyList<(string Name, T Value)> options) => string.Join('|', options.Select(o => o.Name));

    private static string Spoken<T>(IReadOnlyList<(string Name, T Value)> options) => options.Count < 2
        ? Members(options)
        : $"{string.Join(", ", options.SkipLast(1).Select(o => o.Name))} or {options[^1].Name}";

    private static string NameOf<T>(IReadOnlyList<(string Name, T Value)> options, T value)
        where T : struct, Enum
    {
        foreach ((string name, T option) in options)
        {
            if (EqualityComparer<T>.Default.Equals(option, value))
                return name;
        }
        return value.ToString();
    }

    private static bool Find<T>(IReadOnlyList<(string Name, T Value)> options, string text, out T value)
    {
        foreach ((string name, T option) in options)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                value = option;
                return true;
            }
        }
        value = default!;
        return false;
    }
}
