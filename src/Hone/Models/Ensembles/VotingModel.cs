using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Ensembles;

/// <summary>Models whose predictions are averaged: the model of <see cref="Voting"/>.</summary>
public abstract class VotingModel : IModel
{
    private readonly double[] shares;

    private protected VotingModel(IReadOnlyList<FeatureColumn> inputs, IReadOnlyList<IModel> members, double[] shares, FitReport report) =>
        (Inputs, Members, this.shares, Report) = (inputs, members, shares, report);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    /// <remarks>Iterations counts members.</remarks>
    public FitReport Report { get; }

    /// <summary>The members.</summary>
    public IReadOnlyList<IModel> Members { get; }

    /// <summary>The share of each member's vote; they sum to 1.</summary>
    public IReadOnlyList<double> Shares => shares;

    private protected void WriteParts(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Children("members", StoredMembers.Of(Members));
        writer.Numbers("shares", shares);
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, T[] Members, double[] Shares, FitReport Report) ReadParts<T>(PackageReader reader)
        where T : class, IModel
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        T[] members = StoredMembers.Read<T>(reader, inputs);
        double[] shares = reader.FiniteNumbers("shares", members.Length);
        return shares.All(share => share >= 0) && Math.Abs(shares.Sum() - 1) < 1e-9
            ? (inputs, members, shares, reader.Report("report"))
            : throw reader.Fault("shares", "do not sum to 1");
    }
}

/// <summary>A vote on numbers: their weighted mean.</summary>
public sealed class VotingRegressor : VotingModel, IRegressor, IStored<VotingRegressor>
{
    private readonly IRegressor[] members;

    internal VotingRegressor(IReadOnlyList<FeatureColumn> inputs, IRegressor[] members, double[] shares, FitReport report)
        : base(inputs, members, shares, report) => this.members = members;

    /// <inheritdoc/>
    public static string Kind => "voting-regressor";

    /// <inheritdoc/>
    public int Outputs => members[0].Outputs;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        this.RequireRow(row);
        double[] rented = ArrayPool<double>.Shared.Rent(Outputs);
        Span<double> own = rented.AsSpan(0, Outputs), sum = prediction[..Outputs];
        sum.Clear();
        for (int m = 0; m < members.Length; m++)
        {
            members[m].Predict(row, own);
            for (int k = 0; k < own.Length; k++)
                sum[k] += Shares[m] * own[k];
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
    }

    /// <inheritdoc/>
    public static VotingRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, members, shares, report) = ReadParts<IRegressor>(reader);
        return members.All(m => m.Outputs == members[0].Outputs)
            ? new VotingRegressor(inputs, members, shares, report)
            : throw reader.Fault("members", "predict different counts of numbers");
    }
}

/// <summary>A vote on classes: the weighted mean of probabilities, or of votes.</summary>
public sealed class VotingClassifier : VotingModel, IClassifier, IStored<VotingClassifier>
{
    private readonly IClassifier[] members;

    internal VotingClassifier(IReadOnlyList<FeatureColumn> inputs, IClassifier[] members, double[] shares, VoteKind vote, FitReport report, IReadOnlyList<string> classes, int positive)
        : base(inputs, members, shares, report) => (this.members, Vote, Classes, Positive) = (members, vote, classes, positive);

    /// <inheritdoc/>
    public static string Kind => "voting-classifier";

    /// <summary>How votes are counted.</summary>
    public VoteKind Vote { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        double[] rented = ArrayPool<double>.Shared.Rent(Classes.Count);
        Span<double> own = rented.AsSpan(0, Classes.Count), sum = probabilities[..Classes.Count];
        sum.Clear();
        for (int m = 0; m < members.Length; m++)
        {
            members[m].PredictProbabilities(row, own);
            if (Vote == VoteKind.Hard)
            {
                int best = 0;
                for (int k = 1; k < own.Length; k++)
                    best = own[k] > own[best] ? k : best;
                sum[best] += Shares[m];
                continue;
            }
            for (int k = 0; k < own.Length; k++)
                sum[k] += Shares[m] * own[k];
        }
        for (int k = 0; k < sum.Length; k++)
            sum[k] = Math.Min(sum[k], 1);                      // shares that sum to 1 may exceed it by a rounding
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
        writer.Choice("vote", Vote);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static VotingClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, members, shares, report) = ReadParts<IClassifier>(reader);
        (string[] classes, int positive) = reader.ClassNames();
        return members.All(m => m.Classes.SequenceEqual(classes))
            ? new VotingClassifier(inputs, members, shares, reader.Choice<VoteKind>("vote"), report, classes, positive)
            : throw reader.Fault("members", "know other classes");
    }
}
