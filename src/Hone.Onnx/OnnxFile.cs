using Hone.Contracts;
using Hone.Deep;
using Hone.Pipelines;

namespace Hone.Onnx;

/// <summary>Writes models as ONNX files, for other runtimes and for <see cref="OnnxModel"/>.</summary>
/// <remarks>
/// <code>
/// OnnxFile.Save(PipelineModel.Load("churn.hone"), "churn.onnx");      // takes the table's columns
/// OnnxFile.Save(forest, "forest.onnx");                               // takes features
/// OnnxFile.Save(network, Tensor.Zeros([1, 1, 28, 28]), "digits.onnx");  // takes batches of such inputs
/// </code>
/// Files are of version 8 of the format with version 17 of its operators, which runtimes of the last years read. Numbers go in and out in single precision; thresholds of trees are
/// rounded so that every single-precision value goes the same way as here. The same model gives the same bytes.
/// What has no expression in ONNX's operators is refused in a sentence that names it.
/// </remarks>
public static class OnnxFile
{
    /// <summary>Writes a trained pipeline, recipe and model: each input column is an input of the file.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="path">Replaced if it is there, whole or not at all.</param>
    /// <remarks>
    /// Columns of numbers are inputs of single precision, rows × 1, with NaN where a value is missing; flags are 0 and 1; categories are texts, empty where missing.
    /// Out come <c>label</c> and <c>probabilities</c>, rows × classes, or <c>prediction</c>, rows × outputs.
    /// </remarks>
    /// <exception cref="NotSupportedException">A step or the model cannot be expressed; it is named.</exception>
    /// <exception cref="IOException">It cannot be written; a file that was there is unchanged.</exception>
    public static void Save(PipelineModel pipeline, string path)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        GraphWriter graph = new(pipeline.Package.Name.Length == 0 ? "model" : pipeline.Package.Name);
        Finish(graph, TableGraph.Write(graph, pipeline.Package.Recipe), pipeline.Package.Model);
        graph.Save(path);
    }

    /// <summary>Writes a model alone: the features are one input <c>x</c>, rows × columns, with NaN where a value is missing and categories as the numbers of their levels.</summary>
    /// <inheritdoc cref="Save(PipelineModel, string)"/>
    /// <param name="model">The model.</param>
    /// <param name="path">Replaced if it is there, whole or not at all.</param>
    public static void Save(IModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        GraphWriter graph = new("model");
        Finish(graph, ModelGraph.ToDouble(graph, graph.Input("x", DType.Float32, new OnnxSize(null, "N"), new OnnxSize(model.Inputs.Count))), model);
        graph.Save(path);
    }

    /// <summary>Writes a network with one input <c>x</c> and one output <c>y</c>, for batches of any size.</summary>
    /// <inheritdoc cref="Save(Module, Func{Tensor[], Tensor[]}, IReadOnlyDictionary{string, Tensor}, IReadOnlyList{string}, string)"/>
    /// <param name="network">The network; it is written as it is in use (<see cref="Module.Eval"/>).</param>
    /// <param name="example">An input, with samples along its first axis.</param>
    /// <param name="path">Replaced if it is there, whole or not at all.</param>
    public static void Save(Layer network, Tensor example, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(example);
        Save(network, inputs => [network.Call(inputs[0])], new Dictionary<string, Tensor> { ["x"] = example }, ["y"], path);
    }

    /// <summary>Writes whatever a network computes, for batches of any size.</summary>
    /// <param name="network">The network, which names the parameters; it is written as it is in use (<see cref="Module.Eval"/>).</param>
    /// <param name="compute">What is written: from inputs, in the order given, to results. It is called three times.</param>
    /// <param name="inputs">An example of each input by name, with samples along its first axis. Other sizes stand fast in the file.</param>
    /// <param name="outputs">A name for each result.</param>
    /// <param name="path">Replaced if it is there, whole or not at all.</param>
    /// <remarks>
    /// The network runs on small batches of two sizes while its operations on tensors are taken down, so modules of one's own are written like any others, and code around the operations
    /// leaves no trace: a branch is written the way it went. Floating inputs are drawn at random; whole numbers are taken from the examples.
    /// <code>
    /// OnnxFile.Save(network, Tensor.Zeros([1, 1, 28, 28]), "digits.onnx");
    /// </code>
    /// </remarks>
    /// <exception cref="NotSupportedException">An operation has no counterpart, or sizes depend on the batch otherwise than in proportion; operation and layer are named.</exception>
    /// <exception cref="IOException">It cannot be written; a file that was there is unchanged.</exception>
    public static void Save(Module network, Func<Tensor[], Tensor[]> compute, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<string> outputs, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0)
            throw new ArgumentException("No input was given; a network that is written needs at least one.", nameof(inputs));
        GraphWriter graph = new("network");
        Module[] training = [.. network.Modules.Select(each => each.Module).Where(each => each.IsTraining)];
        network.Eval();
        try
        {
            NetworkGraph.Write(graph, network, compute, [.. inputs.Select(each => (each.Key, each.Value))], outputs);
        }
        finally
        {
            foreach (Module each in training)
                each.Train();
        }
        graph.Save(path);
    }

    private static void Finish(GraphWriter graph, string x, IModel model)
    {
        string result = ModelGraph.Write(graph, x, model);
        OnnxSize rows = new(null, "N");
        if (model is not IClassifier classifier)
        {
            graph.Output("prediction", ModelGraph.ToSingle(graph, result), DType.Float32, rows, new OnnxSize(((IRegressor)model).Outputs));
            return;
        }
        string best = graph.Node("ArgMax", [result], ("axis", 1), ("keepdims", 0));
        graph.Output("label", graph.Node("Gather", [graph.Constant("classes", classifier.Classes), best]), null, rows);
        graph.Output("probabilities", ModelGraph.ToSingle(graph, result), DType.Float32, rows, new OnnxSize(classifier.Classes.Count));
    }
}
