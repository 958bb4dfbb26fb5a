using System.Buffers.Binary;
using System.IO.Compression;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Reads PNG images: all colour types and bit depths, interlaced or not.</summary>
/// <remarks>
/// Numbers of 16 bits are cut to their upper 8, fewer bits are stretched over 0 to 255, palettes become colours. An image is grey (1 channel) or colours (3), as it is stored; see
/// <see cref="Read(string, int)"/> for the other. Transparency is laid over black. Colour profiles and gamma are not applied. Every chunk's checksum is looked at, and memory follows what the file holds rather than what it claims.
/// Source: W3C Recommendation, "Portable Network Graphics (PNG) Specification", 2003.
/// </remarks>
public static class PngFile
{
    // Of one image, in numbers: a claim of more is refused before it becomes memory.
    private const long MostNumbers = 1 << 28;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads an image as it is: 1 channel where it is grey, else 3.</summary>
    /// <exception cref="IOException">There is no such file, or it could not be read.</exception>
    /// <exception cref="InvalidDataException">It is no PNG file, or broken; the message names it.</exception>
    public static (ImageShape Shape, byte[] Pixels) Read(string path) => Read(Bytes(path), path);

    /// <summary>Reads an image with so many channels: colours are weighed into grey (0.299, 0.587, 0.114), grey is repeated.</summary>
    /// <param name="path">A file.</param>
    /// <param name="channels">1 or 3.</param>
    public static (ImageShape Shape, byte[] Pixels) Read(string path, int channels)
    {
        Require.Between(channels, 1, 3);
        (ImageShape shape, byte[] pixels) = Read(path);
        return (shape with { Channels = channels }, Converted(pixels, shape.Channels, channels));
    }

    /// <summary>Reads an image from memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    public static (ImageShape Shape, byte[] Pixels) Read(ReadOnlySpan<byte> file, string name)
    {
        if (!file.StartsWith(Signature))
            throw Broken(name, "it does not begin as one");
        Header? header = null;
        byte[] palette = [], alpha = [];
        int grey = -1;
        using MemoryStream packed = new();
        for (int at = Signature.Length; ;)
        {
            if (at + 12 > file.Length)
                throw Broken(name, "it ends too soon");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
                throw Broken(name, "it ends too soon");
            ReadOnlySpan<byte> typed = file.Slice(at + 4, (int)length + 4), content = typed[4..];
            if (Checksum(typed) != BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]))
                throw Broken(name, "a checksum does not agree");
            at += 12 + (int)length;
            if (header is null && !typed.StartsWith("IHDR"u8))
                throw Broken(name, "its header is not first");
            if (typed.StartsWith("IHDR"u8))
            {
                header = header is null ? Header.Read(content, name) : throw Broken(name, "it has two headers");
            }
            else if (typed.StartsWith("PLTE"u8))
            {
                palette = content.Length % 3 == 0 && content.Length is > 0 and <= 768 ? content.ToArray() : throw Broken(name, "its palette is none");
            }
            else if (typed.StartsWith("tRNS"u8))
            {
                alpha = content.ToArray();
                if (header!.Value.Colour == 0)
                    grey = content.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(content) : throw Broken(name, "its transparency is none");
            }
            else if (typed.StartsWith("IDAT"u8))
            {
                packed.Write(content);
            }
            else if (typed.StartsWith("IEND"u8))
            {
                break;
            }
            else if ((typed[0] & 0x20) == 0)
            {
                throw Broken(name, "it holds a part that must be understood and is not known");
            }
        }
        Header head = header!.Value;
        if (head.Colour == 3 && palette.Length == 0)
            throw Broken(name, "its palette is missing");
        packed.Position = 0;
        return (new ImageShape(head.Height, head.Width, head.Channels), new Decoder(head, palette, head.Colour == 3 ? alpha : [], grey, head.Colour == 2 && alpha.Length == 6 ? alpha : [], name).Decode(packed));
    }

    private static byte[] Bytes(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Pixels with another number of channels.</summary>
    internal static byte[] Converted(byte[] pixels, int from, int to)
    {
        if (from == to)
            return pixels;
        byte[] made = new byte[pixels.Length / from * to];
        for (int i = 0; i < made.Length / to; i++)
        {
            if (to == 1)
                made[i] = (byte)(((299 * pixels[3 * i]) + (587 * pixels[(3 * i) + 1]) + (114 * pixels[(3 * i) + 2]) + 500) / 1000);
            else
                made.AsSpan(i * to, to).Fill(pixels[i]);
        }
        return made;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = Remainders[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(static i =>
    {
        uint crc = (uint)i;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    })];

    private static InvalidDataException Broken(string name, string why, Exception? inner = null) => new($"'{name}' is no PNG image that can be read: {why}.", inner);

    private readonly record struct Header(int Width, int Height, int Depth, int Colour, bool IsInterlaced)
    {
        /// <summary>Numbers stored for a pixel.</summary>
        public int Stored => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

        /// <summary>Channels of the image read.</summary>
        public int Channels => Colour is 0 or 4 ? 1 : 3;

        public static Header Read(ReadOnlySpan<byte> content, string name)
        {
            if (content.Length != 13)
                throw Broken(name, "its header has a wrong length");
            uint width = BinaryPrimitives.ReadUInt32BigEndian(content), height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
            (int depth, int colour) = (content[8], content[9]);
            bool known = colour switch
            {
                0 => depth is 1 or 2 or 4 or 8 or 16,
                3 => depth is 1 or 2 or 4 or 8,
                2 or 4 or 6 => depth is 8 or 16,
                _ => false,
            };
            if (!known || content[10] != 0 || content[11] != 0 || content[12] > 1)
                throw Broken(name, FormattableString.Invariant($"its header asks for colour type {colour} of {depth} bits, compression {content[10]}, filter {content[11]} and interlace {content[12]}"));
            if (width == 0 || height == 0 || width > MostNumbers || height > MostNumbers || (long)width * height * 4 > MostNumbers)
                throw Broken(name, FormattableString.Invariant($"it says that it has {width} x {height} pixels"));
            return new Header((int)width, (int)height, depth, colour, content[12] == 1);
        }
    }

    private sealed class Decoder(Header head, byte[] palette, byte[] paletteAlpha, int greyKey, byte[] colourKey, string name)
    {
        // Adam7: where each pass begins and how far its pixels are apart.
        private static readonly (int X, int Y, int StepX, int StepY)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

        // Deflate makes at most 1,032 bytes of one.
        private const long MostOfOne = 1032;

        private byte[] pixels = [];

        public byte[] Decode(Stream packed)
        {
            // So that no more is asked for than the file can fill.
            if (packed.Length * MostOfOne < (long)head.Width * head.Height * head.Stored * head.Depth / 8)
                throw Broken(name, "its pixels end too soon");
            try
            {
                using ZLibStream unpacked = new(packed, CompressionMode.Decompress);
                foreach ((int x, int y, int stepX, int stepY) in head.IsInterlaced ? Passes : [(0, 0, 1, 1)])
                    Pass(unpacked, x, y, stepX, stepY);
            }
            catch (EndOfStreamException fault)
            {
                throw Broken(name, "its pixels end too soon", fault);
            }
            catch (InvalidDataException fault) when (!fault.Message.StartsWith('\''))
            {
                throw Broken(name, "its compressed pixels are damaged", fault);
            }
            return pixels;
        }

        private void Pass(Stream from, int x, int y, int stepX, int stepY)
        {
            int columns = (head.Width - x + stepX - 1) / stepX, rows = (head.Height - y + stepY - 1) / stepY;
            if (head.Width <= x || head.Height <= y)
                return;
            int bits = head.Stored * head.Depth, length = (int)((((long)columns * bits) + 7) / 8), before = Math.Max(1, bits / 8);
            byte[] line = new byte[length], above = new byte[length];
            for (int row = 0; row < rows; row++)
            {
                int filter = from.ReadByte();
                if (filter < 0)
                    throw new EndOfStreamException();
                from.ReadExactly(line);
                Undo(filter, line, above, before);
                // Only once a row came is there room for the image.
                if (pixels.Length == 0)
                    pixels = new byte[head.Width * head.Height * head.Channels];
                for (int column = 0; column < columns; column++)
                    Put(line, column, (((y + (row * stepY)) * head.Width) + x + (column * stepX)) * head.Channels);
                (line, above) = (above, line);
            }
        }

        private void Undo(int filter, byte[] line, byte[] above, int before)
        {
            for (int i = 0; i < line.Length; i++)
            {
                int left = i >= before ? line[i - before] : 0, up = above[i], corner = i >= before ? above[i - before] : 0;
                line[i] = unchecked((byte)(line[i] + filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => throw Broken(name, FormattableString.Invariant($"it uses filter {filter}, which does not exist")),
                }));
            }
        }

        private static int Paeth(int left, int up, int corner)
        {
            int guess = left + up - corner, toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
            return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
        }

        private void Put(byte[] line, int column, int at)
        {
            int first = column * head.Stored;
            switch (head.Colour)
            {
                case 0:
                    int raw = Raw(line, first);
                    pixels[at] = raw == greyKey ? (byte)0 : Eight(raw);
                    break;
                case 2:
                    bool clear = colourKey.Length == 6;
                    for (int c = 0; c < 3; c++)
                    {
                        int value = Raw(line, first + c);
                        clear = clear && value == ((colourKey[2 * c] << 8) | colourKey[(2 * c) + 1]);
                        pixels[at + c] = Eight(value);
                    }
                    if (clear)
                        pixels.AsSpan(at, 3).Clear();
                    break;
                case 3:
                    int place = Raw(line, first);
                    if (place * 3 >= palette.Length)
                        throw Broken(name, "a pixel's colour is not in the palette");
                    for (int c = 0; c < 3; c++)
                        pixels[at + c] = Over(palette[(place * 3) + c], place < paletteAlpha.Length ? paletteAlpha[place] : 255);
                    break;
                default:
                    int opaque = Eight(Raw(line, first + head.Stored - 1));
                    for (int c = 0; c < head.Channels; c++)
                        pixels[at + c] = Over(Eight(Raw(line, first + c)), opaque);
                    break;
            }
        }

        private static byte Over(int value, int opaque) => (byte)(((value * opaque) + 127) / 255);

        private int Raw(byte[] line, int number) => head.Depth switch
        {
            16 => (line[2 * number] << 8) | line[(2 * number) + 1],
            8 => line[number],
            int depth => (line[number * depth / 8] >> (8 - depth - (number * depth % 8))) & ((1 << depth) - 1),
        };

        private byte Eight(int raw) => (byte)(head.Depth switch
        {
            16 => raw >> 8,
            8 => raw,
            int depth => raw * 255 / ((1 << depth) - 1),
        });
    }
}
