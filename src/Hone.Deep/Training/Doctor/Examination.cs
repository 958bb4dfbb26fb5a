namespace Hone.Deep;

/// <summary>A doctor's look at one run: it is shown what happens and passes it on to the checks.</summary>
internal sealed class Examination
{
    private readonly TrainingDoctor doctor;
    private readonly Module network;
    private readonly Findings findings;
    private readonly InputCheck inputs;
    private readonly ClassCheck classes;
    private readonly ActivationCheck activations;
    private readonly GradientCheck gradients;
    private readonly UpdateCheck updates;
    private readonly LossCheck losses;
    private bool isLooking;

    public Examination(TrainingDoctor doctor, Module network, Optimizer optimizer, DataLoader train)
    {
        (this.doctor, this.network) = (doctor, network);
        findings = new Findings(doctor.Found);
        inputs = new InputCheck(findings);
        classes = new ClassCheck(findings, train);
        activations = new ActivationCheck(findings);
        gradients = new GradientCheck(findings, network, optimizer);
        updates = new UpdateCheck(findings, network);
        losses = new LossCheck(findings, classes);
    }

    public IReadOnlyList<Finding> Findings => findings.All;

    /// <summary>Before the first step.</summary>
    public void Begin(DataLoader train, DataLoader? validation)
    {
        if (validation is not null)
            LeakageCheck.Look(train.Data, validation.Data, doctor.ComparedSamples, findings);
    }

    /// <summary>Computes a step, watched if it is one of those that are looked at.</summary>
    public Outcome Step(int number, Batch batch, Func<Batch, Outcome> step)
    {
        findings.Step = number;
        isLooking = (number - 1) % doctor.EverySteps == 0;
        classes.Look(batch);
        if (!isLooking)
            return step(batch);
        inputs.Look(batch);
        Outcome outcome = activations.Watch(() => step(batch));
        classes.Look(outcome);
        ProbabilityCheck.Look(batch, outcome, findings);
        return outcome;
    }

    /// <summary>When gradients are there and the step has not been taken.</summary>
    public void BeforeUpdate()
    {
        if (!isLooking)
            return;
        gradients.Look();
        updates.Before();
    }

    /// <summary>When the step has been taken.</summary>
    public void AfterUpdate()
    {
        if (isLooking)
            updates.After();
    }

    /// <summary>At a measurement.</summary>
    public void Measured(IReadOnlyList<double> stepLosses, IReadOnlyList<TrainingPoint> points)
    {
        losses.Look(stepLosses);
        updates.Judge(losses.Progress);
        classes.Judge();
        OverfittingCheck.Look(points, findings);
    }

    /// <summary>When a loss or gradient is no number: finds where it came from by computing the step again.</summary>
    public void NotFinite(Batch[] group, Func<Batch, Outcome> step)
    {
        foreach (Batch batch in group)
        {
            if (AnomalyCheck.Look(network, batch, step, findings))
                return;
        }
    }
}
