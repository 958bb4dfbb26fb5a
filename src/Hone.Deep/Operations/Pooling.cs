namespace Hone.Deep;

/// <summary>Pooling as linear maps: a mean over windows and its transpose, and elements taken from places and put back there.</summary>
internal static class Pooling
{
    /// <summary>The largest entry of each window, the first of equals; NaN where there is one.</summary>
    public static Tensor Max(string operation, Tensor x, Windows windows)
    {
        x = x.Contiguous();
        Shape sizes = [.. x.Shape.Sizes[..^2], windows.To.Height, windows.To.Width];
        Tensor result = Tensor.Uninitialised(sizes, x.Type), places = Tensor.Uninitialised(sizes, DType.Int32);
        Device.Cpu.MaxPool(x, windows, result, places);
        Transcript.Tell(windows);
        return Tape.Record(operation, result, Link.Linear(x, g => Put(operation, g, places, windows.From), t => Take(operation, t, places, windows.From)));
    }

    /// <summary>Means over windows.</summary>
    public static Tensor Mean(string operation, Tensor x, Windows windows)
    {
        x = x.Contiguous();
        Tensor result = Tensor.Uninitialised([.. x.Shape.Sizes[..^2], windows.To.Height, windows.To.Width], x.Type);
        Device.Cpu.AveragePool(x, windows, result);
        Transcript.Tell(windows);
        return Tape.Record(operation, result, Link.Linear(x, g => Share(operation, g, windows), t => Mean(operation, t, windows)));
    }

    // Each entry in equal parts to all of its window.
    private static Tensor Share(string operation, Tensor y, Windows windows)
    {
        y = y.Contiguous();
        Tensor result = Tensor.Uninitialised([.. y.Shape.Sizes[..^2], windows.From.Height, windows.From.Width], y.Type);
        Device.Cpu.AveragePoolBack(y, windows, result);
        return Tape.Record(operation, result, Link.Linear(y, g => Mean(operation, g, windows), t => Share(operation, t, windows)));
    }

    // Planes of zeros with each entry added at its place.
    private static Tensor Put(string operation, Tensor y, Tensor places, Extent plane)
    {
        y = y.Contiguous();
        Tensor result = Tensor.Uninitialised([.. y.Shape.Sizes[..^2], plane.Height, plane.Width], y.Type);
        Device.Cpu.PutInPlanes(y, places, result);
        return Tape.Record(operation, result, Link.Linear(y, g => Take(operation, g, places, plane), t => Put(operation, t, places, plane)));
    }

    // The entries of planes at places.
    private static Tensor Take(string operation, Tensor x, Tensor places, Extent plane)
    {
        x = x.Contiguous();
        Tensor result = Tensor.Uninitialised(places.Shape, x.Type);
        Device.Cpu.TakeFromPlanes(x, places, result);
        return Tape.Record(operation, result, Link.Linear(x, g => Put(operation, g, places, plane), t => Take(operation, t, places, plane)));
    }
}
