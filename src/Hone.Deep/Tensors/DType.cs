namespace Hone.Deep;

/// <summary>What the elements of a tensor are.</summary>
public enum DType
{
    /// <summary>Single precision, 4 bytes: what networks are trained in.</summary>
    Float32,

    /// <summary>Double precision, 8 bytes: for checking.</summary>
    Float64,

    /// <summary>The upper half of a single-precision number, 2 bytes: for storage; operations compute with it as <see cref="Float32"/>.</summary>
    BFloat16,

    /// <summary>Whole numbers of 4 bytes.</summary>
    Int32,

    /// <summary>Whole numbers of 8 bytes: indices and classes.</summary>
    Int64,

    /// <summary>True or false, one byte: masks.</summary>
    Bool,
}

/// <summary>What the engine asks about element types.</summary>
internal static class DTypes
{
    extension(DType type)
    {
        /// <summary>Bytes an element.</summary>
        public int Size => type switch
        {
            DType.Float64 or DType.Int64 => 8,
            DType.Float32 or DType.Int32 => 4,
            DType.BFloat16 => 2,
            _ => 1,
        };

        /// <summary>Whether it has gradients.</summary>
        public bool IsFloating => type <= DType.BFloat16;
    }

    /// <summary>The type that stands for a C# type.</summary>
    public static DType Of<T>() =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw new ArgumentException($"A tensor holds float, double, int, long or bool; {typeof(T).Name} was asked for.");

    /// <summary>The type of what two tensors give together: floating before whole before bool, and of two such the wider, as NumPy has it for arrays of equal standing.</summary>
    public static DType Promote(DType a, DType b) => a == b ? a : Rank(a) > Rank(b) ? a : b;

    private static int Rank(DType type) => type switch
    {
        DType.Bool => 0,
        DType.Int32 => 1,
        DType.Int64 => 2,
        DType.BFloat16 => 3,
        DType.Float32 => 4,
        _ => 5,
    };
}
