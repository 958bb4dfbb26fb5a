using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A recipe fitted on training rows: turns any table with the same columns into features.</summary>
public sealed class FittedRecipe : IStored<FittedRecipe>
{
    private readonly IFittedStep[] steps;
    private readonly string[] inputNames;
    private readonly ColumnKind[] inputKinds;
    private readonly FeatureColumn[] outputs;
    private readonly bool sparse;

    private FittedRecipe(string[] inputNames, ColumnKind[] inputKinds, IFittedStep[] steps, FeatureColumn[] outputs, bool sparse) =>
        (this.inputNames, this.inputKinds, this.steps, this.outputs, this.sparse) = (inputNames, inputKinds, steps, outputs, sparse);

    /// <inheritdoc/>
    public static string Kind => "recipe";

    /// <summary>The columns of the features it makes.</summary>
    public IReadOnlyList<FeatureColumn> Outputs => outputs;

    /// <summary>The names of the columns it takes.</summary>
    public IReadOnlyList<string> Inputs => inputNames;

    /// <summary>What was done to each column and why, step by step.</summary>
    public IEnumerable<StepNote> Notes => steps.SelectMany(s => s.Notes);

    /// <summary>Turns rows into features; columns are found by name, and further ones are passed over.</summary>
    /// <exception cref="ArgumentException">A column is missing, or of another kind than at fit time; the message names it.</exception>
    public Features Apply(Frame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] absent = [.. inputNames.Where(name => !table.Has(name))];
        if (absent.Length > 0)
            throw new ArgumentException($"The table lacks the column{(absent.Length == 1 ? "" : "s")} {string.Join(", ", absent.Select(n => $"'{n}'"))} that the model was trained on. There are: {string.Join(", ", table.Columns.Select(c => c.Name))}.", nameof(table));
        Draft draft = new(table.Select(inputNames), table.RowCount, []);
        foreach (IFittedStep step in steps)
            draft = step.Apply(draft);
        return Assemble(draft, outputs, sparse);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("inputs", inputNames);
        writer.Texts("kinds", inputKinds.Select(k => k.ToString()));
        writer.Children("steps", steps);
        writer.Columns("outputs", outputs);
        writer.Flag("sparse", sparse);
    }

    /// <inheritdoc/>
    public static FittedRecipe Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("inputs");
        ColumnKind[] kinds = [.. reader.Texts("kinds").Select(k => Enum.TryParse(k, out ColumnKind kind) ? kind : throw reader.Fault("kinds", $"holds '{k}'"))];
        if (kinds.Length != names.Length)
            throw reader.Fault("kinds", "does not have one entry a column");
        return new FittedRecipe(names, kinds, reader.Children<IFittedStep>("steps"), reader.Columns("outputs"), reader.Flag("sparse"));
    }

    internal static FittedRecipe Finish(Frame inputs, List<IFittedStep> steps, Draft training, out Features features)
    {
        List<FeatureColumn> outputs = [];
        foreach (Column column in training.Table.Columns)
        {
            outputs.Add(column switch
            {
                NumberColumn or WholeColumn or FlagColumn => new FeatureColumn(column.Name),
                CategoryColumn category => new FeatureColumn(column.Name, category.Levels),
                _ => throw new ArgumentException($"The recipe leaves the column '{column.Name}' as {column.Kind.ToString().ToLowerInvariant()}; add a step that turns it into numbers, or drop it."),
            });
        }
        foreach (Block block in training.Blocks)
            outputs.AddRange(block.Names.Select(name => new FeatureColumn(name)));
        FeatureColumn[] columns = [.. outputs];
        bool sparse = training.Blocks.Count > 0;
        features = Assemble(training, columns, sparse);
        return new FittedRecipe([.. inputs.Columns.Select(c => c.Name)], [.. inputs.Columns.Select(c => c.Kind)], [.. steps], columns, sparse);
    }

    private static Features Assemble(Draft draft, FeatureColumn[] outputs, bool sparse)
    {
        Matrix dense = new(draft.RowCount, draft.Table.Columns.Count);
        for (int j = 0; j < dense.Columns; j++)
            Fill(dense, j, draft.Table.Columns[j]);
        if (!sparse)
            return new Features(dense, outputs);

        int width = outputs.Length;
        int[] starts = new int[draft.RowCount + 1];
        List<int> columns = [];
        List<double> values = [];
        for (int i = 0; i < draft.RowCount; i++)
        {
            ReadOnlySpan<double> row = dense.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] != 0)
                {
                    columns.Add(j);
                    values.Add(row[j]);
                }
            }
            int offset = dense.Columns;
            foreach (Block block in draft.Blocks)
            {
                foreach (int j in block.Values.RowColumns(i))
                    columns.Add(offset + j);
                values.AddRange(block.Values.RowValues(i));
                offset += block.Names.Count;
            }
            starts[i + 1] = columns.Count;
        }
        return new Features(new SparseMatrix(draft.RowCount, width, starts, [.. columns], [.. values]), outputs);
    }

    private static void Fill(Matrix destination, int j, Column column)
    {
        for (int i = 0; i < destination.Rows; i++)
        {
            destination[i, j] = column.IsMissing(i) ? double.NaN : column switch
            {
                NumberColumn numbers => numbers[i],
                WholeColumn wholes => wholes[i],
                FlagColumn flags => flags[i] ? 1 : 0,
                CategoryColumn categories => categories.Codes[i],
                _ => throw new ArgumentException($"Column '{column.Name}' is {column.Kind.ToString().ToLowerInvariant()} where a number or category was at fit time."),
            };
        }
    }
}
