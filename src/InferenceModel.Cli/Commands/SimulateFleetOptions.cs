using System.CommandLine;
using InferenceModel.Reports;
using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>simulate</c> that concern many machines; most are a short list such as <c>2:4</c>.</summary>
internal sealed class SimulateFleetOptions
{
    private const double ScalingInterval = 15;
    private const int LooksBeforeShrinking = 4;

    private readonly Option<string> routing = new("--routing") { Description = "round_robin, least_loaded, power_of_two, prefix_aware or kv_aware.", DefaultValueFactory = _ => "least_loaded" };
    private readonly Option<double> viewAge = new("--router-view-age") { Description = "Seconds after which the router looks at the replicas anew.", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> admission = new("--admit") { Description = "IN_FLIGHT[:TOKENS_PER_S:BURST_TOKENS], requests in flight beyond which one is rejected (0 is no limit), rate and size of a bucket of tokens." };
    private readonly Option<int> layers = new("--stream-layers") { Description = "Layers whose caches move one by one while the prompt is still computed.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> early = new("--first-token-early") { Description = "The machine that computes the prompt sends the first token, before the cache moves." };
    private readonly Option<string?> faults = new("--faults") { Description = "MTBF_S:REPAIR_S:RETRIES, mean seconds between failures of a replica, seconds of repair, retries of a request; then it is lost." };
    private readonly Option<string?> scaling = new("--autoscale") { Description = "MIN:MAX:TARGET:COLD_S[:INTERVAL_S[:LOOKS]], replicas, requests each should have, seconds of a cold start, seconds between looks (15), looks in a row that must ask for fewer (4)." };
    private readonly Option<string?> goals = new("--slo") { Description = "TTFT_MS:TPOT_MS[:E2E_MS], latencies a good request keeps; 0 is no bound." };

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [routing, viewAge, admission, layers, early, faults, scaling, goals];

    /// <summary>Latencies a good request keeps.</summary>
    /// <param name="parsed">The command line.</param>
    public LatencyGoals Goals(ParseResult parsed) => OptionNumbers.Of(parsed, goals, 2, 3) is { } given
        ? new LatencyGoals(Seconds.OfMilliseconds(given[0]), Seconds.OfMilliseconds(given[1]), Seconds.OfMilliseconds(given.Length > 2 ? given[2] : 0))
        : default;

    /// <summary>Applies the options to a run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The run without them.</param>
    public SimulationSettings Apply(ParseResult parsed, SimulationSettings settings)
    {
        settings = settings with
        {
            Routing = Routing(parsed),
            RouterViewAge = Seconds.Of(InRange(viewAge, parsed.GetValue(viewAge), 0, 1e6)),
            Transfer = settings.Transfer with { StreamedLayers = (int)InRange(layers, parsed.GetValue(layers), 1, 10_000), FirstTokenAfterTransfer = !parsed.GetValue(early) },
        };
        if (OptionNumbers.Of(parsed, admission, 1, 3) is { } admit)
        {
            settings = settings with { Admission = new AdmissionRules((long)admit[0], admit.Length > 1 ? admit[1] : 0, admit.Length > 2 ? admit[2] : admit.Length > 1 ? admit[1] : 0) };
        }

        if (OptionNumbers.Of(parsed, faults, 3, 3) is { } fault)
        {
            settings = settings with { Faults = new FaultRules(Seconds.Of(Math.Max(0.001, fault[0])), Seconds.Of(fault[1]), (int)Math.Min(fault[2], int.MaxValue)) };
        }

        if (OptionNumbers.Of(parsed, scaling, 4, 6) is { } scale)
        {
            if (settings.Groups.Length > 1)
            {
                throw OptionNumbers.Fault(scaling, parsed.GetValue(scaling)!, "no separate machines for prompts beside it");
            }

            var least = Math.Max(1, (int)Math.Min(scale[0], 1e6));
            settings = settings with
            {
                Autoscaling = new AutoscalingRules(
                    least,
                    Math.Max(least, (int)Math.Min(scale[1], 1e6)),
                    Math.Max(0.01, scale[2]),
                    Seconds.Of(scale.Length > 4 ? Math.Max(0.001, scale[4]) : ScalingInterval),
                    Seconds.Of(scale[3]),
                    scale.Length > 5 ? Math.Max(1, (int)Math.Min(scale[5], 1e6)) : LooksBeforeShrinking),
            };
        }

        return settings;
    }

    private RoutingPolicy Routing(ParseResult parsed)
    {
        var text = parsed.GetValue(routing)!;
        foreach (var policy in Enum.GetValues<RoutingPolicy>())
        {
            if (ResultColumns.Words(policy.ToString()) == text)
            {
                return policy;
            }
        }

        throw OptionNumbers.Fault(routing, text, $"one of {string.Join(", ", Enum.GetValues<RoutingPolicy>().Select(policy => ResultColumns.Words(policy.ToString())))}");
    }

    private static double InRange(Option option, double number, double least, double most) => number >= least && number <= most
        ? number
        : throw OptionNumbers.Fault(option, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}"), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
}
