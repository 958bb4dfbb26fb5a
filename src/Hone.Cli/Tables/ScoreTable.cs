using System.Globalization;
using Hone.Cli.Output;
using Hone.Evaluation;
using Spectre.Console;

namespace Hone.Cli.Tables;

/// <summary>Scores with their intervals, as a table for people.</summary>
internal static class ScoreTable
{
    public static void Print(Terminal terminal, EvaluationResult result, IReadOnlyDictionary<string, ScoreInterval> intervals)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn("score");
        table.AddColumn(new TableColumn("value").RightAligned());
        table.AddColumn(new TableColumn("95 % interval").RightAligned());
        foreach ((string name, double value) in result.Scores)
        {
            string interval = intervals.TryGetValue(name, out ScoreInterval? found) ? $"{Text(found.Low)} to {Text(found.High)}" : "";
            table.AddRow(Markup.Escape(Metric.Named(name).Title), Text(value), interval);
        }
        terminal.Results.Write(table);
    }

    /// <summary>A value of a column: whole numbers whole, others to five significant digits without trailing zeros.</summary>
    public static string Value(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e9
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits, without an exponent where people expect none.</summary>
    public static string Text(double value)
    {
        double size = Math.Abs(value);
        return size is 0 or (>= 1e-3 and < 1e6)
            ? value.ToString(size >= 1000 ? "0" : size >= 100 ? "0.0" : size >= 10 ? "0.00" : size >= 1 ? "0.000" : "0.0000", CultureInfo.InvariantCulture)
            : value.ToString("G4", CultureInfo.InvariantCulture);
    }
}
