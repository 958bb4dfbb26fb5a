using Hone.Numerics;

namespace Hone.Data;

/// <summary>Deliveries in a town, and how many minutes each took.</summary>
/// <remarks>
/// minutes = (preparation + 60·distance / speed) · e^ε with ε normal of deviation 0.12, where preparation is 6 minutes and 0.9 for each item and 1.4 for each order waiting, and speed
/// is {bicycle: 15, car: 24, scooter: 22} km/h, times 1 − 0.45·g (the car's in full, a scooter's by half, a bicycle's by a fifth), g being the rush: highest at 8:30 and 17:45 on working days; rain takes 12% and snow
/// 30%, in the old town another 20% from a car, in the hills 25% from a bicycle. Waiting orders are unknown for 6%, the weather for 2%. The noise alone leaves a root mean squared error of some 12% of the time, and an R² of some 0.91.
/// </remarks>
public sealed record ArrivalTimes : ITableGenerator
{
    private static readonly string[] Zones = ["harbour", "hills", "new_town", "old_town", "station", "university"], Weathers = ["dry", "rain", "snow"], Vehicles = ["bicycle", "car", "scooter"];

    /// <inheritdoc/>
    public string Name => "arrival-times";

    /// <inheritdoc/>
    public string Summary => "Deliveries in a town, and how many minutes each took";

    /// <inheritdoc/>
    public string Target => "minutes";

    /// <summary>Number of rows, at least 1. Default 8,000.</summary>
    public int Rows { get; init => field = Require.AtLeast(value, 1); } = 8_000;

    /// <inheritdoc/>
    public ITableGenerator WithRows(int rows) => this with { Rows = rows };

    /// <inheritdoc/>
    public Frame Make(ulong seed = 0) => Make(seed, out _);

    internal Frame Make(ulong seed, out double[] expected)
    {
        RandomKey key = RandomKey.FromSeed(seed).Child("arrival-times");
        int n = Rows;
        expected = new double[n];
        DateTime[] ordered = new DateTime[n];
        int[] zone = new int[n], weather = new int[n], vehicle = new int[n];
        double[] distance = new double[n], minutes = new double[n];
        long[] items = new long[n], waiting = new long[n];
        bool[] unknown = new bool[n];
        DateTime start = new(2024, 9, 2);                                        // a Monday
        for (int i = 0; i < n; i++)
        {
            Draws draw = Draws.Of(key, i);
            double hour = draw.Uniform(7, 23);
            ordered[i] = start.AddDays(i / 100).AddMinutes(Math.Floor(hour * 60));
            zone[i] = draw.Pick([0.12, 0.13, 0.22, 0.2, 0.15, 0.18]);
            weather[i] = draw.Pick([0.68, 0.26, 0.06]);
            vehicle[i] = draw.Pick([0.4, 0.25, 0.35]);
            distance[i] = Math.Round(0.4 + draw.Exponential(vehicle[i] == 0 ? 1.8 : 3.2), 2);
            items[i] = 1 + draw.Poisson(1.8);
            waiting[i] = draw.Poisson(hour is > 18 and < 21 ? 6 : 2.5);

            bool working = ordered[i].DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            double rush = working ? Bump(hour, 8.5, 0.9) + Bump(hour, 17.75, 1.3) : 0.25 * Bump(hour, 14, 3);
            double share = vehicle[i] switch { 0 => 0.2, 1 => 1, _ => 0.5 };
            double speed = (vehicle[i] switch { 0 => 15, 1 => 24, _ => 22 }) * (1 - (0.45 * rush * share)) * (weather[i] switch { 1 => 0.88, 2 => 0.7, _ => 1 })
                * (zone[i] == 3 && vehicle[i] == 1 ? 0.8 : 1) * (zone[i] == 1 && vehicle[i] == 0 ? 0.75 : 1);
            double middle = 6 + (0.9 * items[i]) + (1.4 * waiting[i]) + (60 * distance[i] / speed);
            minutes[i] = Math.Round(middle * Elementary.Exp(draw.Normal(0, Noise)), 1);
            expected[i] = middle * Elementary.Exp(Noise * Noise / 2);
            unknown[i] = draw.Chance(0.06);
            if (unknown[i])
                waiting[i] = 0;
            if (draw.Chance(0.02))
                weather[i] = -1;
        }
        return new Frame(
            new TimeColumn("ordered", ordered), new CategoryColumn("zone", zone, Zones), new CategoryColumn("weather", weather, Weathers), new CategoryColumn("vehicle", vehicle, Vehicles),
            new NumberColumn("distance_km", distance), new WholeColumn("items", items), new WholeColumn("orders_waiting", waiting, new MissingBits(unknown)), new NumberColumn("minutes", minutes));
    }

    private const double Noise = 0.12;

    private static double Bump(double x, double centre, double width) => Elementary.Exp(-0.5 * (x - centre) * (x - centre) / (width * width));
}
