using InferenceModel.Simulation.Kernel;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>Replicas that fail and are repaired, come and go.</summary>
/// <param name="simulation">Owns the replicas.</param>
/// <param name="loop">The clock.</param>
/// <param name="settings">The rules.</param>
internal sealed class Fleet(ServingSimulation simulation, EventLoop loop, SimulationSettings settings) : IEventHandler
{
    private const int Fail = 0;
    private const int Serve = 1;
    private const int Look = 2;
    private const int Phase = 3;

    private readonly RandomSequence faults = new(settings.Seed, "faults");
    private readonly HashSet<int> retired = [];
    private int starting;
    private int looksForFewer;

    /// <summary>Schedules the first failures and the first look.</summary>
    public void Start()
    {
        foreach (var replica in simulation.Replicas)
        {
            ScheduleFailure(replica);
        }

        if (settings.Autoscaling is { } rules)
        {
            loop.Schedule(loop.Now + SimTime.At(rules.Interval).Nanoseconds, Phase, this, Look);
        }
    }

    /// <summary>Whether a replica that takes a role may serve later.</summary>
    /// <param name="role">The role.</param>
    public bool MayServe(ReplicaRole role) =>
        starting > 0 || simulation.Replicas.Exists(replica => !retired.Contains(replica.Number) && (replica.Role == role || replica.Role == ReplicaRole.Whole));

    /// <inheritdoc />
    public void Handle(int code, long tag)
    {
        switch (code)
        {
            case Fail when !retired.Contains((int)tag):
                var failed = simulation.Replicas[(int)tag];
                failed.Serves = false;
                simulation.TellReplicas();
                loop.Schedule(loop.Now + SimTime.At(settings.Faults!.Repair).Nanoseconds, Phase, this, Serve, tag);
                simulation.Resend(failed.Fail());
                break;
            case Serve:
                var replica = simulation.Replicas[(int)tag];
                starting -= replica.IsNew ? 1 : 0;
                (replica.Serves, replica.IsNew) = (true, false);
                ScheduleFailure(replica);
                simulation.TellReplicas();
                simulation.Unpark();
                break;
            case Look:
                Scale(settings.Autoscaling!);
                loop.Schedule(loop.Now + SimTime.At(settings.Autoscaling!.Interval).Nanoseconds, Phase, this, Look);
                break;
        }
    }

    private void ScheduleFailure(Replica replica)
    {
        if (settings.Faults is { } rules)
        {
            var life = rules.MeanTimeBetween * faults.NextExponential();
            loop.Schedule(loop.Now + SimTime.At(life).Nanoseconds, Phase, this, Fail, replica.Number);
        }
    }

    private void Scale(AutoscalingRules rules)
    {
        var serving = simulation.Replicas.Count(replica => replica.Serves);
        var wanted = Math.Clamp((int)Math.Ceiling(simulation.InFlight / rules.TargetInFlight), rules.Minimum, rules.Maximum);
        looksForFewer = wanted < serving ? looksForFewer + 1 : 0;
        for (var i = serving + starting; i < wanted; i++)
        {
            var added = simulation.AddReplica(settings.Groups[0]);
            (added.Serves, added.IsNew) = (false, true);
            starting++;
            loop.Schedule(loop.Now + SimTime.At(rules.ColdStart).Nanoseconds, Phase, this, Serve, added.Number);
        }

        if (looksForFewer >= rules.ShrinkAfter && simulation.Replicas.FindLast(replica => replica.Serves) is { } last)
        {
            // It finishes what it has and takes on no more.
            looksForFewer = 0;
            last.Serves = false;
            retired.Add(last.Number);
            simulation.TellReplicas();
        }
    }
}
