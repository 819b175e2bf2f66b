using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>simulate</c> that concern many machines, and drafts; each is a short list such as <c>2:4</c>.</summary>
internal sealed class SimulateFleetOptions
{
    private const double ScalingInterval = 15;
    private const int LooksBeforeShrinking = 4;

    private readonly Option<string?> split = new("--disagg") { Description = "P:D, machines that compute prompts and machines that decode, in place of --replicas." };
    private readonly Option<string?> drafts = new("--speculate") { Description = "TOKENS:ACCEPTANCE[:COST], draft tokens a step, chance that one is accepted, time of one over that of a step." };
    private readonly Option<string?> faults = new("--faults") { Description = "MTBF_S:REPAIR_S:RETRIES, mean seconds between failures of a replica, seconds of repair, retries of a request." };
    private readonly Option<string?> scaling = new("--autoscale") { Description = "MIN:MAX:TARGET:COLD_S, replicas, requests each should have, seconds of a cold start." };
    private readonly Option<string?> goals = new("--slo") { Description = "TTFT_MS:TPOT_MS, latencies a good request keeps." };

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [split, drafts, faults, scaling, goals];

    /// <summary>Latencies a good request keeps.</summary>
    /// <param name="parsed">The command line.</param>
    public LatencyGoals Goals(ParseResult parsed) =>
        Numbers(parsed, goals, 2, 2) is { } given ? new LatencyGoals(Seconds.OfMilliseconds(given[0]), Seconds.OfMilliseconds(given[1]), Seconds.Zero) : default;

    /// <summary>Applies the options to a run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The run without them, of one group.</param>
    /// <param name="prepared">The deployment.</param>
    public SimulationSettings Apply(ParseResult parsed, SimulationSettings settings, PreparedDeployment prepared)
    {
        if (Numbers(parsed, drafts, 2, 3) is { } draft)
        {
            var speculation = new SpeculativeDecoding((int)draft[0], Math.Min(1, draft[1]), draft.Length > 2 ? draft[2] : 0);
            settings = settings with { Groups = [settings.Groups[0] with { Settings = settings.Groups[0].Settings with { Speculation = speculation } }] };
        }

        if (Numbers(parsed, split, 2, 2) is { } machines)
        {
            var group = settings.Groups[0];
            settings = settings with
            {
                Groups = [group with { Count = Math.Max(1, (int)machines[0]), Role = ReplicaRole.Prefill }, group with { Count = Math.Max(1, (int)machines[1]), Role = ReplicaRole.Decode }],
                Transfer = ClosedLoopBenchmark.TransferOf(prepared.Deployment, prepared.Deployment),
            };
        }

        if (Numbers(parsed, faults, 3, 3) is { } fault)
        {
            settings = settings with { Faults = new FaultRules(Seconds.Of(Math.Max(0.001, fault[0])), Seconds.Of(fault[1]), (int)fault[2]) };
        }

        if (Numbers(parsed, scaling, 4, 4) is { } scale)
        {
            var least = Math.Max(1, (int)scale[0]);
            settings = settings with { Autoscaling = new AutoscalingRules(least, Math.Max(least, (int)scale[1]), Math.Max(0.01, scale[2]), Seconds.Of(ScalingInterval), Seconds.Of(scale[3]), LooksBeforeShrinking) };
        }

        return settings;
    }

    private static double[]? Numbers(ParseResult parsed, Option<string?> option, int fewest, int most)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        var numbers = Array.ConvertAll(text.Split(':'), part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1e9 ? number : double.NaN);
        return numbers.Length >= fewest && numbers.Length <= most && !Array.Exists(numbers, double.IsNaN)
            ? numbers
            : throw new BadInputException(new Finding("command line", 0, 0, option.Name, text, $"numbers from 0 to 1e9 apart by colons: {option.Description}"));
    }
}
