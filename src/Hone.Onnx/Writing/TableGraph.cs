using Hone.Contracts;
using Hone.Data;
using Hone.Deep;
using Hone.Recipes;

namespace Hone.Onnx;

/// <summary>A fitted recipe as a graph: an input for each column of the table, and the features at the end.</summary>
/// <remarks>
/// A column of numbers is a column of some matrix, with NaN where it is missing. A category is a position: 0 for a gap, then the levels, then one for whatever is none of them;
/// so whatever a step makes of a level is one look into a table. Numbers come in as single precision and are computed with in double, as here.
/// </remarks>
internal sealed class TableGraph
{
    private readonly GraphWriter graph;
    private readonly Dictionary<string, (string Matrix, int Column, int Width)> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Positions, string[] Levels)> categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> times = new(StringComparer.Ordinal);

    private TableGraph(GraphWriter graph) => this.graph = graph;

    /// <summary>Writes the recipe.</summary>
    /// <returns>The features, rows × columns, in double precision.</returns>
    public static string Write(GraphWriter graph, FittedRecipe recipe)
    {
        TableGraph table = new(graph);
        foreach (InputColumn input in recipe.InputColumns)
        {
            if (!recipe.Unused.Contains(input.Name))
                table.Take(input);
        }
        foreach (IFittedStep step in recipe.Steps.SkipWhile(step => step is FittedDrop))
            table.Apply(step);
        foreach (FeatureColumn output in recipe.Outputs)
        {
            if (table.categories.TryGetValue(output.Name, out (string Positions, string[] Levels) category))
                table.FromTable([output.Name], category.Positions, [[double.NaN], .. Enumerable.Range(0, category.Levels.Length).Select(level => new[] { level < output.Levels!.Count ? level : double.NaN }), [double.NaN]]);
        }
        return table.Matrix([.. recipe.Outputs.Select(output => output.Name)]);
    }

    private void Take(InputColumn input)
    {
        OnnxSize[] column = [new OnnxSize(null, "N"), new OnnxSize(1)];
        switch (input.Kind)
        {
            case ColumnKind.Number or ColumnKind.Whole or ColumnKind.Flag:
                numbers[input.Name] = (ModelGraph.ToDouble(graph, graph.Input(input.Name, DType.Float32, column)), 0, 1);
                break;
            case ColumnKind.Category:
                categories[input.Name] = Coded(graph.Input(input.Name, null, column), input.Levels);
                break;
            case ColumnKind.Text:
                texts[input.Name] = graph.Input(input.Name, null, column);
                break;
            default:
                times.Add(input.Name);
                break;
        }
    }

    private (string, string[]) Coded(string input, IReadOnlyList<string> levels)
    {
        // An empty cell is a gap, unless training knew it as a level.
        string[] keys = levels.Contains("") ? [.. levels] : [.. levels, ""];
        long[] values = [.. Enumerable.Range(0, keys.Length).Select(i => i < levels.Count ? i + 1L : 0L)];
        return (graph.Tables("LabelEncoder", 1, [input], ("keys_strings", keys), ("values_int64s", values), ("default_int64", levels.Count + 1L))[0], [.. levels]);
    }

    private void Apply(IFittedStep step)
    {
        switch (step)
        {
            case FittedDrop drop:
                foreach (string name in drop.Dropped)
                {
                    numbers.Remove(name);
                    categories.Remove(name);
                    texts.Remove(name);
                    times.Remove(name);
                }
                break;
            case FittedTextsAsCategories asCategories:
                foreach (InputColumn column in asCategories.Columns)
                {
                    if (texts.Remove(column.Name, out string? input))
                        categories[column.Name] = Coded(input, column.Levels);
                }
                break;
            case FittedIndicator indicator:
                for (int j = 0; j < indicator.Names.Count; j++)
                    Indicate(indicator.Names[j], indicator.Flags[j]);
                break;
            case FittedImputation imputation:
                Impute(imputation);
                break;
            case FittedScaling scaling:
                Map(scaling.Names, x =>
                {
                    string scaled = graph.Node("Div", [graph.Node("Sub", [x, Row(scaling.Shifts)]), Row(scaling.Divisors)]);
                    scaled = scaling.Offset == 0 ? scaled : graph.Node("Add", [scaled, Row([scaling.Offset])]);
                    // A comparison with NaN is false, so gaps stay.
                    return scaling.Bounds is [double low, double high] ? graph.Node("Clip", [scaled, Scalar(low), Scalar(high)]) : scaled;
                });
                break;
            case FittedCompression compression:
                Map(compression.Names, x =>
                {
                    string away = graph.Node("Sub", [x, Row(compression.Centers)]);
                    string size = graph.Node("Log", [graph.Node("Add", [graph.Node("Div", [graph.Node("Abs", [away]), Row(compression.Scales)]), Row([1])])]);
                    return graph.Node("Mul", [graph.Node("Sign", [away]), size]);
                });
                break;
            case FittedCaps caps:
                Map(caps.Names, x => graph.Node("Min", [graph.Node("Max", [x, Row(caps.Lows)]), Row(caps.Highs)]));
                break;
            case FittedOneHot oneHot:
                foreach (OneHotColumn column in oneHot.Columns)
                    Flag(column, oneHot.Unseen);
                break;
            case FittedTargetEncoding encoding:
                foreach (TargetMeans column in encoding.Columns)
                {
                    (string positions, string[] levels) = Category(column.Name);
                    categories.Remove(column.Name);
                    FromTable(column.Outputs, positions, column.OfEach(levels));
                }
                break;
            default:
                throw new NotSupportedException($"The recipe's step '{Words(step)}' cannot be expressed in ONNX: its operators have nothing like it. Prepare the table without it, or export the model alone and give it features.");
        }
    }

    private static string Words(IFittedStep step)
    {
        StepNote? note = step.Notes is [StepNote first, ..] ? first : null;
        return note is null ? step.GetType().Name : $"{note.Column}: {note.What}";
    }

    private void Indicate(string name, string flag)
    {
        if (categories.TryGetValue(name, out (string Positions, string[] Levels) category))
        {
            FromTable([flag], category.Positions, [[1], .. Enumerable.Repeat(new double[] { 0 }, category.Levels.Length + 1)]);
            return;
        }
        string missing = graph.Node("IsNaN", [Matrix([name])]);
        numbers[flag] = (ModelGraph.ToDouble(graph, missing), 0, 1);
    }

    private void Impute(FittedImputation imputation)
    {
        string[] filled = [.. imputation.Names.Where((_, i) => imputation.FillLevels[i] is null)];
        double[] values = [.. imputation.Numbers.Where((_, i) => imputation.FillLevels[i] is null)];
        if (filled.Length > 0)
            Map(filled, x => graph.Node("Where", [graph.Node("IsNaN", [x]), Row(values), x]));
        for (int i = 0; i < imputation.Names.Count; i++)
        {
            if (imputation.FillLevels[i] is not { } level)
                continue;
            (string positions, string[] levels) = Category(imputation.Names[i]);
            // The level stands last where the column does not have it.
            string[] all = levels.Contains(level) ? levels : [.. levels, level];
            long[] to = [Array.IndexOf(all, level) + 1, .. Enumerable.Range(1, levels.Length).Select(at => (long)at), all.Length + 1];
            categories[imputation.Names[i]] = (graph.Node("Gather", [graph.Wholes("positions", to), positions]), all);
        }
    }

    private void Flag(OneHotColumn column, Unseen unseen)
    {
        if (unseen == Unseen.Refuse)
            throw new NotSupportedException($"The flags of '{column.Name}' refuse levels that training did not see, and ONNX cannot refuse. Let them be rare or all zeros (OneHot.Unseen).");
        (string positions, string[] levels) = Category(column.Name);
        categories.Remove(column.Name);
        double[][] rows = Array.ConvertAll(column.FlagOfEach(levels, unseen), flag => Enumerable.Range(0, column.Flags.Length).Select(k => k == flag ? 1.0 : 0.0).ToArray());
        if (column.Flags.Length > 0)
            FromTable(column.Flags, positions, rows);
    }

    private (string Positions, string[] Levels) Category(string name) => categories.TryGetValue(name, out (string Positions, string[] Levels) category)
        ? category
        : throw new NotSupportedException($"The column '{name}' is no category at a step that takes one; it cannot be expressed in ONNX.");

    // One row of a table for each position.
    private void FromTable(IReadOnlyList<string> names, string positions, double[][] rows)
    {
        string table = graph.Constant("table", Tensor.From(rows.SelectMany(row => row).ToArray(), [rows.Length, names.Count]));
        string looked = graph.Node("Reshape", [graph.Node("Gather", [table, positions]), graph.Wholes("shape", 0, names.Count)]);
        for (int k = 0; k < names.Count; k++)
            numbers[names[k]] = (looked, k, names.Count);
    }

    private void Map(IReadOnlyList<string> names, Func<string, string> function)
    {
        if (names.Count == 0)
            return;
        string mapped = function(Matrix(names));
        for (int k = 0; k < names.Count; k++)
            numbers[names[k]] = (mapped, k, names.Count);
    }

    /// <summary>Columns side by side, those that lie together taken together.</summary>
    private string Matrix(IReadOnlyList<string> names)
    {
        List<(string Matrix, List<int> Columns, int Width)> runs = [];
        foreach (string name in names)
        {
            if (!numbers.TryGetValue(name, out (string Matrix, int Column, int Width) at))
                throw new NotSupportedException($"The column '{name}' is {(times.Contains(name) ? "a time" : texts.ContainsKey(name) ? "a text" : "no column of numbers")} where a number is due; what the recipe makes of it cannot be expressed in ONNX.");
            if (runs.Count == 0 || runs[^1].Matrix != at.Matrix)
                runs.Add((at.Matrix, [], at.Width));
            runs[^1].Columns.Add(at.Column);
        }
        string[] parts = [.. runs.Select(run => run.Columns.SequenceEqual(Enumerable.Range(0, run.Width))
            ? run.Matrix
            : graph.Node("Gather", [run.Matrix, graph.Wholes("columns", [.. run.Columns.Select(column => (long)column)])], ("axis", 1)))];
        return parts.Length == 1 ? parts[0] : graph.Node("Concat", parts, ("axis", 1));
    }

    private string Row(IReadOnlyList<double> values) => graph.Constant("row", Tensor.From(values.ToArray()));

    private string Scalar(double value) => graph.Constant("bound", Tensor.Scalar(value, DType.Float64));
}
