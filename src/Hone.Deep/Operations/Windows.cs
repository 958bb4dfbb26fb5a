namespace Hone.Deep;

/// <summary>The windows of a pooling: which rows and columns of a plane go into each entry of the result.</summary>
/// <param name="From">The plane's size.</param>
/// <param name="To">The result's.</param>
/// <param name="Down">For each row of the result the first row of its window, one past the last, and how many it counts as.</param>
/// <param name="Across">The same for columns.</param>
/// <param name="Dilation">Rows and columns from one entry of a window to the next.</param>
internal sealed record Windows(Extent From, Extent To, (int Start, int End, int Count)[] Down, (int Start, int End, int Count)[] Across, Extent Dilation)
{
    /// <summary>How windows of one size were laid; null for others.</summary>
    public (Extent Window, Extent Stride, Extent Padding, bool Ceiling, bool CountsPadding)? Laid { get; private init; }

    /// <summary>Windows of one size at steps of a stride.</summary>
    public static Windows Sliding(string operation, Shape x, Extent window, Extent stride, Extent padding, Extent dilation, bool ceiling, bool countsPadding)
    {
        window.AtLeast(1, nameof(window));
        stride.AtLeast(1, nameof(stride));
        padding.AtLeast(0, nameof(padding));
        dilation.AtLeast(1, nameof(dilation));
        if (2 * padding.Height > window.Height || 2 * padding.Width > window.Width)
            throw new ArgumentException($"{operation}: a padding of {padding} is more than half of the window, {window}.", nameof(padding));
        Extent from = (x[-2], x[-1]);
        Extent to = (
            Positions(from.Height, window.Height, stride.Height, padding.Height, dilation.Height, ceiling), Positions(from.Width, window.Width, stride.Width, padding.Width, dilation.Width, ceiling));
        if (to.Height < 1 || to.Width < 1)
            throw new ArgumentException($"{operation}: an input of {x} with a padding of {padding} is smaller than the window of {window} with a dilation of {dilation}.", nameof(x));
        return new Windows(
            from, to, Slide(from.Height, to.Height, window.Height, stride.Height, padding.Height, dilation.Height, countsPadding),
            Slide(from.Width, to.Width, window.Width, stride.Width, padding.Width, dilation.Width, countsPadding), dilation)
        {
            Laid = (window, stride, padding, ceiling, countsPadding),
        };
    }

    /// <summary>As many windows as are wanted, of sizes as equal as can be: they may overlap by one.</summary>
    public static Windows Adaptive(string operation, Shape x, Extent to)
    {
        to.AtLeast(1, nameof(to));
        Extent from = (x[-2], x[-1]);
        if (from.Height < 1 || from.Width < 1)
            throw new ArgumentException($"{operation}: an input of {x} has nothing to pool.", nameof(x));
        return new Windows(from, to, Divide(from.Height, to.Height), Divide(from.Width, to.Width), 1);
    }

    private static int Positions(int size, int window, int stride, int padding, int dilation, bool ceiling)
    {
        int positions = ConvolutionShape.Positions(size + (ceiling ? stride - 1 : 0), window, stride, padding, dilation);

        // A window beyond the end that begins in the padding there has nothing in it.
        return ceiling && (positions - 1) * (long)stride >= size + (long)padding ? positions - 1 : positions;
    }

    private static (int Start, int End, int Count)[] Slide(int size, int positions, int window, int stride, int padding, int dilation, bool countsPadding)
    {
        (int, int, int)[] windows = new (int, int, int)[positions];
        for (int i = 0; i < positions; i++)
        {
            int start = (i * stride) - padding, end = start + (dilation * (window - 1)) + 1;
            int first = start < 0 ? start + ((-start + dilation - 1) / dilation * dilation) : start, last = Math.Min(end, size);
            int inside = Math.Max(0, (last - first + dilation - 1) / dilation);
            windows[i] = (first, last, countsPadding ? Math.Min(end, size + padding) - start : inside);
        }
        return windows;
    }

    private static (int Start, int End, int Count)[] Divide(int size, int positions)
    {
        (int, int, int)[] windows = new (int, int, int)[positions];
        for (int i = 0; i < positions; i++)
        {
            int start = (int)((long)i * size / positions), end = (int)((((i + 1L) * size) + positions - 1) / positions);
            windows[i] = (start, end, end - start);
        }
        return windows;
    }
}
