namespace Hone.Models.Neighbors;

/// <summary>The k nearest rows so far, as a heap with the farthest on top; of equals, the later row is the farther.</summary>
/// <param name="distances">Room for k; the first entries may have been found before.</param>
/// <param name="rows">Room for k.</param>
/// <param name="found">How many have been found before, by a list over the same spans that has not been sorted.</param>
internal ref struct NearestList(Span<double> distances, Span<int> rows, int found = 0)
{
    /// <summary>k numbers; in order after <see cref="Sort"/>.</summary>
    public readonly Span<double> Distances { get; } = distances;

    /// <summary>k rows, in the same order.</summary>
    public readonly Span<int> Rows { get; } = rows;

    /// <summary>How many have been found.</summary>
    public int Count { get; private set; } = found;

    /// <summary>What a row must not exceed to get in: +∞ while there is room.</summary>
    public readonly double Worst => Count < Distances.Length ? double.PositiveInfinity : Distances[0];

    /// <summary>Takes the row in if it is nearer than the farthest.</summary>
    public void Offer(double distance, int row)
    {
        if (Count < Distances.Length)
        {
            int at = Count++;
            while (at > 0 && Farther(distance, row, (at - 1) / 2))
            {
                Put(at, Distances[(at - 1) / 2], Rows[(at - 1) / 2]);
                at = (at - 1) / 2;
            }
            Put(at, distance, row);
        }
        else if (!Farther(distance, row, 0))
        {
            Sink(distance, row, Count);
        }
    }

    /// <summary>Brings the list into order, nearest first.</summary>
    public readonly void Sort()
    {
        for (int size = Count - 1; size > 0; size--)
        {
            (double distance, int row) = (Distances[size], Rows[size]);
            Put(size, Distances[0], Rows[0]);
            Sink(distance, row, size);
        }
    }

    // Lets an entry sink from the top of a heap of the size given.
    private readonly void Sink(double distance, int row, int size)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= size)
                break;
            if (child + 1 < size && Farther(Distances[child + 1], Rows[child + 1], child))
                child++;
            if (Farther(distance, row, child))
                break;
            Put(at, Distances[child], Rows[child]);
            at = child;
        }
        Put(at, distance, row);
    }

    private readonly bool Farther(double distance, int row, int than) =>
        distance > Distances[than] || (distance == Distances[than] && row > Rows[than]);

    private readonly void Put(int at, double distance, int row) => (Distances[at], Rows[at]) = (distance, row);
}
