using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A walk over the elements of a shape in row-major order, alongside up to three tensors that are stretched to it.</summary>
/// <remarks>
/// Axes that follow each other without a gap in every operand are joined, so most walks are one long row or a few; each row is then a loop of fixed strides.
/// Work is cut into parts of whole numbers of elements that depend on the shape alone.
/// </remarks>
internal sealed class Sweep
{
    // Elements in one part: enough to be worth a hand-over to another thread.
    private const int Part = 1 << 15;

    private readonly int[] sizes;
    private readonly int[][] strides;

    public Sweep(Shape shape, params ReadOnlySpan<Tensor> operands)
    {
        int rank = Math.Max(1, shape.Rank), count = operands.Length;
        sizes = new int[rank];
        sizes[0] = 1;
        shape.Sizes.CopyTo(sizes);
        strides = new int[count][];
        for (int k = 0; k < count; k++)
            strides[k] = shape.Rank == 0 ? [0] : operands[k].BroadcastStrides(shape);
        Count = shape.Count;

        // From the last axis on: an axis joins the one after it where every operand goes on just where a row of that ended.
        int last = rank - 1;
        for (int axis = rank - 2; axis >= 0; axis--)
        {
            bool joins = true;
            foreach (int[] steps in strides)
                joins &= steps[axis] == (long)steps[last] * sizes[last];
            if (sizes[last] == 1)
            {
                sizes[last] = sizes[axis];
                foreach (int[] steps in strides)
                    steps[last] = steps[axis];
            }
            else if (joins || sizes[axis] == 1)
            {
                sizes[last] *= sizes[axis];
            }
            else
            {
                last--;
                sizes[last] = sizes[axis];
                foreach (int[] steps in strides)
                    steps[last] = steps[axis];
            }
        }
        First = last;
    }

    /// <summary>What is done with a row: its first element's number in the walk, the operands' offsets there, how many elements.</summary>
    public delegate void Row(int at, ReadOnlySpan<int> offsets, int length);

    public int Count { get; }

    private int First { get; }

    /// <summary>The stride of an operand along the rows.</summary>
    public int InnerStride(int operand) => sizes[^1] == 1 ? 1 : strides[operand][^1];

    /// <summary>Whether two operands lie side by side in rows so short that the walk itself would take the time.</summary>
    public bool HasShortRows => First < sizes.Length - 1 && sizes[^1] is > 1 and <= 512 && strides[0][^1] == 1 && strides[1][^1] == 1;

    /// <summary>Copies the rows of the first operand to where those of the second are.</summary>
    public unsafe void RunRows(byte* from, byte* to, int size)
    {
        if (Count == 0)
            return;
        int inner = sizes[^1], axis = sizes.Length - 2;
        long bytes = (long)inner * size, step = (long)strides[0][axis] * size, stepTo = (long)strides[1][axis] * size;
        Cut tasks = new(Count / inner, Math.Max(1, Part / inner), 1);
        WorkerPool.For(tasks.Count, null, task =>
        {
            int row = tasks.Start(task), stop = tasks.Start(task + 1);
            while (row < stop)
            {
                // As many rows as follow each other along the axis before the last.
                (long first, long second) = Apart(row, sizes.Length - 1, -1);
                int count = Math.Min(stop - row, sizes[axis] - (row % sizes[axis]));
                byte* source = from + (first * size), target = to + (second * size);
                for (int i = 0; i < count; i++, source += step, target += stepTo)
                    System.Runtime.CompilerServices.Unsafe.CopyBlockUnaligned(target, source, (uint)bytes);
                row += count;
            }
        });
    }

    /// <summary>Of joined axes, how many positions there are.</summary>
    public int Size(int axis) => sizes[axis];

    /// <summary>Of joined axes, an operand's stride.</summary>
    public int Stride(int operand, int axis) => strides[operand][axis];

    /// <summary>The axes along which the first and the second operand lie side by side, where those are two and both are worth it; else null.</summary>
    public (int From, int To)? Crossing()
    {
        const int Least = 4;
        int from = -1, to = -1;
        for (int axis = First; axis < sizes.Length; axis++)
        {
            from = strides[0][axis] == 1 && sizes[axis] >= Least ? axis : from;
            to = strides[1][axis] == 1 && sizes[axis] >= Least ? axis : to;
        }
        return Count > 0 && from >= 0 && to >= 0 && from != to && strides[0][to] > 0 && strides[1][from] > 0 ? (from, to) : null;
    }

    /// <summary>Offsets of both operands at a position of all axes but two.</summary>
    public (long First, long Second) Apart(int position, int one, int other)
    {
        long first = 0, second = 0;
        for (int axis = sizes.Length - 1; axis >= First; axis--)
        {
            if (axis == one || axis == other)
                continue;
            (position, int at) = Math.DivRem(position, sizes[axis]);
            first += (long)at * strides[0][axis];
            second += (long)at * strides[1][axis];
        }
        return (first, second);
    }

    /// <summary>Walks over everything, in parts on several threads where there is much.</summary>
    /// <param name="row">What is done with a row.</param>
    /// <param name="each">How many elements are gone through for each of the walk. Default 1.</param>
    public void Run(Row row, int each = 1)
    {
        if (Count == 0)
            return;
        int size = Math.Max(1, Part / Math.Max(1, each)), parts = (int)((Count + (long)size - 1) / size);
        if (parts == 1)
            Walk(0, Count, row);
        else
            WorkerPool.For(parts, null, part => Walk(part * size, (int)Math.Min(Count, (part + 1L) * size), row));
    }

    /// <summary>Walks over everything on the calling thread; for rows that use several threads themselves.</summary>
    public void RunInOrder(Row row)
    {
        if (Count > 0)
            Walk(0, Count, row);
    }

    private void Walk(int start, int stop, Row row)
    {
        int rank = sizes.Length, inner = sizes[^1], operands = strides.Length;
        Span<int> position = stackalloc int[rank], offsets = stackalloc int[operands];
        for (int axis = rank - 1, rest = start; axis >= First; axis--)
        {
            position[axis] = rest % sizes[axis];
            rest /= sizes[axis];
            for (int k = 0; k < operands; k++)
                offsets[k] += position[axis] * strides[k][axis];
        }
        while (start < stop)
        {
            int length = Math.Min(stop - start, inner - position[^1]);
            row(start, offsets, length);
            start += length;

            // To the first element of the next row, as an odometer turns.
            for (int k = 0; k < operands; k++)
                offsets[k] -= position[^1] * strides[k][^1];
            position[^1] = 0;
            for (int axis = rank - 2; axis >= First; axis--)
            {
                for (int k = 0; k < operands; k++)
                    offsets[k] += strides[k][axis];
                if (++position[axis] < sizes[axis])
                    break;
                for (int k = 0; k < operands; k++)
                    offsets[k] -= sizes[axis] * strides[k][axis];
                position[axis] = 0;
            }
        }
    }
}
