using InferenceModel.Simulation.Kernel;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>Replicas that fail and are repaired, come and go.</summary>
internal sealed class Fleet
{
    private const int Phase = 3;

    private readonly ServingSimulation simulation;
    private readonly EventLoop loop;
    private readonly SimulationSettings settings;
    private readonly RandomSequence faults;
    private readonly HashSet<int> retired = [];
    private readonly int fail;
    private readonly int serve;
    private readonly int look;
    private int starting;
    private int looksForFewer;

    /// <summary>Makes the fleet of a simulation.</summary>
    /// <param name="simulation">Owns the replicas.</param>
    /// <param name="loop">The clock.</param>
    /// <param name="settings">The rules.</param>
    public Fleet(ServingSimulation simulation, EventLoop loop, SimulationSettings settings)
    {
        (this.simulation, this.loop, this.settings) = (simulation, loop, settings);
        faults = new RandomSequence(settings.Seed, "faults");
        (fail, serve, look) = (loop.Register(Fail), loop.Register(Serve), loop.Register(Look));
    }

    /// <summary>Schedules the first failures and the first look.</summary>
    public void Start()
    {
        foreach (var replica in simulation.Replicas)
        {
            ScheduleFailure(replica);
        }

        if (settings.Autoscaling is { } rules)
        {
            loop.Schedule(loop.Now + SimTime.At(rules.Interval).Nanoseconds, Phase, look);
        }
    }

    /// <summary>Whether a replica that takes a role may serve later.</summary>
    /// <param name="role">The role.</param>
    public bool MayServe(ReplicaRole role) =>
        starting > 0 || simulation.Replicas.Exists(replica => !retired.Contains(replica.Number) && (replica.Role == role || replica.Role == ReplicaRole.Whole));

    private void Fail(long number)
    {
        if (retired.Contains((int)number))
        {
            return;
        }

        var failed = simulation.Replicas[(int)number];
        failed.Serves = false;
        simulation.TellReplicas();
        loop.Schedule(loop.Now + SimTime.At(settings.Faults!.Repair).Nanoseconds, Phase, serve, number);
        simulation.Resend(failed.Fail());
    }

    private void Serve(long number)
    {
        var replica = simulation.Replicas[(int)number];
        starting -= replica.IsNew ? 1 : 0;
        (replica.Serves, replica.IsNew) = (true, false);
        ScheduleFailure(replica);
        simulation.TellReplicas();
        simulation.Unpark();
    }

    private void Look(long tag)
    {
        Scale(settings.Autoscaling!);
        loop.Schedule(loop.Now + SimTime.At(settings.Autoscaling!.Interval).Nanoseconds, Phase, look);
    }

    private void ScheduleFailure(Replica replica)
    {
        if (settings.Faults is { } rules)
        {
            var life = rules.MeanTimeBetween * faults.NextExponential();
            loop.Schedule(loop.Now + SimTime.At(life).Nanoseconds, Phase, fail, replica.Number);
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
            loop.Schedule(loop.Now + SimTime.At(rules.ColdStart).Nanoseconds, Phase, serve, added.Number);
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
