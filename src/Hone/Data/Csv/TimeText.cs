namespace Hone.Data;

/// <summary>Dates and times written in UTF-8: which order of day, month and year a text could have, and its value.</summary>
internal static class TimeText
{
    /// <summary>The orders that the text is a valid date in.</summary>
    /// <param name="text">Without blanks around it, not empty.</param>
    /// <param name="zoned">Whether it names a zone (Z or an offset).</param>
    public static FieldShapes Shapes(ReadOnlySpan<byte> text, out bool zoned)
    {
        zoned = false;
        if (!TryCut(text, out Parts parts))
            return FieldShapes.None;
        zoned = parts.Zoned;
        FieldShapes shapes = FieldShapes.None;
        foreach (FieldShapes order in parts.Orders)
        {
            if (parts.TryDate(order, out _))
                shapes |= order;
        }
        return shapes;
    }

    /// <summary>The time a text names, in UTC where it names a zone.</summary>
    /// <param name="text">Without blanks around it.</param>
    /// <param name="order">One of the shapes of times.</param>
    /// <param name="time">Without a zone.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, FieldShapes order, out DateTime time)
    {
        time = default;
        return TryCut(text, out Parts parts) && parts.Orders.Contains(order) && parts.TryDate(order, out time);
    }

    /// <summary>The time a text names, in UTC where it names a zone; null where it names none, or two times depending on the order of day and month.</summary>
    public static DateTime? ReadOneWay(string text)
    {
        ReadOnlySpan<byte> bytes = System.Text.Encoding.UTF8.GetBytes(text.Trim());
        if (!TryCut(bytes, out Parts parts))
            return null;
        DateTime? found = null;
        foreach (FieldShapes order in parts.Orders)
        {
            if (!parts.TryDate(order, out DateTime time))
                continue;
            if (found is not null && found != time)
                return null;
            found = time;
        }
        return found;
    }

    private static bool TryCut(ReadOnlySpan<byte> text, out Parts parts)
    {
        parts = default;
        int at = 0;
        if (!Number(text, ref at, 4, out int first, out int firstDigits) || at >= text.Length)
            return false;
        byte mark = text[at++];
        if (mark is not ((byte)'-' or (byte)'/' or (byte)'.') || !Number(text, ref at, 2, out int second, out int secondDigits))
            return false;
        bool yearFirst = firstDigits == 4;
        if (!yearFirst && firstDigits > 2)
            return false;
        parts = new Parts { First = first, Second = second, Mark = mark, YearFirst = yearFirst };
        if (at == text.Length)
        {
            parts.MonthOnly = yearFirst && mark == '-' && secondDigits == 2;
            return parts.MonthOnly;
        }
        if (text[at++] != mark || !Number(text, ref at, yearFirst ? 2 : 4, out int third, out int thirdDigits) || (!yearFirst && thirdDigits != 4))
            return false;
        parts.Third = third;
        if (at == text.Length)
            return true;
        if (text[at] is not ((byte)'T' or (byte)'t' or (byte)' '))
            return false;
        at++;
        return TryClock(text, ref at, ref parts) && at == text.Length;
    }

    // hh:mm, hh:mm:ss or hh:mm:ss.fffffff; then AM or PM, or a zone: Z, +hh:mm, +hhmm or +hh.
    private static bool TryClock(ReadOnlySpan<byte> text, ref int at, ref Parts parts)
    {
        if (!Number(text, ref at, 2, out int hour, out _) || at >= text.Length || text[at++] != ':' || !Number(text, ref at, 2, out int minute, out int minuteDigits) || minuteDigits != 2)
            return false;
        int second = 0;
        long fraction = 0;
        if (at < text.Length && text[at] == ':')
        {
            at++;
            if (!Number(text, ref at, 2, out second, out int secondDigits) || secondDigits != 2)
                return false;
            if (at < text.Length && text[at] is (byte)'.' or (byte)',')
            {
                at++;
                long unit = TimeSpan.TicksPerSecond;
                int start = at;
                for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
                {
                    unit /= 10;                                                  // digits beyond the seventh are worth nothing
                    fraction += (text[at] - '0') * unit;
                }
                if (at == start)
                    return false;
            }
        }
        ReadOnlySpan<byte> rest = text[at..];
        if (rest.Length >= 2 && rest[0] == ' ')
            rest = rest[1..];
        if (rest.Length == 2 && (rest[1] | 0x20) == 'm' && (rest[0] | 0x20) is 'a' or 'p')
        {
            if (hour is < 1 or > 12)
                return false;
            hour = (hour % 12) + ((rest[0] | 0x20) == 'p' ? 12 : 0);
            rest = default;
        }
        else if (rest.Length > 0 && !TryZone(rest, ref parts))
        {
            return false;
        }
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        parts.Clock = (((hour * 60L) + minute) * 60 + second) * TimeSpan.TicksPerSecond + fraction;
        at = text.Length;
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> rest, ref Parts parts)
    {
        parts.Zoned = true;
        if (rest.Length == 1)
            return rest[0] is (byte)'Z' or (byte)'z';
        int sign = rest[0] == '+' ? 1 : rest[0] == '-' ? -1 : 0;
        int at = 1;
        if (sign == 0 || !Number(rest, ref at, 2, out int hours, out int digits) || digits != 2)
            return false;
        int minutes = 0;
        if (at < rest.Length)
        {
            if (rest[at] == ':')
                at++;
            if (!Number(rest, ref at, 2, out minutes, out digits) || digits != 2 || at != rest.Length)
                return false;
        }
        parts.ZoneMinutes = sign * ((hours * 60) + minutes);
        return hours <= 14 && minutes < 60;
    }

    private static bool Number(ReadOnlySpan<byte> text, ref int at, int mostDigits, out int value, out int digits)
    {
        (value, digits) = (0, 0);
        for (; at < text.Length && digits < mostDigits && (uint)(text[at] - '0') <= 9; at++, digits++)
            value = (value * 10) + (text[at] - '0');
        return digits > 0;
    }

    private struct Parts
    {
        public int First, Second, Third, ZoneMinutes;
        public byte Mark;
        public bool YearFirst, MonthOnly, Zoned;
        public long Clock;

        /// <summary>The orders that the marks leave possible.</summary>
        public readonly ReadOnlySpan<FieldShapes> Orders => (YearFirst, Mark) switch
        {
            (true, (byte)'-') => MonthOnly ? [FieldShapes.YearMonth] : [FieldShapes.YearMonthDay],
            (true, (byte)'/') => [FieldShapes.SlashYearFirst],
            (false, (byte)'/') => [FieldShapes.SlashDayFirst, FieldShapes.SlashMonthFirst],
            (false, (byte)'-') => [FieldShapes.DashDayFirst, FieldShapes.DashMonthFirst],
            (false, (byte)'.') => [FieldShapes.DotDayFirst],
            _ => [],
        };

        public readonly bool TryDate(FieldShapes order, out DateTime time)
        {
            (int year, int month, int day) = order switch
            {
                FieldShapes.YearMonth => (First, Second, 1),
                FieldShapes.YearMonthDay or FieldShapes.SlashYearFirst => (First, Second, Third),
                FieldShapes.SlashMonthFirst or FieldShapes.DashMonthFirst => (Third, First, Second),
                _ => (Third, Second, First),
            };
            time = default;
            if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
                return false;
            long ticks = new DateTime(year, month, day).Ticks + Clock - (ZoneMinutes * TimeSpan.TicksPerMinute);
            if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
                return false;
            time = new DateTime(ticks);
            return true;
        }
    }
}
