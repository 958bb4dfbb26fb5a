namespace Hone.Deep;

/// <summary>How far a run is: all that changes along the way beside the network and the optimiser.</summary>
internal sealed class TrainingState
{
    /// <summary>Epochs finished.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches of this epoch that are used up.</summary>
    public int Batch { get; set; }

    /// <summary>Steps taken.</summary>
    public int Step { get; set; }

    /// <summary>The step at which was last measured; 0 before the first.</summary>
    public int MeasuredAt { get; set; }

    /// <summary>Training loss and metrics since then.</summary>
    public Meter Meter { get; set; } = new([]);

    /// <summary>Looks at the validation data since the best.</summary>
    public int Waited { get; set; }

    /// <summary>The best point's place among the points; −1 before there is one.</summary>
    public int BestPoint { get; set; } = -1;

    /// <summary>The network's state at the best point; null where it is not wanted.</summary>
    public Dictionary<string, Tensor>? BestWeights { get; set; }

    public List<double> Losses { get; } = [];

    public List<double> Rates { get; } = [];

    public List<double> Norms { get; } = [];

    public List<TrainingPoint> Points { get; } = [];
}
