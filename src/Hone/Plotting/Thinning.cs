namespace Hone.Plotting;

/// <summary>Leaves out points that could not be told apart on the picture anyway; the extremes always stay.</summary>
internal static class Thinning
{
    /// <summary>The positions to keep of a line: the first, least, greatest and last of each pixel column, which draws the same pixels as all of them.</summary>
    /// <remarks>
    /// Source: U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014. Where the line runs back and forth, runs of equal
    /// length take the place of the columns.
    /// </remarks>
    /// <param name="px">Pixel columns; NaN where the point cannot be placed, which breaks the line and is kept.</param>
    /// <param name="py">Pixel rows.</param>
    /// <param name="most">Up to this many points nothing is left out.</param>
    public static int[] Line(ReadOnlySpan<double> px, ReadOnlySpan<double> py, int most)
    {
        if (px.Length <= most)
            return [.. Enumerable.Range(0, px.Length)];
        bool forward = true;
        double before = double.NegativeInfinity;
        foreach (double x in px)
        {
            forward &= !(x < before);
            before = double.IsNaN(x) ? before : x;
        }
        int run = Math.Max(1, px.Length * 4 / most);
        List<int> kept = [];
        for (int start = 0; start < px.Length;)
        {
            int end = start + 1;
            if (double.IsNaN(px[start]))
            {
                // One gap breaks the line as well as many in a row do.
                while (end < px.Length && double.IsNaN(px[end]))
                    end++;
                kept.Add(start);
            }
            else
            {
                while (end < px.Length && !double.IsNaN(px[end]) && (forward ? Math.Floor(px[end]) == Math.Floor(px[start]) : end - start < run))
                    end++;
                Keep(kept, px, py, start, end, !forward);
            }
            start = end;
        }
        return [.. kept];
    }

    /// <summary>The positions to keep of a cloud: the first in each cell of a grid, made coarser until few enough are left, and the four extremes.</summary>
    public static int[] Cloud(ReadOnlySpan<double> px, ReadOnlySpan<double> py, int most)
    {
        List<int> placed = [];
        for (int i = 0; i < px.Length; i++)
        {
            if (!double.IsNaN(px[i]) && !double.IsNaN(py[i]))
                placed.Add(i);
        }
        if (placed.Count <= most)
            return [.. placed];
        int left = placed[0], right = left, low = left, high = left;
        foreach (int i in placed)
        {
            left = px[i] < px[left] ? i : left;
            right = px[i] > px[right] ? i : right;
            low = py[i] < py[low] ? i : low;
            high = py[i] > py[high] ? i : high;
        }
        HashSet<long> cells = [];
        for (double cell = 1; ; cell *= 1.25)
        {
            cells.Clear();
            List<int> kept = [];
            foreach (int i in placed)
            {
                if (cells.Add(((long)(px[i] / cell) << 32) ^ (long)(py[i] / cell)))
                    kept.Add(i);
                if (kept.Count > most)
                    break;
            }
            if (kept.Count <= most)
                return [.. kept.Union([left, right, low, high]).Order()];
        }
    }

    private static void Keep(List<int> kept, ReadOnlySpan<double> px, ReadOnlySpan<double> py, int start, int end, bool horizontally)
    {
        int low = start, high = start, left = start, right = start;
        for (int i = start + 1; i < end; i++)
        {
            low = py[i] < py[low] ? i : low;
            high = py[i] > py[high] ? i : high;
            left = px[i] < px[left] ? i : left;
            right = px[i] > px[right] ? i : right;
        }
        Span<int> chosen = horizontally ? [start, low, high, left, right, end - 1] : [start, low, high, end - 1];
        chosen.Sort();
        foreach (int i in chosen)
        {
            if (kept.Count == 0 || kept[^1] != i)
                kept.Add(i);
        }
    }
}
