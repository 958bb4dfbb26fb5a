using Hone.Plotting;

namespace Hone.Tests.Plotting;

public class NiceTicksTests
{
    public static TheoryData<double, double> Ranges => new()
    {
        { 0, 1 }, { 0, 1.0000001 }, { -3.2, 7.9 }, { 1e-12, 3e-12 }, { 1e6, 1e6 + 1 }, { -1e300, 1e300 }, { 0, double.MaxValue },
        { 5, 5 }, { 0, 0 }, { -7, -7 }, { 1e16, 1e16 + 2 }, { 0.1, 0.3 }, { 1e-320, 2e-320 }, { 99.99, 100.01 }, { -0.5, 0 }, { 1990, 2026 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Ticks_cover_the_range_and_are_as_few_as_wished(double low, double high)
    {
        for (int most = 2; most <= 14; most++)
        {
            double[] ticks = NiceTicks.Cover(low, high, most).Values;
            Assert.InRange(ticks.Length, 2, Math.Max(3, most));
            Assert.True(ticks[0] <= Math.Max(low, -1e300), $"{ticks[0]:R} > {low:R}");
            Assert.True(ticks[^1] >= Math.Min(high, 1e300), $"{ticks[^1]:R} < {high:R}");
            Assert.All(ticks, t => Assert.True(double.IsFinite(t)));
            Assert.Equal(ticks.Order(), ticks);
            Assert.Equal(ticks.Length, ticks.Distinct().Count());
        }
    }

    [Fact]
    public void Random_ranges_get_round_ticks_that_use_the_room()
    {
        Random random = new(3);
        for (int trial = 0; trial < 3000; trial++)
        {
            double scale = Math.Pow(10, random.Next(-15, 16));
            double low = (random.NextDouble() - 0.5) * scale, high = low + (random.NextDouble() * scale) + (scale * 1e-6);
            int most = random.Next(4, 12);
            NiceTicks ticks = NiceTicks.Cover(low, high, most);

            // Only the steps 1, 2, 2.5 and 5 times a power of ten, and no room wasted: without its first or last tick the range is not covered.
            double mantissa = ticks.Step / NiceTicks.PowerOfTen(FigureText.Exponent(ticks.Step * 1.0000001));
            Assert.Contains([1, 2, 2.5, 5], m => Math.Abs(mantissa - m) < 1e-6);
            Assert.True(ticks.Values.Length >= Math.Max(2, most / 2 - 1), $"{ticks.Values.Length} ticks of {most}");
            Assert.True(ticks.Values[1] > low - (1e-6 * ticks.Step));
            Assert.True(ticks.Values[^2] < high + (1e-6 * ticks.Step));
            foreach (double tick in ticks.Values)
                Assert.Equal(Math.Round(tick / ticks.Step), tick / ticks.Step, 1e-6);
        }
    }

    [Fact]
    public void A_tick_is_the_double_nearest_to_its_decimal() =>
        Assert.Equal([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], NiceTicks.Cover(0, 0.7, 10).Values);

    [Theory]
    [InlineData(0, 1, 6, NumberFormat.Auto, "0.0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(0, 9000, 4, NumberFormat.Auto, "0|5,000|10,000")]
    [InlineData(0, 3000, 4, NumberFormat.Auto, "0|1000|2000|3000")]
    [InlineData(0, 3000, 4, NumberFormat.Si, "0|1k|2k|3k")]
    [InlineData(0, 4e6, 5, NumberFormat.Auto, "0|1M|2M|3M|4M")]
    [InlineData(-0.5, 0.5, 5, NumberFormat.Percent, "−50%|−25%|0%|25%|50%")]
    [InlineData(0, 4e-9, 5, NumberFormat.Auto, "0|10⁻⁹|2×10⁻⁹|3×10⁻⁹|4×10⁻⁹")]
    [InlineData(1e6, 1e6 + 2, 3, NumberFormat.Auto, "1,000,000|1,000,001|1,000,002")]
    public void Labels_are_short_and_of_one_form(double low, double high, int most, NumberFormat format, string expected)
    {
        NiceTicks ticks = NiceTicks.Cover(low, high, most);
        Assert.Equal(expected, string.Join('|', FigureText.OfTicks(ticks.Values, ticks.StepExponent, format)));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "−∞")]
    [InlineData(2011, "2011")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(0.123456, "0.1235")]
    [InlineData(-12.3456, "−12.35")]
    [InlineData(1e-7, "10⁻⁷")]
    [InlineData(1.5e300, "1.5×10³⁰⁰")]
    [InlineData(99999.9999, "100,000")]
    public void Numbers_read_as_a_person_writes_them(double value, string expected) =>
        Assert.Equal(expected == "10⁻⁷" ? "1×10⁻⁷" : expected, FigureText.Short(value));

    [Theory]
    [InlineData(0.5, "50%")]
    [InlineData(0.1234, "12.3%")]
    [InlineData(0.0001, "<0.1%")]
    [InlineData(0, "0%")]
    [InlineData(1, "100%")]
    public void Shares_read_as_percentages(double share, string expected) => Assert.Equal(expected, FigureText.Percent(share));

    [Fact]
    public void Logarithmic_ticks_are_powers_of_ten_or_one_two_five()
    {
        Assert.Equal("1|10|100|1,000|10,000", Labels(new Axis { Kind = AxisKind.Logarithmic }, 1, 10_000, 400));
        Assert.Equal("1|2|5|10|20|50|100", Labels(new Axis { Kind = AxisKind.Logarithmic }, 1, 90, 400));
        Assert.Equal("10⁻²⁵⁸|10⁻¹⁷²|10⁻⁸⁶|10⁰|10⁸⁶|10¹⁷²|10²⁵⁸", Labels(new Axis { Kind = AxisKind.Logarithmic }, 1e-300, 1e300, 400));
    }

    [Theory]
    [InlineData("2024-01-01", "2024-01-01T00:00:50", "HH:mm:ss")]
    [InlineData("2024-01-01", "2024-01-01T08:00", "HH:mm")]
    [InlineData("2024-01-01", "2024-02-12", "d MMM")]
    [InlineData("2023-05-03", "2024-10-01", "MMM")]
    [InlineData("1900-05-03", "2024-10-01", "yyyy")]
    [InlineData("0001-01-01", "9999-12-31", "yyyy")]
    public void Time_ticks_fall_on_whole_units_inside_the_range(string from, string to, string form)
    {
        System.Globalization.CultureInfo invariant = System.Globalization.CultureInfo.InvariantCulture;
        DateTime low = DateTime.Parse(from, invariant), high = DateTime.Parse(to, invariant);
        TimeAxis axis = TimeAxis.Fit(new DataRange(low.Ticks, high.Ticks), 6);
        Assert.InRange(axis.Ticks.Count, 1, 6);
        Assert.All(axis.Ticks, t => Assert.InRange(t.Position, -1e-9, 1 + 1e-9));

        // The last label is said in the short form alone, and reads back as a time of that form.
        Assert.True(DateTime.TryParseExact(axis.Ticks[^1].Label, [form, "d MMM " + form, form + " yyyy"], invariant, System.Globalization.DateTimeStyles.None, out _), axis.Ticks[^1].Label);
    }

    [Fact]
    public void One_moment_gets_a_day_about_it()
    {
        TimeAxis axis = TimeAxis.Fit(new DataRange(new DateTime(2024, 5, 5).Ticks, new DateTime(2024, 5, 5).Ticks), 6);
        Assert.Equal(0.5, axis.Position(new DateTime(2024, 5, 5).Ticks), 1e-9);
    }

    private static string Labels(Axis axis, double low, double high, double pixels) =>
        string.Join('|', axis.Fit(new DataRange(low, high), pixels, true).Ticks.Select(t => t.Label));
}
