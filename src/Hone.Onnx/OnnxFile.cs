using Hone.Contracts;
using Hone.Deep;
using Hone.Pipelines;

namespace Hone.Onnx;

/// <summary>Writes models as ONNX files, for other runtimes and for <see cref="OnnxModel"/>.</summary>
/// <remarks>
/// <code>
/// OnnxFile.Save(PipelineModel.Load("churn.hone"), "churn.onnx");      // takes the table's columns
/// OnnxFile.Save(forest, "forest.onnx");                               // takes features
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
