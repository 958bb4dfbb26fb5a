using System.Globalization;
using Hone.Contracts;

namespace Hone.Deep;

/// <summary>The size of images.</summary>
/// <param name="Height">Rows of pixels, at least 1.</param>
/// <param name="Width">Pixels a row, at least 1.</param>
/// <param name="Channels">Numbers a pixel: 1 for grey, 3 for red, green and blue.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Numbers an image.</summary>
    public int Count => checked(Height * Width * Channels);

    /// <summary>The columns of such images in a table: <c>pixel_1</c> and so on, row by row, the channels of a pixel next to each other.</summary>
    public FeatureColumn[] Columns()
    {
        FeatureColumn[] columns = new FeatureColumn[Count];
        for (int j = 0; j < columns.Length; j++)
            columns[j] = new FeatureColumn(string.Create(CultureInfo.InvariantCulture, $"pixel_{j + 1}"));
        return columns;
    }

    /// <summary>The shape of square images of so many columns, grey or in colours; null where they can be none.</summary>
    public static ImageShape? OfSquares(int columns)
    {
        foreach (int channels in (int[])[1, 3])
        {
            int side = (int)Math.Round(Math.Sqrt(columns / (double)channels));
            if (side >= 1 && side * side * channels == columns)
                return new ImageShape(side, side, channels);
        }
        return null;
    }

    /// <summary>Height × width, and the colours where there are several.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height} x {Width}{(Channels == 1 ? "" : $" x {Channels}")}");
}
