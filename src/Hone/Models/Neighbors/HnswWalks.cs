namespace Hone.Models.Neighbors;

/// <summary>Working memory for walks, lent to one at a time and kept for the next.</summary>
internal sealed class HnswWalks
{
    private readonly Lock gate = new();
    private readonly Stack<HnswWalk> free = new();

    public HnswWalk Rent()
    {
        lock (gate)
            return free.TryPop(out HnswWalk? walk) ? walk : new HnswWalk();
    }

    public void Return(HnswWalk walk)
    {
        walk.Forget();
        lock (gate)
            free.Push(walk);
    }
}
