namespace Hone.Deep;

/// <summary>The names of element types in safetensors files.</summary>
internal static class SafeTensorsTypes
{
    // In the order in which the format's own writer ranks them: files have the last first, so that every tensor is aligned.
    private static readonly (string Name, int Bits, DType? Type)[] All =
    [
        ("BOOL", 8, DType.Bool), ("F4", 4, null), ("F6_E2M3", 6, null), ("F6_E3M2", 6, null), ("U8", 8, null), ("I8", 8, null), ("F8_E5M2", 8, null), ("F8_E4M3", 8, null),
        ("F8_E8M0", 8, null), ("F8_E4M3FNUZ", 8, null), ("F8_E5M2FNUZ", 8, null), ("I16", 16, null), ("U16", 16, null), ("F16", 16, null), ("BF16", 16, DType.BFloat16),
        ("I32", 32, DType.Int32), ("U32", 32, null), ("F32", 32, DType.Float32), ("C64", 64, null), ("F64", 64, DType.Float64), ("I64", 64, DType.Int64), ("U64", 64, null),
    ];

    /// <summary>The types that tensors have, as words.</summary>
    public static string KnownText { get; } = string.Join(", ", All.Where(each => each.Type is not null).Select(each => each.Name));

    /// <summary>Bits an element; 0 for a type that the format does not have.</summary>
    public static int Bits(string name) => Array.Find(All, each => each.Name == name).Bits;

    /// <summary>The type of tensors that stands for it, if there is one.</summary>
    public static DType? Known(string name) => Array.Find(All, each => each.Name == name).Type;

    /// <summary>The name of a type and its place among all.</summary>
    public static (string Name, int Rank) Of(DType type)
    {
        int rank = Array.FindIndex(All, each => each.Type == type);
        return (All[rank].Name, rank);
    }
}
