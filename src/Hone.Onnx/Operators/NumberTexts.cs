using System.Globalization;
using Hone.Deep;

namespace Hone.Onnx;

/// <summary>Numbers as texts and back, as the operator Cast has them.</summary>
internal static class NumberTexts
{
    public static string[] Write(Tensor x) => x.Type switch
    {
        DType.Float64 => Array.ConvertAll(x.ToArray<double>(), value => Special(value) ?? Lower(value.ToString("R", CultureInfo.InvariantCulture))),
        DType.Float32 or DType.BFloat16 => Array.ConvertAll(x.To(DType.Float32).ToArray<float>(), value => Special(value) ?? Lower(value.ToString("R", CultureInfo.InvariantCulture))),
        DType.Bool => Array.ConvertAll(x.ToArray<bool>(), value => value ? "1" : "0"),
        _ => Array.ConvertAll(x.To(DType.Int64).ToArray<long>(), value => value.ToString(CultureInfo.InvariantCulture)),
    };

    public static Tensor Read(string[] texts, Shape shape, DType type)
    {
        double[] numbers = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            string text = texts[i].Trim();
            numbers[i] = text.ToUpperInvariant() switch
            {
                "NAN" => double.NaN,
                "INF" or "+INF" => double.PositiveInfinity,
                "-INF" => double.NegativeInfinity,
                _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Call.Fault($"reads a number and finds '{texts[i]}'"),
            };
        }
        return Tensor.From(numbers, shape).To(type);
    }

    private static string? Special(double value) => double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "INF" : double.IsNegativeInfinity(value) ? "-INF" : null;

    private static string Lower(string text) => text.Replace('E', 'e');
}
