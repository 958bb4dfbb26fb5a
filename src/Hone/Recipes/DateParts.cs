using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A part of a point in time.</summary>
[Flags]
public enum TimeParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The year.</summary>
    Year = 1,

    /// <summary>The month, 1 to 12.</summary>
    Month = 2,

    /// <summary>The day of the month, 1 to 31.</summary>
    Day = 4,

    /// <summary>The day of the week, 1 for Monday to 7 for Sunday.</summary>
    Weekday = 8,

    /// <summary>The day of the year, 1 to 366.</summary>
    DayOfYear = 16,

    /// <summary>The hour, 0 to 23.</summary>
    Hour = 32,

    /// <summary>The minute, 0 to 59.</summary>
    Minute = 64,

    /// <summary>Days since the first training row, fractions included: a trend.</summary>
    Elapsed = 128,

    /// <summary>All of them.</summary>
    All = 255,
}

/// <summary>Turns points in time into numbers: parts of the calendar, and where asked the sine and cosine that join the end of a cycle to its start.</summary>
/// <remarks>
/// Parts that are the same in all training rows are left out. A gap gives gaps. Cyclic parts (month, day, weekday, day of the
/// year, hour, minute) become sin(2πv/period) and cos(2πv/period) with v counted from 0, so that December is next to January.
/// </remarks>
public sealed record DateParts : IStep
{
    private static readonly (TimeParts Part, string Name, double Period, int First)[] known =
    [
        (TimeParts.Year, "year", 0, 0), (TimeParts.Month, "month", 12, 1), (TimeParts.Day, "day", 31, 1), (TimeParts.Weekday, "weekday", 7, 1),
        (TimeParts.DayOfYear, "day of year", 366, 1), (TimeParts.Hour, "hour", 24, 0), (TimeParts.Minute, "minute", 60, 0), (TimeParts.Elapsed, "days elapsed", 0, 0),
    ];

    /// <summary>Which columns; times by default.</summary>
    public Columns Columns { get; init; } = Columns.Times;

    /// <summary>Which parts. Default all.</summary>
    public TimeParts Parts { get; init; } = TimeParts.All;

    /// <summary>Whether cyclic parts become a sine and a cosine instead of a number. Default false: trees cut numbers better.</summary>
    public bool Cyclic { get; init; }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Taking dates apart", ColumnKind.Time);
        List<TimePart> parts = [];
        List<StepNote> notes = [];
        HashSet<string> taken = table.Names();
        foreach (Column column in columns)
        {
            TimeColumn times = (TimeColumn)column;
            long origin = Origin(times);
            List<string> words = [];
            foreach ((TimeParts part, string name, double period, int first) in known)
            {
                if (!Parts.HasFlag(part) || !Varies(times, part, origin))
                    continue;
                words.Add(name);
                bool cyclic = Cyclic && period > 0;
                if (!cyclic)
                {
                    parts.Add(new TimePart(column.Name, Draft.FreeName($"{column.Name}: {name}", taken), part, origin, 0, 0, 0));
                    continue;
                }
                parts.Add(new TimePart(column.Name, Draft.FreeName($"{column.Name}: {name} (sin)", taken), part, origin, period, first, 0));
                parts.Add(new TimePart(column.Name, Draft.FreeName($"{column.Name}: {name} (cos)", taken), part, origin, period, first, 1));
            }
            notes.Add(new StepNote(column.Name, words.Count == 0 ? "dropped: no part of it varies" : $"became {string.Join(", ", words)}{(Cyclic ? ", cyclic ones as sine and cosine" : "")}", Why));
        }
        return StepFit.Of(new FittedDateParts([.. columns.Select(c => c.Name)], [.. parts], [.. notes]), table, context.Workers);
    }

    private static long Origin(TimeColumn times)
    {
        long origin = long.MaxValue;
        for (int i = 0; i < times.Count; i++)
        {
            if (!times.IsMissing(i))
                origin = Math.Min(origin, times[i].Ticks);
        }
        return origin == long.MaxValue ? 0 : origin;
    }

    private static bool Varies(TimeColumn times, TimeParts part, long origin)
    {
        double? first = null;
        for (int i = 0; i < times.Count; i++)
        {
            if (times.IsMissing(i))
                continue;
            double value = FittedDateParts.ValueOf(times[i], part, origin);
            if (first is { } f && f != value)
                return true;
            first = value;
        }
        return false;
    }
}

/// <summary>One number made of a time.</summary>
/// <param name="Column">The column of times.</param>
/// <param name="Name">The number's name.</param>
/// <param name="Part">Which part.</param>
/// <param name="Origin">Ticks from which <see cref="TimeParts.Elapsed"/> counts.</param>
/// <param name="Period">Length of the cycle; 0 for the plain number.</param>
/// <param name="First">The value at which the cycle starts.</param>
/// <param name="Quarter">0 for the sine, 1 for the cosine.</param>
internal sealed record TimePart(string Column, string Name, TimeParts Part, long Origin, double Period, double First, int Quarter);

/// <summary>Turns times into numbers.</summary>
public sealed class FittedDateParts : IFittedStep, IStored<FittedDateParts>
{
    private readonly string[] names;
    private readonly TimePart[] parts;
    private readonly StepNote[] notes;

    internal FittedDateParts(string[] names, TimePart[] parts, StepNote[] notes) => (this.names, this.parts, this.notes) = (names, parts, notes);

    /// <inheritdoc/>
    public static string Kind => "step-date-parts";

    /// <summary>The names of the numbers made.</summary>
    public IEnumerable<string> Outputs => parts.Select(p => p.Name);

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            TimeColumn times = column as TimeColumn
                ?? throw new ArgumentException($"Column '{column.Name}' is {Columns.Word(column.Kind)} where a time was at fit time.");
            return [.. parts.Where(p => p.Column == names[j]).Select(p => Made(times, p))];
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Groups("parts", parts, static (w, part) =>
        {
            w.Text("column", part.Column);
            w.Text("name", part.Name);
            w.Choice("part", part.Part);
            w.Whole("origin", part.Origin);
            w.Number("period", part.Period);
            w.Number("first", part.First);
            w.Whole("quarter", part.Quarter);
        });
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedDateParts Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedDateParts(reader.Texts("columns"), reader.Groups("parts", static r => new TimePart(
            r.Text("column"), r.Text("name"), r.Choice<TimeParts>("part"), r.Long("origin"), r.Number("period"), r.Number("first"), r.Whole("quarter", 0, 1))), StepNote.ReadAll(reader));
    }

    internal static double ValueOf(DateTime time, TimeParts part, long origin) => part switch
    {
        TimeParts.Year => time.Year,
        TimeParts.Month => time.Month,
        TimeParts.Day => time.Day,
        TimeParts.Weekday => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek,
        TimeParts.DayOfYear => time.DayOfYear,
        TimeParts.Hour => time.Hour,
        TimeParts.Minute => time.Minute,
        _ => (time.Ticks - origin) / (double)TimeSpan.TicksPerDay,
    };

    private static NumberColumn Made(TimeColumn times, TimePart part)
    {
        double[] values = new double[times.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (times.IsMissing(i))
            {
                values[i] = double.NaN;
                continue;
            }
            double value = ValueOf(times[i], part.Part, part.Origin);
            double angle = 2 * Math.PI * (value - part.First) / part.Period;
            values[i] = part.Period == 0 ? value : part.Quarter == 0 ? Elementary.Sin(angle) : Elementary.Cos(angle);
        }
        return new NumberColumn(part.Name, values);
    }
}
