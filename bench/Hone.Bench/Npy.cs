using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Hone.Bench;

/// <summary>An array in a .npy file, version 1.0, little-endian, row by row; read through a small buffer so that loading leaves no garbage behind.</summary>
internal sealed partial class Npy
{
    private const int BufferBytes = 1 << 18;
    private readonly string path;
    private readonly string kind;
    private readonly long start;

    private Npy(string path, string kind, long start, int rows, int columns) =>
        (this.path, this.kind, this.start, Rows, Columns) = (path, kind, start, rows, columns);

    public int Rows { get; }

    /// <summary>Values in a row: the product of all dimensions but the first.</summary>
    public int Columns { get; }

    public static Npy Open(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[10];
        file.ReadExactly(head);
        if (head[0] != 0x93 || head[6] != 1)
            throw new InvalidDataException($"{path} is not a .npy file of version 1.0.");
        byte[] header = new byte[BitConverter.ToUInt16(head[8..])];
        file.ReadExactly(header);
        Match match = Header().Match(System.Text.Encoding.ASCII.GetString(header));
        if (!match.Success)
            throw new InvalidDataException($"{path} has a header that is not understood; it must be C order.");
        int[] shape = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        return new Npy(path, match.Groups["kind"].Value, 10 + header.Length, shape[0], shape.Skip(1).Aggregate(1, (product, size) => product * size));
    }

    public double[] Doubles()
    {
        double[] result = new double[Rows * Columns];
        switch (kind)
        {
            case "<f8": Read<double>(result, (from, to) => from.CopyTo(to)); break;
            case "<f4": Read<float>(result, (from, to) => { for (int i = 0; i < from.Length; i++) to[i] = from[i]; }); break;
            case "<i4": Read<int>(result, (from, to) => { for (int i = 0; i < from.Length; i++) to[i] = from[i]; }); break;
            case "<i8": Read<long>(result, (from, to) => { for (int i = 0; i < from.Length; i++) to[i] = from[i]; }); break;
            case "|u1": Read<byte>(result, (from, to) => { for (int i = 0; i < from.Length; i++) to[i] = from[i]; }); break;
            default: throw new InvalidDataException($"{path} holds {kind}, which the bench does not read.");
        }
        return result;
    }

    public float[] Floats() => kind == "<f4" ? ReadFloats() : Array.ConvertAll(Doubles(), value => (float)value);

    private float[] ReadFloats()
    {
        float[] result = new float[Rows * Columns];
        using FileStream file = File.OpenRead(path);
        file.Position = start;
        file.ReadExactly(MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }

    private delegate void Converter<T>(ReadOnlySpan<T> from, Span<double> to);

    private void Read<T>(double[] result, Converter<T> convert)
        where T : unmanaged
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        file.Position = start;
        byte[] buffer = new byte[BufferBytes];
        int size = Marshal.SizeOf<T>();
        for (int at = 0; at < result.Length;)
        {
            int count = Math.Min(result.Length - at, BufferBytes / size);
            file.ReadExactly(buffer.AsSpan(0, count * size));
            convert(MemoryMarshal.Cast<byte, T>(buffer.AsSpan(0, count * size)), result.AsSpan(at, count));
            at += count;
        }
    }

    [GeneratedRegex(@"'descr': '(?<kind>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();
}
