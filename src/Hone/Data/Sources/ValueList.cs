using System.Globalization;

namespace Hone.Data;

/// <summary>Gathers values whose type is known only as they come, and finds the kind they share.</summary>
internal sealed class ValueList(string name)
{
    private readonly List<object?> values = [];
    private bool wholes, numbers, flags, times, words;

    /// <summary>Takes one value; null is missing.</summary>
    public void Add(object? value)
    {
        switch (value)
        {
            case null:
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                value = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                wholes = true;
                break;
            case ulong big:
                value = big <= long.MaxValue ? (long)big : (double)big;
                wholes |= value is long;
                numbers |= value is double;
                break;
            case float or double or decimal:
                value = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                numbers = true;
                break;
            case bool:
                flags = true;
                break;
            case DateTimeOffset moment:
                value = moment.UtcDateTime;
                times = true;
                break;
            case DateOnly date:
                value = date.ToDateTime(TimeOnly.MinValue);
                times = true;
                break;
            case DateTime:
                times = true;
                break;
            case string or char or Guid or TimeSpan or TimeOnly:
                value = Convert.ToString(value, CultureInfo.InvariantCulture);
                words = true;
                break;
            default:
                throw new ArgumentException($"Column '{name}' holds {value.GetType().Name}, which is no value of a table; leave it out of the query or turn it into a number, text or time there.");
        }
        values.Add(value);
    }

    public Column Finish()
    {
        bool mixed = words || (flags ? 1 : 0) + (times ? 1 : 0) + (wholes || numbers ? 1 : 0) > 1;
        if (mixed)
            return Words.Column(name, [.. values.Select(Text)]);
        MissingBits missing = new([.. values.Select(v => v is null)]);
        if (flags)
            return new FlagColumn(name, [.. values.Select(v => v is true)], missing);
        if (times)
            return new TimeColumn(name, [.. values.Select(v => v is DateTime time ? time : default)], missing);
        if (wholes && !numbers)
            return new WholeColumn(name, [.. values.Select(v => v is long whole ? whole : 0)], missing);
        return new NumberColumn(name, [.. values.Select(v => v switch { double number => number, long whole => whole, _ => double.NaN })]);
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        DateTime time => new TimeColumn("t", [time]).Format(0),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
