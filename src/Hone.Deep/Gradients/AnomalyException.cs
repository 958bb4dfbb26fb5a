namespace Hone.Deep;

/// <summary>An operation made NaN or an infinity of finite numbers, and <see cref="Anomalies.Watch"/> was on.</summary>
/// <param name="anomaly">Where it came from.</param>
public sealed class AnomalyException(Anomaly anomaly) : ArithmeticException(anomaly?.ToString())
{
    /// <summary>Where it came from.</summary>
    public Anomaly Anomaly { get; } = anomaly ?? throw new ArgumentNullException(nameof(anomaly));
}
