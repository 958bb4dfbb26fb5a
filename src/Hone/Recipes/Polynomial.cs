using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Adds the products of up to <see cref="Degree"/> of the columns: powers and interactions.</summary>
/// <remarks>
/// The columns themselves stay where they are; the products come behind all columns, by degree, and within one in the order a·a, a·b, a·c, b·b, ….
/// There are C(d + degree, degree) − 1 − d of them for d columns. A gap in a factor is a gap in the product. Cost: O(n) a product.
/// </remarks>
public sealed record Polynomial : IStep
{
    // As columns; more would be a slip of the degree rather than a wish.
    private const int MostProducts = 20_000;

    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Most factors of a product, at least 2. Default 2.</summary>
    public int Degree { get; init => field = Require.Between(value, 2, 20); } = 2;

    /// <summary>Whether only products of different columns are added, no powers. Default false.</summary>
    public bool InteractionsOnly { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There would be more than 20,000 products.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Taking products", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        List<int[]> products = [];
        for (int degree = 2; degree <= Degree; degree++)
            Combine(columns.Length, degree, [], products);
        HashSet<string> taken = table.Names();
        string[] outputs = [.. products.Select(p => Draft.FreeName(NameOf(p, columns), taken))];
        StepNote[] notes = columns.Length == 0 ? [] : [new StepNote(string.Join(", ", columns.Select(c => c.Name)), FormattableString.Invariant($"added {products.Count} products of up to {Degree}"), "")];
        return StepFit.Of(new FittedProducts([.. columns.Select(c => c.Name)], [.. products], outputs, notes), table, context.Workers);
    }

    private void Combine(int columns, int degree, int[] chosen, List<int[]> products)
    {
        if (chosen.Length == degree)
        {
            if (products.Count >= MostProducts)
                throw new ArgumentException(FormattableString.Invariant($"{columns} columns have more than {MostProducts} products of up to {Degree}; choose fewer columns or a lower degree."));
            products.Add(chosen);
            return;
        }
        int first = chosen.Length == 0 ? 0 : InteractionsOnly ? chosen[^1] + 1 : chosen[^1];
        for (int j = first; j < columns; j++)
            Combine(columns, degree, [.. chosen, j], products);
    }

    private static string NameOf(int[] product, Column[] columns) => string.Join(" × ", product.GroupBy(j => j).Select(g =>
        g.Count() == 1 ? columns[g.Key].Name : FormattableString.Invariant($"{columns[g.Key].Name}^{g.Count()}")));
}

/// <summary>Adds products of columns.</summary>
public sealed class FittedProducts : IFittedStep, IStored<FittedProducts>
{
    private readonly string[] names, outputs;
    private readonly int[][] products;
    private readonly StepNote[] notes;

    internal FittedProducts(string[] names, int[][] products, string[] outputs, StepNote[] notes) =>
        (this.names, this.products, this.outputs, this.notes) = (names, products, outputs, notes);

    /// <inheritdoc/>
    public static string Kind => "step-products";

    /// <summary>The products' names.</summary>
    public IReadOnlyList<string> Outputs => outputs;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A product is too large for a double; the message names it and the row.</exception>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[][] x = [.. names.Select(n => NumericView.Copy(table.Table[n]))];
        Column[] added = new Column[products.Length];
        for (int p = 0; p < added.Length; p++)
        {
            double[] values = (double[])x[products[p][0]].Clone();
            foreach (int j in products[p].Skip(1))
            {
                for (int i = 0; i < values.Length; i++)
                    values[i] *= x[j][i];
            }
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsInfinity(values[i]))
                    throw new ArgumentException(FormattableString.Invariant($"The product '{outputs[p]}' is too large for a number in row {i + 1} (counting from 1); scale the columns first."));
            }
            added[p] = new NumberColumn(outputs[p], values);
        }
        return table.With(added);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Texts("outputs", outputs);
        writer.Wholes("lengths", products.Select(p => p.Length).ToArray());
        writer.Wholes("factors", products.SelectMany(p => p).ToArray());
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedProducts Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns"), outputs = reader.Texts("outputs");
        int[] lengths = reader.Wholes("lengths", outputs.Length), factors = reader.Wholes("factors");
        if (factors.Any(f => f < 0 || f >= names.Length) || lengths.Any(l => l < 1) || lengths.Sum(l => (long)l) != factors.Length)
            throw reader.Fault("factors", "does not fit the columns");
        int[][] products = new int[lengths.Length][];
        for (int p = 0, at = 0; p < products.Length; at += lengths[p++])
            products[p] = factors[at..(at + lengths[p])];
        return new FittedProducts(names, products, outputs, StepNote.ReadAll(reader));
    }
}
