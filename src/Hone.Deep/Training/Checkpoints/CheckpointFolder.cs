using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hone.Contracts;

namespace Hone.Deep;

/// <summary>The checkpoints of a run: the last, from which it goes on, and the best weights.</summary>
/// <remarks>
/// Both are safetensors files: they are written whole or not at all, their tensors are mapped and not parsed, and any tool that knows the format can read the weights; a package of the
/// kind that models are kept in would be copied and read as a whole. The last holds everything under a prefix: <c>network.</c>, <c>transient.</c>, <c>optimizer.</c>, <c>schedule.</c>, <c>average.</c>, <c>best.</c>, <c>run.</c>.
/// </remarks>
internal sealed class CheckpointFolder(string folder, TrainingIdentity identity)
{
    private const string Format = "hone-checkpoint", Version = "1";

    private readonly string last = Path.Combine(folder, "last.safetensors"), best = Path.Combine(folder, "best.safetensors");

    /// <summary>Takes up the last checkpoint where that is wanted and there is one; otherwise makes sure that none would be lost.</summary>
    public void Begin(bool resume, Module network, Optimizer optimizer, Schedule? schedule, AveragedWeights? average, TrainingState state)
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(last))
            return;
        if (!resume)
            throw new IOException($"'{last}' is the checkpoint of another run, which this one would replace. Set Resume to go on from it, or choose another folder.");
        foreach (string leftover in Directory.EnumerateFiles(folder, "*.safetensors.*.tmp"))
            File.Delete(leftover);                                  // of a crash while a checkpoint was being written
        try
        {
            Read(SafeTensors.Open(last), network, optimizer, schedule, average, state);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or KeyNotFoundException or NotSupportedException)
        {
            string but = File.Exists(best) ? $" The best weights are in '{best}'." : "";
            throw new FormatException($"The run cannot go on from '{last}': {FaultSentence.Of(fault).TrimEnd('.')}.{but}", fault);
        }

        // The best of the run that goes on, and not of steps that were lost.
        if (state.BestWeights is { } weights)
            SaveBest(weights, state.Points[state.BestPoint]);
    }

    public void SaveBest(IReadOnlyDictionary<string, Tensor> weights, TrainingPoint point) => SafeTensors.Write(best, weights, new Dictionary<string, string>
    {
        ["epoch"] = point.Epoch.ToString(CultureInfo.InvariantCulture),
        ["step"] = point.Step.ToString(CultureInfo.InvariantCulture),
        ["validation loss"] = point.ValidationLoss!.Value.ToString("R", CultureInfo.InvariantCulture),
    });

    public void Save(Module network, Optimizer optimizer, Schedule? schedule, AveragedWeights? average, TrainingState state)
    {
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        void Add(string prefix, IEnumerable<(string Name, Tensor Tensor)> all)
        {
            foreach ((string name, Tensor tensor) in all)
                tensors.Add($"{prefix}.{name}", tensor);
        }
        Add("network", network.Parameters.Concat(network.Buffers));
        Add("transient", network.TransientBuffers);
        Add("optimizer", optimizer.State.Select(entry => (entry.Key, entry.Value)));
        Add("schedule", schedule?.State.Select(entry => (entry.Key, entry.Value)) ?? []);
        Add("average", average?.State.Select(entry => (entry.Key, entry.Value)) ?? []);
        Add("best", (state.BestWeights ?? []).Select(entry => (entry.Key, entry.Value)));
        Add("run", RunTensors.Of(state));
        Dictionary<string, string> texts = new(StringComparer.Ordinal) { ["format"] = Format, ["version"] = Version, ["sha256"] = Hash(tensors) };
        foreach ((string what, string value) in identity.Parts)
            texts.Add(what, value);
        SafeTensors.Write(last, tensors, texts);
    }

    private void Read(SafeTensors file, Module network, Optimizer optimizer, Schedule? schedule, AveragedWeights? average, TrainingState state)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new FormatException("it holds tensors, but no checkpoint of a training");
        if (file.Metadata.GetValueOrDefault("version") is { } version && version != Version)
            throw new FormatException($"it is a checkpoint of version {version}, and this library reads version {Version}");
        if (identity.Difference(file.Metadata) is { } difference)
            throw new FormatException(difference);

        IReadOnlyDictionary<string, Tensor> tensors = file.Tensors;
        if (file.Metadata.GetValueOrDefault("sha256") != Hash(tensors))
            throw new FormatException("its checksum does not match, so it was changed or damaged");
        Dictionary<string, Tensor> Part(string prefix) =>
            tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value, StringComparer.Ordinal);
        Dictionary<string, Tensor> transient = Part("transient."), best = Part("best.");
        (string Name, Tensor Tensor)[] mine = [.. network.TransientBuffers];
        foreach ((string name, Tensor tensor) in mine)
        {
            if (!transient.TryGetValue(name, out Tensor? value) || value.Shape != tensor.Shape)
                throw new FormatException($"'{name}' of shape {tensor.Shape} is missing or has another shape there: the checkpoint is of another architecture");
        }
        if (transient.Keys.Except(mine.Select(each => each.Name)).FirstOrDefault() is { } left)
            throw new FormatException($"this network has no '{left}': the checkpoint is of another architecture");
        RunTensors.Read(Part("run."), state);
        network.Load(Part("network."));
        optimizer.Load(Part("optimizer."));
        schedule?.Load(Part("schedule."));
        average?.Load(Part("average."));
        using NoGrad pause = NoGrad.Begin();
        foreach ((string name, Tensor tensor) in mine)
            tensor.CopyFrom(transient[name]);
        state.BestWeights = best.Count == 0 ? null : best.ToDictionary(entry => entry.Key, entry => entry.Value.Clone());
    }

    private static string Hash(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, Tensor tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {tensor.Type} {tensor.Shape}\n"));
            hash.AppendData(Rows.Bytes(tensor));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
