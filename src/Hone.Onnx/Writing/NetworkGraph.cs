using Hone.Deep;

namespace Hone.Onnx;

/// <summary>A network as a graph: its operations are taken down while it runs on two batches of different sizes, so that what grows with the batch can be told from what stands fast.</summary>
/// <remarks>
/// Only operations that an output depends on are written. A tensor that no operation made is a constant: the network's own, or one that its code makes. If such a tensor differs between
/// the two runs other than by its size, it depends on the input in a way that was not seen, and the network is refused rather than written wrongly.
/// </remarks>
internal sealed class NetworkGraph
{
    private const int First = 2, Second = 3;

    private readonly GraphWriter graph;
    private readonly TranscriptStep[] a, b;
    private readonly Dictionary<Tensor, List<(int Step, int Result)>> madeA, madeB;
    private readonly Dictionary<Place, Tensor> placesA, placesB;
    private readonly Dictionary<Tensor, string> inputs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(int Step, int Result), string> values = [];
    private readonly Dictionary<Place, string> constants = [];
    private readonly IReadOnlyDictionary<Place, string> names;
    private readonly string batchOf;
    private string? batch;

    private NetworkGraph(GraphWriter graph, IReadOnlyList<TranscriptStep> a, IReadOnlyList<TranscriptStep> b, Tensor[] inputsA, Tensor[] inputsB, string[] inputNames, IReadOnlyDictionary<Place, string> names)
    {
        (this.graph, this.a, this.b, this.names, batchOf) = (graph, [.. a], [.. b], names, inputNames[0]);
        (madeA, placesA) = Index(this.a, inputsA);
        (madeB, placesB) = Index(this.b, inputsB);
        for (int i = 0; i < inputsA.Length; i++)
            inputs[inputsA[i]] = inputs[inputsB[i]] = inputNames[i];
    }

    /// <summary>Where numbers lie, which another handle of the same tensor shares.</summary>
    internal readonly record struct Place(Storage Storage, int Offset, DType Type, Shape Shape, string Strides)
    {
        public static Place Of(Tensor x) => new(x.Storage, x.Offset, x.Type, x.Shape, string.Join(',', x.Strides.ToArray()));
    }

    /// <summary>Runs a network twice and writes what it did.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">Whose parameters are named.</param>
    /// <param name="compute">What is to be written.</param>
    /// <param name="examples">Inputs by name, each with samples as its first axis.</param>
    /// <param name="outputs">The names of the results.</param>
    public static void Write(GraphWriter graph, Module network, Func<Tensor[], Tensor[]> compute, (string Name, Tensor Example)[] examples, IReadOnlyList<string> outputs)
    {
        Tensor[] first = [.. examples.Select((each, i) => Samples(each.Name, each.Example, First, i))], second = [.. examples.Select((each, i) => Samples(each.Name, each.Example, Second, i + examples.Length))];
        string[] inputNames = [.. examples.Select((each, i) => graph.Input(each.Name, each.Example.Type, Sizes(first[i].Shape, second[i].Shape)))];
        Dictionary<Place, string> names = [];
        foreach ((string name, Tensor tensor) in network.State)
            names[Place.Of(tensor)] = name;

        Tensor[] resultsA, resultsB;
        IReadOnlyList<TranscriptStep> a, b;
        using (NoGrad.Begin())
        {
            // Once unseen: what a module makes at its first call and keeps, such as a table of positions, is then there in both runs.
            compute(first);
            (resultsA, a) = Transcript.Of(Nodes.Whole, () => compute(first));
            (resultsB, b) = Transcript.Of(Nodes.Whole, () => compute(second));
        }
        if (resultsA.Length != outputs.Count || resultsB.Length != outputs.Count)
            throw new ArgumentException(FormattableString.Invariant($"The network gives {resultsA.Length} results and {outputs.Count} names of outputs were given; name each of them."), nameof(outputs));
        for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (a[i].Operation != b[i].Operation)
                throw new NotSupportedException($"The network does '{a[i].Operation}' in {Where(a[i])} with a batch of {First} and '{b[i].Operation}' with one of {Second}; only what does the same for any batch can be written as ONNX.");
        }
        if (a.Count != b.Count)
            throw new NotSupportedException(FormattableString.Invariant($"The network does {a.Count} operations with a batch of {First} and {b.Count} with one of {Second}; only what does the same for any batch can be written as ONNX."));

        NetworkGraph writer = new(graph, a, b, first, second, inputNames, names);
        writer.Emit(resultsA, resultsB);
        for (int i = 0; i < outputs.Count; i++)
            graph.Output(outputs[i], writer.Value(resultsA[i], resultsB[i], a.Count), resultsA[i].Type, Sizes(resultsA[i].Shape, resultsB[i].Shape));
    }

    /// <summary>A value's name.</summary>
    /// <param name="x">It, with the first batch.</param>
    /// <param name="y">It, with the second.</param>
    /// <param name="before">The operation that reads it.</param>
    public string Value(Tensor x, Tensor y, int before)
    {
        if (Input(x, placesA) is { } name)
            return name;
        return Maker(x, madeA, placesA, before) is { } maker ? values[maker] : Constant(x, y, before);
    }

    /// <summary>The operation that made a tensor, if it is this one and made nothing but it.</summary>
    public (TranscriptStep A, TranscriptStep B, int At)? Made(Tensor x, int before, string operation) =>
        Maker(x, madeA, placesA, before) is (int step, 0) && a[step].Operation == operation ? (a[step], b[step], step) : null;

    /// <summary>The same for a tensor of the second run.</summary>
    public (TranscriptStep A, TranscriptStep B, int At)? MadeSecond(Tensor x, int before, string operation) =>
        Maker(x, madeB, placesB, before) is (int step, 0) && b[step].Operation == operation ? (a[step], b[step], step) : null;

    /// <summary>Whether a tensor is the same whatever the input.</summary>
    public bool IsConstant(Tensor x, int before) => Input(x, placesA) is null && Maker(x, madeA, placesA, before) is null;

    /// <summary>A shape as a value; sizes that grow with the batch are computed from it.</summary>
    /// <param name="x">With the first batch.</param>
    /// <param name="y">With the second.</param>
    /// <param name="mayLeaveOne">Whether one size may be left open, as in a reshape.</param>
    public string ShapeOf(Shape x, Shape y, bool mayLeaveOne)
    {
        int[] times = Times(x, y);
        int open = times.Count(each => each > 0);
        if (open == 0 || (open == 1 && mayLeaveOne && x.Count > 0))
            return graph.Wholes("shape", [.. x.Select((size, axis) => times[axis] > 0 ? -1L : size)]);
        batch ??= graph.Node("Shape", [batchOf], ("start", 0), ("end", 1));
        List<string> parts = [];
        for (int axis = 0; axis < x.Rank; axis++)
            parts.Add(times[axis] == 0 ? graph.Wholes("size", x[axis]) : times[axis] == 1 ? batch : graph.Node("Mul", [batch, graph.Wholes("times", times[axis])]));
        return graph.Node("Concat", [.. parts], ("axis", 0));
    }

    /// <summary>What grows with the batch, and how many times as fast; 0 for what stands fast.</summary>
    private static int[] Times(Shape x, Shape y)
    {
        if (x.Rank != y.Rank)
            throw new NotSupportedException($"A tensor has shape {x} with a batch of {First} and {y} with one of {Second}; only sizes may depend on the batch.");
        int[] times = new int[x.Rank];
        for (int axis = 0; axis < times.Length; axis++)
        {
            if (x[axis] == y[axis])
                continue;
            times[axis] = y[axis] - x[axis];
            if (times[axis] < 0 || x[axis] != First * times[axis])
                throw new NotSupportedException(FormattableString.Invariant($"A size is {x[axis]} with a batch of {First} and {y[axis]} with one of {Second}; sizes may only grow in proportion to the batch."));
        }
        return times;
    }

    private static OnnxSize[] Sizes(Shape x, Shape y) => [.. Times(x, y).Select((times, axis) => times == 0 ? new OnnxSize(x[axis]) : times == 1 ? new OnnxSize(null, "N") : new OnnxSize(null))];

    // Floating numbers are drawn anew, so that what depends on them differs between the runs; whole numbers may be positions, and only those of the example are known to be there.
    private static Tensor Samples(string name, Tensor example, int count, int seed)
    {
        if (example.Rank == 0 || example.Shape[0] == 0)
            throw new ArgumentException($"The example for '{name}' has shape {example.Shape}; it needs at least one sample along its first axis.", nameof(example));
        Shape shape = [count, .. example.Shape.Sizes[1..]];
        if (example.Type.IsFloating)
            return Tensor.Normal(shape, Numerics.RandomKey.FromSeed((ulong)seed + 1).Open(), type: example.Type);
        long[] rows = [.. Enumerable.Range(0, count).Select(i => (long)((i + seed) % example.Shape[0]))];
        return Picking.Take(example, 0, rows, [count]).Tensor;
    }

    private static (Dictionary<Tensor, List<(int, int)>> Made, Dictionary<Place, Tensor> Places) Index(TranscriptStep[] steps, Tensor[] inputs)
    {
        Dictionary<Tensor, List<(int, int)>> made = new(ReferenceEqualityComparer.Instance);
        Dictionary<Place, Tensor> places = [];
        foreach (Tensor input in inputs)
            places.TryAdd(Place.Of(input), input);
        for (int step = 0; step < steps.Length; step++)
        {
            for (int result = 0; result < steps[step].Results.Length; result++)
            {
                Tensor own = steps[step].Results[result];
                if (!made.TryGetValue(own, out List<(int, int)>? found))
                    made[own] = found = [];
                found.Add((step, result));
                places.TryAdd(Place.Of(own), own);
            }
        }
        return (made, places);
    }

    private string? Input(Tensor x, Dictionary<Place, Tensor> places) =>
        inputs.TryGetValue(x, out string? name) || (places.TryGetValue(Place.Of(x), out Tensor? twin) && inputs.TryGetValue(twin, out name)) ? name : null;

    // The last operation before another that made a tensor, or another handle of it.
    private static (int Step, int Result)? Maker(Tensor x, Dictionary<Tensor, List<(int Step, int Result)>> made, Dictionary<Place, Tensor> places, int before)
    {
        if (!made.TryGetValue(x, out List<(int Step, int Result)>? found) && (!places.TryGetValue(Place.Of(x), out Tensor? twin) || !made.TryGetValue(twin, out found)))
            return null;
        int last = found.FindLastIndex(each => each.Step < before);
        return last < 0 ? null : found[last];
    }

    private void Emit(Tensor[] resultsA, Tensor[] resultsB)
    {
        // Backwards from the outputs, then written in the order in which it was done.
        SortedSet<int> live = [];
        Stack<(Tensor A, Tensor B, int Before)> open = new();
        for (int i = 0; i < resultsA.Length; i++)
            open.Push((resultsA[i], resultsB[i], a.Length));
        while (open.TryPop(out (Tensor A, Tensor B, int Before) at))
        {
            (int Step, int Result)? makerA = Input(at.A, placesA) is null ? Maker(at.A, madeA, placesA, at.Before) : null, makerB = Input(at.B, placesB) is null ? Maker(at.B, madeB, placesB, at.Before) : null;
            if (makerA != makerB)
                throw new NotSupportedException($"The network's values come about otherwise with a batch of {First} than with one of {Second}; only what does the same for any batch can be written as ONNX.");
            if (makerA is not (int step, _) || !live.Add(step))
                continue;
            foreach ((Tensor x, Tensor y) in Nodes.Reads(this, a[step], step).Zip(Nodes.Reads(this, b[step], step, isSecond: true)))
                open.Push((x, y, step));
        }
        Nodes nodes = new(graph, this);
        foreach (int step in live)
        {
            graph.Scope = a[step].Layer;
            string[] results = Named(() => nodes.Write(a[step], b[step], step), a[step]);
            for (int k = 0; k < results.Length; k++)
                values[(step, k)] = results[k];
        }
        graph.Scope = "";
    }

    private static string[] Named(Func<string[]> write, TranscriptStep step)
    {
        try
        {
            return write();
        }
        catch (NotSupportedException fault) when (!fault.Message.Contains(" in layer ", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"The operation '{step.Operation}' in {Where(step)} cannot be written as ONNX: {fault.Message}", fault);
        }
    }

    private static string Where(TranscriptStep step) => step.Layer.Length == 0 ? "the network itself" : $"layer '{step.Layer}'";

    private string Constant(Tensor x, Tensor y, int before)
    {
        Place place = Place.Of(x);
        if (constants.TryGetValue(place, out string? known))
            return known;
        string scope = graph.Scope;
        string name = names.GetValueOrDefault(place, scope.Length == 0 ? "constant" : $"{scope}/constant");
        int[] times = Times(x.Shape, y.Shape);
        Tensor one = One(x, times), other = ReferenceEquals(x, y) || Place.Of(x) == Place.Of(y) ? one : One(y, times);
        if (!Same(one, other) || (times.Any(each => each > 0) && !(Same(one.Expand(x.Shape.Sizes), x) && Same(one.Expand(y.Shape.Sizes), y))))
        {
            string reader = before < a.Length ? $"'{a[before].Operation}' in {Where(a[before])} reads" : "An output is";
            throw new NotSupportedException($"{reader} a tensor of {x.Shape} that depends on the input, or changes from call to call, and no operation was seen to make it: it came about by one that has no counterpart in ONNX, or outside of tensors.");
        }
        string value = graph.Constant(name, one.Type == DType.BFloat16 ? one.To(DType.Float32) : one);
        if (times.Any(each => each > 0))
            value = graph.Node("Expand", [value, ShapeOf(x.Shape, y.Shape, mayLeaveOne: false)]);
        return constants[place] = value;
    }

    // The first position along the axes that grow with the batch.
    private static Tensor One(Tensor x, int[] times)
    {
        for (int axis = 0; axis < times.Length; axis++)
            x = times[axis] > 0 ? x.Slice(axis, 0, 1) : x;
        return x.Detach();
    }

    private static bool Same(Tensor x, Tensor y)
    {
        if (x.Type != y.Type || x.Shape != y.Shape)
            return false;
        if (!x.Type.IsFloating)
            return x.To(DType.Int64).ToArray<long>().AsSpan().SequenceEqual(y.To(DType.Int64).ToArray<long>());
        double[] left = x.To(DType.Float64).ToArray<double>(), right = y.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < left.Length; i++)
        {
            // NaN is the same as itself here.
            if (!left[i].Equals(right[i]))
                return false;
        }
        return true;
    }
}
