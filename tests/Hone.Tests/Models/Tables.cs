using System.Globalization;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Models;

/// <summary>The shipped tables as matrices; the last column is the target.</summary>
internal static class Tables
{
    public static (Matrix X, double[] Y) Diabetes()
    {
        string[][] rows = Rows("diabetes.csv");
        return (Numbers(rows), [.. rows.Select(r => double.Parse(r[^1], CultureInfo.InvariantCulture))]);
    }

    public static (Matrix X, string[] Y) BreastCancer() => Classes("breast-cancer.csv");

    public static (Matrix X, string[] Y) Iris() => Classes("iris.csv");

    public static (Matrix X, string[] Y) Digits() => Classes("digits.csv");

    public static TrainingData Data(Matrix x, double[] y) => new(new Features(x), new NumberTarget(y));

    public static TrainingData Data(Matrix x, string[] y) => new(new Features(x), ClassTarget.From(y));

    /// <summary>Columns less their mean, over their deviation.</summary>
    public static Matrix Standardised(Matrix x)
    {
        Matrix result = x.Copy();
        for (int j = 0; j < x.Columns; j++)
        {
            double[] column = x.Column(j);
            double mean = column.Average();
            double deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
            for (int i = 0; i < x.Rows; i++)
                result[i, j] = (x[i, j] - mean) / deviation;
        }
        return result;
    }

    private static (Matrix X, string[] Y) Classes(string file)
    {
        string[][] rows = Rows(file);
        return (Numbers(rows), [.. rows.Select(r => r[^1])]);
    }

    private static Matrix Numbers(string[][] rows) =>
        Matrix.FromRows([.. rows.Select(r => r[..^1].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())]);

    private static string[][] Rows(string file)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "datasets", file);
            if (File.Exists(path))
                return [.. File.ReadLines(path).Skip(1).Select(line => line.Split(','))];
        }
        throw new FileNotFoundException($"datasets/{file} is not above {AppContext.BaseDirectory}.");
    }
}
