using Hone.Numerics;

namespace Hone.Data;

/// <summary>Card payments in order of time, of which a few are fraudulent.</summary>
/// <remarks>
/// A payment is fraudulent with probability 1.2%, and its columns are then drawn from other distributions: larger amounts (median 140 rather than 32, logarithm's deviation 1.3 rather than 1.0), more often
/// at night, without the card, abroad and for electronics or gift cards, sooner after the last payment, more payments in the day, farther from home, and from younger accounts. Device and distance are
/// unknown more often. One fraud in five looks in all but the amount like an
/// honest payment, so no model finds them all. Rows stand in order of time.
/// </remarks>
public sealed record Fraud : ITableGenerator
{
    private static readonly string[] Merchants = ["clothing", "electronics", "fuel", "gift_cards", "groceries", "restaurant", "travel"], Devices = ["browser", "phone", "tablet", "terminal"];

    /// <inheritdoc/>
    public string Name => "fraud";

    /// <inheritdoc/>
    public string Summary => "Card payments in order of time, of which some 1.2% are fraudulent";

    /// <inheritdoc/>
    public string Target => "fraud";

    /// <summary>Number of rows, at least 1. Default 20,000.</summary>
    public int Rows { get; init => field = Require.AtLeast(value, 1); } = 20_000;

    /// <summary>Share of the payments that are fraudulent, above 0 and at most 1. Default 0.012.</summary>
    public double Share { get; init => field = Require.Share(value); } = 0.012;

    /// <inheritdoc/>
    public ITableGenerator WithRows(int rows) => this with { Rows = rows };

    /// <inheritdoc/>
    public Frame Make(ulong seed = 0)
    {
        RandomKey key = RandomKey.FromSeed(seed).Child("fraud");
        int n = Rows;
        DateTime[] time = new DateTime[n];
        double[] amount = new double[n], minutes = new double[n], distance = new double[n];
        int[] merchant = new int[n], device = new int[n];
        bool[] present = new bool[n], foreign = new bool[n], fraud = new bool[n];
        long[] today = new long[n], accountDays = new long[n];
        DateTime start = new(2024, 1, 1);
        for (int i = 0; i < n; i++)
        {
            Draws draw = Draws.Of(key, i);
            fraud[i] = draw.Chance(Share);
            bool bold = fraud[i] && !draw.Chance(0.2);
            double hour = bold && draw.Chance(0.6) ? draw.Uniform(0, 6) : 7 + (16 * (draw.Uniform() + draw.Uniform()) / 2);
            time[i] = start.AddDays(i / 1000).AddSeconds(Math.Floor(hour * 3600));
            amount[i] = Math.Round(Math.Max(0.5, fraud[i] ? draw.LogNormal(140, 1.3) : draw.LogNormal(32, 1.0)), 2);
            merchant[i] = bold ? draw.Pick([0.1, 0.33, 0.04, 0.27, 0.08, 0.06, 0.12]) : draw.Pick([0.14, 0.07, 0.14, 0.02, 0.36, 0.21, 0.06]);
            present[i] = draw.Chance(bold ? 0.12 : 0.72);
            foreign[i] = draw.Chance(bold ? 0.45 : 0.05);
            device[i] = draw.Chance(bold ? 0.25 : 0.06) ? -1 : present[i] ? 3 : draw.Pick([0.35, 0.55, 0.1]);
            minutes[i] = Math.Round(draw.Exponential(bold ? 25 : 600), 1);
            today[i] = draw.Poisson(bold ? 5.5 : 1.6);
            distance[i] = draw.Chance(bold ? 0.2 : 0.04) ? double.NaN : Math.Round(draw.LogNormal(bold ? 60 : 6, bold ? 1.6 : 1.2), 2);
            accountDays[i] = (long)draw.Exponential(bold ? 350 : 1400);
        }
        Frame table = new(
            new TimeColumn("time", time), new NumberColumn("amount", amount), new CategoryColumn("merchant", merchant, Merchants),
            new FlagColumn("card_present", present, null, "no", "yes"), new FlagColumn("foreign", foreign, null, "no", "yes"), new CategoryColumn("device", device, Devices),
            new NumberColumn("minutes_since_last", minutes), new WholeColumn("payments_today", today), new NumberColumn("km_from_home", distance), new WholeColumn("account_days", accountDays),
            new FlagColumn("fraud", fraud, null, "no", "yes"));
        return table.Sort("time");
    }
}
