using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Engines;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>How many operators a host launches for a step that no captured graph covers.</summary>
/// <param name="Plain">Operators that are one launch or a few.</param>
/// <param name="Latent">Layers with latent attention.</param>
/// <param name="Experts">Layers with routed experts.</param>
internal readonly record struct LaunchCount(int Plain, int Latent, int Experts)
{
    /// <summary>The operators of all stages.</summary>
    /// <param name="stages">The stages.</param>
    public static LaunchCount Of(ImmutableArray<LoweredStage> stages)
    {
        int Count(Func<Operator, bool> counted) => stages.Sum(stage => stage.Blocks.Sum(block => block.Count * block.Operators.Count(counted)));
        var latent = Count(part => part is PrefillAttention { Shape.Latent: not null });
        var experts = Count(part => part is RoutedExperts);
        return new LaunchCount(Count(_ => true) - latent - experts, latent, experts);
    }

    /// <summary>Host time to launch them all.</summary>
    /// <param name="engine">The engine.</param>
    public Seconds Time(ServingEngine engine)
    {
        var plain = engine.EagerLaunch.Value;
        return (plain * Plain) + (Or(engine.LatentLaunch.Value, plain) * Latent) + (Or(engine.ExpertLaunch.Value, plain) * Experts);
    }

    /// <summary>The counts and times in words.</summary>
    /// <param name="engine">The engine.</param>
    public string Describe(ServingEngine engine)
    {
        var plain = engine.EagerLaunch.Value;
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{Plain} operators of {plain} each") };
        Add(Latent, "latent attentions", Or(engine.LatentLaunch.Value, plain));
        Add(Experts, "routed experts", Or(engine.ExpertLaunch.Value, plain));
        return string.Join(", ", parts);

        void Add(int count, string name, Seconds each)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {name} of {each}"));
            }
        }
    }

    private static Seconds Or(Seconds own, Seconds plain) => own > Seconds.Zero ? own : plain;
}
