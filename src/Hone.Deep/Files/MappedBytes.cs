using System.IO.MemoryMappedFiles;

namespace Hone.Deep;

/// <summary>A file's bytes as memory, for as long as this or a storage over it can be reached.</summary>
/// <remarks>Nobody disposes of it: the map's handle has a finaliser, and it is one for a whole file.</remarks>
internal sealed unsafe class MappedBytes
{
    private readonly MemoryMappedViewAccessor? view;

    private MappedBytes(MemoryMappedViewAccessor? view, long length) => (this.view, Length) = (view, length);

    public long Length { get; }

    private byte* Address => view is null ? null : (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset;

    /// <summary>Maps a file. The pages are writable and private: changes stay in memory, and the file may be replaced meanwhile.</summary>
    public static MappedBytes Of(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (file.Length == 0)
            return new MappedBytes(null, 0);
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        return new MappedBytes(map.CreateViewAccessor(0, file.Length, MemoryMappedFileAccess.CopyOnWrite), file.Length);
    }

    /// <summary>Bytes to read now; who holds the span keeps this alive until done.</summary>
    public ReadOnlySpan<byte> Span(long start, int length) => new(Address + start, length);

    /// <summary>Copies bytes to where they are wanted.</summary>
    public void CopyTo(long start, void* to, long bytes)
    {
        Buffer.MemoryCopy(Address + start, to, bytes, bytes);
        GC.KeepAlive(this);
    }

    /// <summary>A part of it that tensors can lie in.</summary>
    public Storage Storage(long start, long bytes) => new(this, Address + start, bytes);
}
