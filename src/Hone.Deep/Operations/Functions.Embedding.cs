namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Rows of a table, one for each position: what a symbol's number stands for.</summary>
    /// <param name="positions">Whole numbers from 0, of any shape.</param>
    /// <param name="table">rows × width.</param>
    /// <param name="padding">The row that gets no gradient, for symbols that only fill up; null for none.</param>
    /// <returns>The positions' shape × width.</returns>
    /// <remarks>The gradient by the table adds up in the order of the positions, on several threads where there are many.</remarks>
    /// <exception cref="ArgumentException">The positions are not whole numbers, or the table has not two axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position, or the padding row, is not in the table.</exception>
    public static Tensor Embedding(Tensor positions, Tensor table, int? padding = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(table);
        if (positions.Type is not (DType.Int32 or DType.Int64))
            throw new ArgumentException($"embedding: positions are whole numbers; a tensor of {positions.Type} was given.", nameof(positions));
        if (table.Rank != 2)
            throw new ArgumentException($"embedding: a table has rows and columns; a tensor of {table.Shape} was given.", nameof(table));
        if (padding is { } empty && (empty < 0 || empty >= table.Shape[0]))
            throw new ArgumentOutOfRangeException(nameof(padding), empty, FormattableString.Invariant($"embedding: the padding row is {empty}; the table has rows 0 to {table.Shape[0] - 1}."));
        Tensor places = positions.To(DType.Int64).Contiguous(), rows = (table.Type == DType.BFloat16 ? table.To(DType.Float32) : table).Contiguous();
        Tensor taken = Tensor.Uninitialised([.. positions.Shape.Sizes, table.Shape[1]], rows.Type);
        Device.Cpu.TakeRows(rows, places, null, taken);
        return Tape.Record("embedding", taken, [places], Link.Linear(rows, g => AddRows(g, places, padding, rows.Shape), t => TakeRows(t, places, padding)));
    }

    private static Tensor TakeRows(Tensor table, Tensor places, int? zeroAt)
    {
        Tensor rows = table.Contiguous(), taken = Tensor.Uninitialised([.. places.Shape.Sizes, table.Shape[1]], table.Type);
        Device.Cpu.TakeRows(rows, places, zeroAt, taken);
        return Tape.Record("take-rows", taken, [places], Link.Linear(rows, g => AddRows(g, places, zeroAt, rows.Shape), t => TakeRows(t, places, zeroAt)));
    }

    private static Tensor AddRows(Tensor gradient, Tensor places, int? leaveOut, Shape shape)
    {
        Tensor rows = gradient.Contiguous(), table = Tensor.Uninitialised(shape, gradient.Type);
        Device.Cpu.AddRows(rows, places, leaveOut, table);
        return Tape.Record("add-rows", table, [places], Link.Linear(rows, g => TakeRows(g, places, leaveOut), t => AddRows(t, places, leaveOut, shape)));
    }
}
