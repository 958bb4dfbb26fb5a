using System.Globalization;
using System.Text;

namespace Hone.Deep;

/// <summary>What a .npy file says of its numbers before they come: a Python dictionary as text, read here without running anything.</summary>
internal sealed class NumpyHeader
{
    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    // NumPy reads no longer one either; what tensors can be needs a few hundred characters.
    private const int Longest = 10_000;

    private readonly string text;
    private int at;

    private NumpyHeader(string text) => this.text = text;

    /// <summary>The elements' type as the file writes it, <c>&lt;f4</c>.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Whether the first axis runs fastest.</summary>
    public bool IsFortran { get; private set; }

    public Shape Shape { get; private set; }

    /// <summary>Bytes an element.</summary>
    public int Size => Description[^1] - '0';

    /// <summary>The type of the tensor it becomes: the smallest that holds every value.</summary>
    public DType Type => Description[1..] switch
    {
        "b1" => DType.Bool,
        "i1" or "u1" or "i2" or "u2" or "i4" => DType.Int32,
        "u4" or "i8" or "u8" => DType.Int64,
        "f2" or "f4" => DType.Float32,
        "f8" => DType.Float64,
        "O" or "O8" => throw new NotSupportedException("it holds Python objects (|O), which are programs; only numbers are read."),
        _ => throw new NotSupportedException($"its elements are '{Description}'; bool, whole and floating numbers of up to 8 bytes are read."),
    };

    /// <summary>Whether the more significant bytes come first.</summary>
    public bool IsBigEndian => Description[0] == '>';

    public static NumpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8], lengthBytes = stackalloc byte[4];
        if (stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8 || !start[..6].SequenceEqual(Magic))
            throw new FormatException("it does not begin as one.");
        int major = start[6], width = major == 1 ? 2 : 4;
        if (major is < 1 or > 3)
            throw new FormatException(FormattableString.Invariant($"it is of version {major}; 1 to 3 are known."));
        lengthBytes.Clear();
        if (stream.ReadAtLeast(lengthBytes[..width], width, throwOnEndOfStream: false) < width)
            throw new FormatException("it ends within its header.");
        uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > Longest)
            throw new FormatException(FormattableString.Invariant($"its header of {length} bytes is too long; {Longest} are allowed."));
        byte[] bytes = new byte[length];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new FormatException("it ends within its header.");
        NumpyHeader header = new((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes));
        header.Parse();
        return header;
    }

    public static byte[] Write(DType type, Shape shape)
    {
        string sizes = string.Join(", ", shape.Sizes.ToArray().Select(size => size.ToString(CultureInfo.InvariantCulture)));
        string description = type switch
        {
            DType.Bool => "|b1",
            DType.Int32 => "<i4",
            DType.Int64 => "<i8",
            DType.Float64 => "<f8",
            _ => "<f4",
        };
        string text = $"{{'descr': '{description}', 'fortran_order': False, 'shape': ({sizes}{(shape.Rank == 1 ? "," : "")}), }}";
        // Padded so that the numbers begin at a multiple of 64.
        int length = (((Magic.Length + 4 + text.Length + 1 + 63) / 64) * 64) - Magic.Length - 4;
        return [.. Magic, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
    }

    private void Parse()
    {
        HashSet<string> seen = [];
        Take('{');
        while (!TryTake('}'))
        {
            string key = Quoted();
            if (!seen.Add(key))
                throw Broken($"'{key}' stands there twice");
            Take(':');
            switch (key)
            {
                case "descr":
                    if (Peek() == '[')
                        throw new NotSupportedException("its elements are records; bool, whole and floating numbers are read.");
                    Description = Quoted();
                    break;
                case "fortran_order":
                    IsFortran = TryTake("True") || (TryTake("False") ? false : throw Broken("fortran_order is neither True nor False"));
                    break;
                case "shape":
                    Shape = Sizes();
                    break;
                default:
                    throw Broken($"'{key}' is unknown");
            }
            if (!TryTake(','))
            {
                Take('}');
                break;
            }
        }
        Skip();
        if (at < text.Length)
            throw Broken("something follows it");
        if (seen.Count != 3)
            throw Broken("of descr, fortran_order and shape one is missing");
        if (Description.Length < 2 || !"<>|=".Contains(Description[0], StringComparison.Ordinal))
            throw Broken($"'{Description}' is no type of elements");
    }

    private Shape Sizes()
    {
        List<int> sizes = [];
        bool ended = true;
        Take('(');
        while (!TryTake(')'))
        {
            if (!ended)
                throw Broken("the shape lacks a comma");
            Skip();
            int start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (start == at)
                throw Broken("the shape holds something else than sizes");
            if (!int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int size))
                throw new NotSupportedException($"its size of {text[start..at]} is more than a tensor can have.");
            TryTake("L");
            sizes.Add(size);
            ended = TryTake(',');
        }
        if (sizes.Count == 1 && !ended)
            throw Broken("the shape is no tuple");
        long count = 1;
        foreach (int size in sizes)
            count = count > int.MaxValue ? count : count * Math.Max(1, size);
        return count <= int.MaxValue ? new Shape([.. sizes]) : throw new NotSupportedException("it has more elements than a tensor can.");
    }

    private string Quoted()
    {
        char quote = Peek();
        int end = quote is '\'' or '"' ? text.IndexOf(quote, at + 1) : -1;
        if (end < 0)
            throw Broken("a text in quotes is missing");
        string quoted = text[(at + 1)..end];
        at = end + 1;
        return quoted;
    }

    private char Peek()
    {
        Skip();
        return at < text.Length ? text[at] : '\0';
    }

    private void Skip()
    {
        while (at < text.Length && text[at] is ' ' or '\n' or '\t' or '\r')
            at++;
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
            throw Broken($"'{expected}' is missing");
    }

    private bool TryTake(char expected)
    {
        bool there = Peek() == expected;
        at += there ? 1 : 0;
        return there;
    }

    private bool TryTake(string expected)
    {
        Skip();
        bool there = string.CompareOrdinal(text, at, expected, 0, expected.Length) == 0;
        at += there ? expected.Length : 0;
        return there;
    }

    private FormatException Broken(string what) => new(FormattableString.Invariant($"in its header {what}, at character {at}."));
}
