using Hone.Numerics;

namespace Hone.Tests.Evaluation;

/// <summary>Sixty rows made by whole-number arithmetic, so that another implementation can make the very same ones.</summary>
/// <remarks>
/// Reference figures beside the tests are of scikit-learn 1.2.1, from (i = numpy.arange(60)):
/// y = where((i*i*7+i*3)%11 &lt; 4, 1, 0); s = ((i*29+y*9)%17)/20+0.05; w = 1+(i*13%5)*0.5; predicted = s &gt; 0.5;
/// four classes: ym = (i*i+i//3)%4, raw[a,c] = (a*37+c*23+(31 if ym[a]==c else 0))%53+1, each row divided by its sum;
/// numbers: t = 5+((i*31)%23)/3+(i%7)*0.25, f = max(t+(((i*17)%13)-5)/4, 0.5).
/// </remarks>
internal static class Fixture
{
    public const int Rows = 60;

    public static int[] Binary { get; } = Make(i => ((i * i * 7) + (i * 3)) % 11 < 4 ? 1 : 0);

    public static bool[] Positive { get; } = [.. Binary.Select(c => c == 1)];

    public static double[] Scores { get; } = Make(i => ((((i * 29) + (Binary[i] * 9)) % 17) / 20.0) + 0.05);

    public static int[] Predicted { get; } = [.. Scores.Select(s => s > 0.5 ? 1 : 0)];

    public static double[] Weights { get; } = Make(i => 1 + ((i * 13 % 5) * 0.5));

    public static Matrix TwoColumns { get; } = Columns(2, (i, c) => c == 1 ? Scores[i] : 1 - Scores[i]);

    public static int[] Four { get; } = Make(i => ((i * i) + (i / 3)) % 4);

    public static Matrix FourColumns { get; } = Shares(Columns(4, (i, c) => (((i * 37) + (c * 23) + (Four[i] == c ? 31 : 0)) % 53) + 1));

    public static double[] Numbers { get; } = Make(i => 5 + ((i * 31 % 23) / 3.0) + ((i % 7) * 0.25));

    public static double[] Guesses { get; } = Make(i => Math.Max(Numbers[i] + (((i * 17 % 13) - 5) / 4.0), 0.5));

    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(c => $"c{c}")];

    private static T[] Make<T>(Func<int, T> of) => [.. Enumerable.Range(0, Rows).Select(of)];

    private static Matrix Columns(int count, Func<int, int, double> of)
    {
        Matrix result = new(Rows, count);
        for (int i = 0; i < Rows; i++)
        {
            for (int c = 0; c < count; c++)
                result[i, c] = of(i, c);
        }
        return result;
    }

    private static Matrix Shares(Matrix m)
    {
        for (int i = 0; i < m.Rows; i++)
        {
            double sum = 0;
            foreach (double v in m.Row(i))
                sum += v;
            foreach (ref double v in m.Row(i))
                v /= sum;
        }
        return m;
    }
}
