namespace Hone.Tuning;

/// <summary>A stop that comes when the caller asks for it or when the time is up.</summary>
internal sealed class TimedStop : IDisposable
{
    private readonly CancellationTokenSource? timed;
    private readonly CancellationTokenSource both;

    public TimedStop(CancellationToken caller, TimeSpan? left, TimeProvider? clock)
    {
        if (left is { } time && clock is not null)
        {
            timed = new CancellationTokenSource(time > TimeSpan.Zero ? time : TimeSpan.Zero, clock);
            both = CancellationTokenSource.CreateLinkedTokenSource(caller, timed.Token);
        }
        else
        {
            both = CancellationTokenSource.CreateLinkedTokenSource(caller);
        }
    }

    public CancellationToken Token => both.Token;

    public void Dispose()
    {
        both.Dispose();
        timed?.Dispose();
    }
}
