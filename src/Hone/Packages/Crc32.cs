namespace Hone.Packages;

/// <summary>The checksum of zip entries: CRC-32 of IEEE 802.3, reflected, polynomial 0xEDB88320.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = Build();

    private uint state = uint.MaxValue;

    public uint Value => ~state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = state;
        foreach (byte b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        state = crc;
    }

    private static uint[] Build()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            table[i] = value;
        }
        return table;
    }
}
