using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>A search for the values that make a function best: asks a sampler for each trial's values and keeps what came of them.</summary>
/// <remarks>
/// The function says what it searches by asking the trial for values as it goes. Trials run one after another; parallel work
/// belongs inside a trial. Same seed, same values, same scores: same search.
/// </remarks>
public sealed class Study
{
    private readonly List<TrialRecord> history;

    /// <summary>An empty study, or one that goes on from an earlier one's trials.</summary>
    /// <param name="isBetterWhenHigher">The direction of the scores.</param>
    /// <param name="sampler">Null means <see cref="ParzenSampler"/>.</param>
    /// <param name="pruner">Null means that every trial is finished.</param>
    /// <param name="seed">Decides whatever the sampler draws.</param>
    /// <param name="history">Trials made earlier, numbered from 0.</param>
    public Study(bool isBetterWhenHigher, ISampler? sampler = null, IPruner? pruner = null, ulong seed = 0, IEnumerable<TrialRecord>? history = null)
    {
        (IsBetterWhenHigher, Sampler, Pruner, Seed) = (isBetterWhenHigher, sampler ?? new ParzenSampler(), pruner, seed);
        this.history = [.. history ?? []];
    }

    /// <summary>The direction of the scores.</summary>
    public bool IsBetterWhenHigher { get; }

    /// <summary>What decides the values.</summary>
    public ISampler Sampler { get; }

    /// <summary>What decides whether a trial is finished; null where all are.</summary>
    public IPruner? Pruner { get; }

    /// <summary>The seed of the sampler's draws.</summary>
    public ulong Seed { get; }

    /// <summary>The trials made, in order.</summary>
    public IReadOnlyList<TrialRecord> History => history;

    /// <summary>The complete trial of the best score, the earliest of equals; null before there is one.</summary>
    public TrialRecord? Best
    {
        get
        {
            TrialRecord? best = null;
            foreach (TrialRecord trial in history)
            {
                if (trial.Score is { } score && (best is null || (IsBetterWhenHigher ? score > best.Score : score < best.Score)))
                    best = trial;
            }
            return best;
        }
    }

    /// <summary>Makes trials until a limit is reached; may be called again to go on.</summary>
    /// <param name="objective">From a trial to its score, which must be a number.</param>
    /// <param name="limits">When to end; the trials counted are those of this call. Null means 50 trials.</param>
    /// <param name="context">Cancellation, stop and progress; the seed is the study's own.</param>
    /// <returns>Why it ended.</returns>
    /// <exception cref="InvalidOperationException">A score is NaN; or a time limit without a clock.</exception>
    public SearchEnd Run(Func<Trial, double> objective, SearchLimits? limits = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return Run((trial, _) => objective(trial), limits, context);
    }

    /// <summary>The same for functions that report scores on the way, so that hopeless trials can be given up.</summary>
    /// <param name="objective">From a trial, and where to report each step's score, to its final score, or null where the trial was given up.</param>
    /// <param name="limits">When to end; the trials counted are those of this call. Null means 50 trials.</param>
    /// <param name="context">Cancellation, stop and progress; the seed is the study's own.</param>
    /// <returns>Why it ended.</returns>
    /// <exception cref="InvalidOperationException">A score is NaN; or a time limit without a clock.</exception>
    public SearchEnd Run(Func<Trial, TrialSteps, double?> objective, SearchLimits? limits = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        limits ??= new SearchLimits();
        if (limits.Time is not null && limits.Clock is null)
            throw new InvalidOperationException("A time limit needs a clock; give TimeProvider.System.");
        long start = limits.Clock?.GetTimestamp() ?? 0;
        TimeSpan longest = limits.Expected;
        int unimproved = 0;
        for (int made = 0; ; made++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            TimeSpan elapsed = limits.Clock?.GetElapsedTime(start) ?? TimeSpan.Zero;
            if (made >= limits.Trials)
                return SearchEnd.Trials;
            if (unimproved >= limits.Patience)
                return SearchEnd.Patience;
            if (context.Stop.IsCancellationRequested)
                return SearchEnd.Stopped;
            if (elapsed + longest > limits.Time)
                return SearchEnd.Time;
            if (Sampler.IsExhausted(history))
                return SearchEnd.Exhausted;

            double? before = Best?.Score;
            if (!RunOne(objective))
                return context.Stop.IsCancellationRequested ? SearchEnd.Stopped : SearchEnd.Time;
            double? after = Best?.Score;
            unimproved = before != after ? 0 : unimproved + 1;
            if (limits.Clock is { } clock)
            {
                TimeSpan took = clock.GetElapsedTime(start) - elapsed;
                longest = took > longest ? took : longest;
            }
            context.Progress?.Report(new FitProgress("trial", made + 1, limits.Trials, after));
        }
    }

    // Whether the trial ran to an end of its own. One cut short from outside leaves no trace, so that the trials counted can be replayed.
    private bool RunOne(Func<Trial, TrialSteps, double?> objective)
    {
        int number = history.Count;
        RandomKey key = RandomKey.FromSeed(Seed).Child("study").Child(number);
        List<SuggestedValue> given = [];
        Trial trial = new(number, dimension =>
        {
            double value = Sampler.Suggest(dimension, new SamplerState(number, key, given, history, IsBetterWhenHigher));
            given.Add(new SuggestedValue(dimension, value));
            return value;
        });
        TrialSteps steps = new(this);
        TrialRecord record;
        try
        {
            double? score = objective(trial, steps);
            if (steps.IsInterrupted)
                return false;
            if (score is { } s && double.IsNaN(s))
                throw new InvalidOperationException(FormattableString.Invariant($"Trial {number} scored NaN; a score must be a number."));
            record = new TrialRecord(number, given, score is null ? TrialState.Pruned : TrialState.Complete, score, steps.Values);
        }
        catch (TrialFailedException failure)
        {
            record = new TrialRecord(number, given, TrialState.Failed, null, steps.Values) { Note = failure.Message };
        }
        history.Add(record);
        return true;
    }
}

/// <summary>Where a trial reports how it goes.</summary>
public sealed class TrialSteps
{
    private readonly Study study;
    private readonly List<double> values = [];

    internal TrialSteps(Study study) => this.study = study;

    internal bool IsInterrupted { get; private set; }

    /// <summary>What was reported so far.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>Says that the trial was cut short from outside, by a stop or a time limit: the study forgets it and ends.</summary>
    public void Interrupt() => IsInterrupted = true;

    /// <summary>Reports the next step's score.</summary>
    /// <returns>Whether to go on; where not, the trial returns null.</returns>
    public bool Report(double score)
    {
        values.Add(score);
        return study.Pruner?.ShouldPrune(values, study.History, study.IsBetterWhenHigher) != true;
    }
}

/// <summary>A trial's values cannot be tried, for a reason that other values need not share: the study records it and goes on.</summary>
public sealed class TrialFailedException(string message, Exception? inner = null) : Exception(message, inner);
