using System.Globalization;

namespace Hone.Plotting;

/// <summary>Time, in <see cref="DateTime.Ticks"/>; its ticks fall on whole units of the calendar.</summary>
internal sealed class TimeAxis(double low, double high, Tick[] ticks) : FittedAxis(ticks)
{
    private static readonly (TimeSpan Step, string Form)[] Even =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(s => (TimeSpan.FromSeconds(s), "HH:mm:ss")),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(m => (TimeSpan.FromMinutes(m), "HH:mm")),
        .. new[] { 1, 2, 3, 6, 12 }.Select(h => (TimeSpan.FromHours(h), "HH:mm")),
        .. new[] { 1, 2, 7, 14 }.Select(d => (TimeSpan.FromDays(d), "d MMM")),
    ];

    private static readonly int[] Months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000];

    public override double Position(double value) => (value - low) / (high - low);

    /// <summary>A point in time in full, for a tooltip.</summary>
    public static string Full(double ticks)
    {
        DateTime time = At(ticks);
        return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "d MMM yyyy" : "d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
    }

    public static TimeAxis Fit(DataRange range, int most)
    {
        double low = At(range.Low).Ticks;
        double high = At(range.High).Ticks;
        double least = TimeSpan.TicksPerSecond;
        if (high - low < least)
            (low, high) = (At(low - (TimeSpan.TicksPerDay / 2)).Ticks, At(high + (TimeSpan.TicksPerDay / 2)).Ticks);
        (List<DateTime> times, string form) = Times(low, high, Math.Max(2, most));
        Tick[] ticks = new Tick[times.Count];
        for (int i = 0; i < ticks.Length; i++)
            ticks[i] = new Tick((times[i].Ticks - low) / (high - low), Label(times[i], i == 0 ? null : times[i - 1], form));
        return new TimeAxis(low, high, ticks);
    }

    private static (List<DateTime> Times, string Form) Times(double low, double high, int most)
    {
        foreach ((TimeSpan step, string form) in Even)
        {
            // Days count from Monday, 1 January of the year 1, so that steps of a week fall on Mondays.
            double first = Math.Ceiling(low / step.Ticks);
            double last = Math.Floor(high / step.Ticks);
            if (last - first + 1 <= most)
                return ([.. Enumerable.Range(0, Math.Max(0, (int)(last - first) + 1)).Select(i => At((first + i) * step.Ticks))], form);
        }
        foreach (int step in Months)
        {
            int first = MonthsUp(At(low), step);
            int last = MonthNumber(At(high));
            int count = last < first ? 0 : ((last - first) / step) + 1;
            if (count <= most)
                return ([.. Enumerable.Range(0, count).Select(i => OfMonth(first + (i * step)))], step % 12 == 0 ? "yyyy" : "MMM");
        }
        return ([At(low), At(high)], "yyyy");
    }

    // The larger unit is said once, where it changes.
    private static string Label(DateTime time, DateTime? before, string form)
    {
        string text = time.ToString(form, CultureInfo.InvariantCulture);
        return form switch
        {
            "MMM" when before?.Year != time.Year => time.ToString("MMM yyyy", CultureInfo.InvariantCulture),
            "d MMM" when before?.Year != time.Year => time.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
            "HH:mm" or "HH:mm:ss" when before?.Date != time.Date => time.ToString("d MMM " + form, CultureInfo.InvariantCulture),
            _ => text,
        };
    }

    // Months are counted from the year 0, so that steps of several years fall on round years.
    private static int MonthNumber(DateTime time) => (time.Year * 12) + time.Month - 1;

    private static int MonthsUp(DateTime time, int step)
    {
        int month = MonthNumber(time) + (OfMonth(MonthNumber(time)) < time ? 1 : 0);
        return (month + step - 1) / step * step;
    }

    private static DateTime OfMonth(int month) => new(Math.Clamp(month / 12, 1, 9999), (month % 12) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static DateTime At(double ticks) => new((long)Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks - 1024.0));
}
