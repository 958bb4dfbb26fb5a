using System.Buffers;
using Hone.Contracts;

namespace Hone.Models.Ensembles;

/// <summary>Members and the model that combines their predictions: the model of <see cref="Stacking"/>.</summary>
public abstract class StackingModel : IModel
{
    private protected StackingModel(IReadOnlyList<FeatureColumn> inputs, IReadOnlyList<IModel> members, IModel final, StackingColumns columns, FitReport report) =>
        (Inputs, Members, Final, Columns, Report) = (inputs, members, final, columns, report);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    /// <remarks>Iterations counts members.</remarks>
    public FitReport Report { get; }

    /// <summary>The members, fitted to all rows.</summary>
    public IReadOnlyList<IModel> Members { get; }

    /// <summary>What combines them; its inputs are the members' predictions in order, then the columns passed through.</summary>
    public IModel Final { get; }

    private protected StackingColumns Columns { get; }

    private protected void WriteParts(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Children("members", StoredMembers.Of(Members));
        writer.Child("final", StoredMembers.One(Final));
        writer.Flag("passthrough", Columns.Inputs > 0);
        writer.Numbers("scales", Columns.Scales);
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, T[] Members, T Final, StackingColumns Columns, FitReport Report) ReadParts<T>(PackageReader reader, Func<T, int> width)
        where T : class, IModel
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        T[] members = StoredMembers.Read<T>(reader, inputs);
        T final = reader.Child<T>("final");
        bool classes = typeof(T) == typeof(IClassifier);
        int outputs = width(final);
        if (members.Any(m => width(m) != outputs))
            throw reader.Fault("members", "predict different counts of numbers");
        StackingColumns columns = new(members.Length, outputs, classes, reader.Flag("passthrough") ? inputs.Length : 0, reader.FiniteNumbers("scales", classes ? 0 : outputs));
        return final.Inputs.Count == columns.Count
            ? (inputs, members, final, columns, reader.Report("report"))
            : throw reader.Fault("final", "was fitted on other columns than the members give");
    }
}

/// <summary>A stack that predicts numbers.</summary>
public sealed class StackingRegressor : StackingModel, IRegressor, IStored<StackingRegressor>
{
    private readonly IRegressor[] members;
    private readonly IRegressor final;

    internal StackingRegressor(IReadOnlyList<FeatureColumn> inputs, IRegressor[] members, IRegressor final, StackingColumns columns, FitReport report)
        : base(inputs, members, final, columns, report) => (this.members, this.final) = (members, final);

    /// <inheritdoc/>
    public static string Kind => "stacking-regressor";

    /// <inheritdoc/>
    public int Outputs => final.Outputs;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        this.RequireRow(row);
        double[] rented = ArrayPool<double>.Shared.Rent(Columns.Count + Outputs);
        Span<double> seen = rented.AsSpan(0, Columns.Count), own = rented.AsSpan(Columns.Count, Outputs);
        for (int m = 0; m < members.Length; m++)
        {
            members[m].Predict(row, own);
            Columns.Place(m, own, seen);
        }
        row[..Columns.Inputs].CopyTo(seen[(Columns.Count - Columns.Inputs)..]);
        final.Predict(seen, prediction);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
    }

    /// <inheritdoc/>
    public static StackingRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, members, final, columns, report) = ReadParts<IRegressor>(reader, model => model.Outputs);
        return new StackingRegressor(inputs, members, final, columns, report);
    }
}

/// <summary>A stack that predicts the probabilities of classes.</summary>
public sealed class StackingClassifier : StackingModel, IClassifier, IStored<StackingClassifier>
{
    private readonly IClassifier[] members;
    private readonly IClassifier final;

    internal StackingClassifier(IReadOnlyList<FeatureColumn> inputs, IClassifier[] members, IClassifier final, StackingColumns columns, FitReport report, IReadOnlyList<string> classes, int positive)
        : base(inputs, members, final, columns, report) => (this.members, this.final, Classes, Positive) = (members, final, classes, positive);

    /// <inheritdoc/>
    public static string Kind => "stacking-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        double[] rented = ArrayPool<double>.Shared.Rent(Columns.Count + Classes.Count);
        Span<double> seen = rented.AsSpan(0, Columns.Count), own = rented.AsSpan(Columns.Count, Classes.Count);
        for (int m = 0; m < members.Length; m++)
        {
            members[m].PredictProbabilities(row, own);
            Columns.Place(m, own, seen);
        }
        row[..Columns.Inputs].CopyTo(seen[(Columns.Count - Columns.Inputs)..]);
        final.PredictProbabilities(seen, probabilities);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static StackingClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, members, final, columns, report) = ReadParts<IClassifier>(reader, model => model.Classes.Count);
        (string[] classes, int positive) = reader.ClassNames();
        return members.Append(final).All(m => m.Classes.SequenceEqual(classes))
            ? new StackingClassifier(inputs, members, final, columns, report, classes, positive)
            : throw reader.Fault("members", "know other classes");
    }
}
