using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Costs;
using InferenceModel.Costs.Kernels;
using InferenceModel.Engines;
using InferenceModel.Interconnect;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>
/// Times a step operator by operator and can say why it takes so long. <see cref="CompiledPlan"/> gives the same times
/// quickly.
/// </summary>
/// <param name="stages">The stages of the plan.</param>
/// <param name="roofline">Times of kernels never measured.</param>
/// <param name="kernels">Times of measured kernels.</param>
/// <param name="engine">The engine.</param>
/// <param name="contextParallel">Ranks that split prompts.</param>
/// <param name="shared">Sampled times of other plans of this machine and engine; or null.</param>
public sealed class StepModel(
    ImmutableArray<LoweredStage> stages, Roofline roofline, KernelPredictor kernels, ServingEngine engine, int contextParallel, OperatorStore? shared = null)
{
    private readonly ConcurrentDictionary<(CollectiveKind Kind, CommunicationGroup Group, LaunchMode Launch), CollectiveCurve> collectives = new();
    private readonly bool isRecurrent = stages.Any(stage => stage.Blocks.Any(block => block.Operators.Any(part => part is Recurrence)));
    private readonly bool isSparse = stages.Any(stage => stage.Blocks.Any(block => block.Operators.Any(part => part is IndexScore)));
    private readonly LaunchCount operators = LaunchCount.Of(stages);
    private readonly OperatorTimes times = new(stages.SelectMany(stage => stage.Blocks).SelectMany(block => block.Operators).Select(Alone), roofline, kernels, shared);
    private ServingEngine running = engine;

    private static Operator Alone(Operator part) => part is TokenOperator { IsBeside: true } beside ? beside with { IsBeside = false } : part;

    /// <summary>The stages.</summary>
    public ImmutableArray<LoweredStage> Stages => stages;

    /// <summary>The same kernels under an engine that differs in host times and limits only: nothing is sampled again.</summary>
    /// <param name="other">The engine.</param>
    internal StepModel Under(ServingEngine other)
    {
        var copy = (StepModel)MemberwiseClone();
        copy.running = other;
        return copy;
    }

    /// <summary>The number of tokens a choice means in a step.</summary>
    /// <param name="choice">Which tokens.</param>
    /// <param name="shape">The step.</param>
    public double Tokens(TokenChoice choice, in StepShape shape) => choice switch
    {
        TokenChoice.All => (shape.PrefillTokens / contextParallel) + shape.DecodeSequences,
        TokenChoice.Prefill => shape.PrefillTokens / contextParallel,
        TokenChoice.Decode => shape.DecodeSequences,
        _ => shape.SampledSequences,
    };

    /// <summary>The step as the engine really runs it: a batch that only decodes is padded to a captured graph.</summary>
    /// <param name="shape">The step as asked for.</param>
    public StepShape Padded(in StepShape shape)
    {
        if (shape.PrefillTokens > 0 || shape.DecodeSequences <= 0)
        {
            return shape;
        }

        // Padding sequences have no cache: the bytes of all caches together stay the same.
        var padded = running.Padded(shape.DecodeSequences);
        return shape with { DecodeSequences = padded, DecodeContext = shape.DecodeContext * shape.DecodeSequences / padded };
    }

    /// <summary>Time of a function of tokens: kernel or collective.</summary>
    /// <param name="part">The operator.</param>
    /// <param name="tokens">Tokens, more than zero.</param>
    internal StepBreakdown TimeOf(TokenOperator part, double tokens)
    {
        if (part is CollectiveOperator collective)
        {
            return TimeOf(collective, tokens, CurveOf(collective, tokens));
        }

        if (part.IsBeside)
        {
            return TimeOf(part with { IsBeside = false }, tokens) * running.ExposedBeside(tokens);
        }

        if (times.Curve(part) is { } curve)
        {
            return Split(TokenGrid.Read(curve, tokens), kernels.Physics(kernels.AsRun(part.Call(Math.Max(1, tokens)))!));
        }

        return Split(roofline.Time(part.Kind, part.Work(tokens)));
    }

    /// <summary>The sampled times of an operator that looks at caches.</summary>
    /// <param name="part">The operator.</param>
    internal ContextTimes SurfaceOf(ContextOperator part) => times.SurfaceOf(part);

    /// <summary>Seconds of a function of tokens at the points of the grid; the first, no tokens, stays nothing.</summary>
    /// <param name="part">The operator.</param>
    internal double[] Curve(TokenOperator part)
    {
        if (part.IsBeside)
        {
            return [.. Curve(part with { IsBeside = false }).Select((seconds, i) => seconds * running.ExposedBeside(TokenGrid.Counts[i]))];
        }

        if (times.Curve(part) is { } sampled)
        {
            return sampled;
        }

        var curve = new double[TokenGrid.Counts.Length];
        (LaunchMode Mode, CollectiveCurve Curve)? launched = null;
        for (var i = 1; i < curve.Length; i++)
        {
            var tokens = TokenGrid.Counts[i];
            if (part is CollectiveOperator collective)
            {
                var mode = running.Launch(tokens);
                launched = launched is { } same && same.Mode == mode ? same : (mode, CurveOf(collective, tokens));
                curve[i] = TimeOf(collective, tokens, launched.Value.Curve).Total.Total;
            }
            else
            {
                curve[i] = TimeOf(part, tokens).Total.Total;
            }
        }

        return curve;
    }

    /// <summary>What was sampled, for tests: equal for plans that share it.</summary>
    internal object Sampled => times;

    /// <summary>Host time of a step.</summary>
    /// <param name="shape">The step.</param>
    internal Seconds Host(in StepShape shape) => running.HostPerStep.Value + (running.HostPerSequence.Value * shape.SampledSequences);

    private Figure<Seconds> Gap => (isRecurrent, isSparse) switch
    {
        (true, _) when running.RecurrentHostGap.Value > Seconds.Zero => running.RecurrentHostGap,
        (_, true) when running.SparseHostGap.Value > Seconds.Zero => running.SparseHostGap,
        _ => running.HostGap,
    };

    /// <summary>Host time between two steps that hides behind nothing.</summary>
    internal Seconds HostGap => Gap.Value;

    /// <summary>Host time to launch the operators of a step one by one; zero where a captured graph covers it. It runs beside the device.</summary>
    /// <param name="shape">The step.</param>
    internal Seconds Launching(in StepShape shape) => running.IsEager(shape.PrefillTokens, shape.DecodeSequences) ? operators.Time(running) : Seconds.Zero;

    /// <summary>Whether host time hides behind the device.</summary>
    internal bool HidesHost => running.HidesHost;

    /// <summary>Sizes a batch that only decodes is padded to.</summary>
    internal ImmutableArray<int> GraphBatchSizes => running.GraphBatchSizes;

    /// <summary>The time of a step through all stages, by what limits it.</summary>
    /// <param name="asked">The step as asked for.</param>
    public StepBreakdown Breakdown(in StepShape asked)
    {
        var shape = Padded(asked);
        var device = default(StepBreakdown);
        foreach (var stage in stages)
        {
            device += StageBreakdown(stage, shape);
        }

        device = device with { Overhead = device.Overhead + Seconds.Max(Seconds.Zero, Launching(shape) - device.Total) };
        var host = Host(asked);
        var exposed = HidesHost ? Seconds.Max(Seconds.Zero, host - device.Total) : host;
        return device with { Overhead = device.Overhead + exposed + HostGap };
    }

    /// <summary>The device time of one stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="shape">The step as run.</param>
    internal StepBreakdown StageBreakdown(LoweredStage stage, in StepShape shape)
    {
        var sum = default(StepBreakdown);
        foreach (var block in stage.Blocks)
        {
            foreach (var part in block.Operators)
            {
                sum += TimeOf(part, shape) * block.Count;
            }
        }

        return sum;
    }

    /// <summary>The time of a step as a tree.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="asked">The step as asked for.</param>
    public CostNode Explain(string name, in StepShape asked)
    {
        var shape = Padded(asked);
        var nodes = new List<CostNode>();
        foreach (var stage in stages)
        {
            var blocks = ExplainStage(stage, shape);
            if (stages.Length == 1)
            {
                nodes.AddRange(blocks);
            }
            else
            {
                nodes.Add(CostNode.Sum(string.Create(CultureInfo.InvariantCulture, $"stage {stage.Number + 1} of {stages.Length}"), blocks));
            }
        }

        var device = CostNode.Sum("device", nodes);
        if (Launching(shape) is var launching && launching > Seconds.Zero)
        {
            var launch = CostNode.Leaf(
                "launching", launching, Bound.Overhead, $"no captured graph; {operators.Describe(running)}", running.EagerLaunch.Source);
            device = CostNode.Longest("device beside launching", [device, launch]);
        }

        var host = CostNode.Leaf(
            "host", Host(asked), Bound.Overhead, $"{running.HostPerStep.Value} a step and {running.HostPerSequence.Value} a sequence", running.HostPerStep.Source);
        if (HostGap <= Seconds.Zero)
        {
            return HidesHost
                ? CostNode.Longest($"{name}: host hides behind device", [device, host])
                : CostNode.Sum($"{name}: host, then device", [device, host]);
        }

        var gap = CostNode.Leaf("gap", HostGap, Bound.Overhead, "host time between two steps that hides behind nothing", Gap.Source);
        return HidesHost
            ? CostNode.Sum(name, [CostNode.Longest("host hides behind device", [device, host]), gap])
            : CostNode.Sum($"{name}: gap, host, then device", [device, host, gap]);
    }

    private List<CostNode> ExplainStage(LoweredStage stage, in StepShape shape)
    {
        var blocks = new List<CostNode>();
        foreach (var block in stage.Blocks)
        {
            var leaves = new List<CostNode>();
            foreach (var part in block.Operators)
            {
                Explain(part, shape, leaves);
            }

            if (leaves.Count > 0)
            {
                blocks.Add(CostNode.Repeat(block.Name, block.Count, leaves));
            }
        }

        return blocks;
    }

    private void Explain(Operator part, in StepShape shape, List<CostNode> leaves)
    {
        var tokens = part is TokenOperator choice ? Tokens(choice.Choice, shape) : 1;
        if (tokens <= 0)
        {
            return;
        }

        if (part is CollectiveOperator collective)
        {
            var time = CollectiveOf(collective, tokens, CurveOf(collective, tokens));
            if (time.Total <= Seconds.Zero)
            {
                return;
            }

            var group = collective.Group;
            var wire = group.Far is { } far ? $"{group.Near.Link.Name} and {far.Link.Name}" : group.Near.Link.Name;
            leaves.Add(CostNode.Leaf(
                part.Name,
                time.Total,
                time.Latency > time.Transfer ? Bound.LinkLatency : Bound.LinkBandwidth,
                $"{time.Algorithm} over {group.Ranks} ranks on {wire}: {collective.Buffer(tokens)}; latency {time.Latency}, bytes {time.Transfer}",
                CurveOf(collective, tokens).Source));
            if (ApartFrom(collective, tokens) is { } norm)
            {
                Explain(norm, shape, leaves);
            }

            return;
        }

        var kernel = TimeOf(part, shape);
        if (kernel.Total <= Seconds.Zero)
        {
            return;
        }

        if (CallOf(part, shape) is { } call)
        {
            leaves.Add(CostNode.Leaf(part.Name, kernel.Total, kernel.Largest, kernels.Basis(call, kernels.Predict(call)) + Beside(part, tokens), kernels.Source(call)));
            return;
        }

        var work = part is TokenOperator counted ? counted.Work(tokens) : ((ContextOperator)part).Work(shape);
        leaves.Add(CostNode.Leaf(part.Name, kernel.Total, kernel.Largest, roofline.Basis(part.Kind, work) + Beside(part, tokens), roofline.Source(part.Kind)));
    }

    private string Beside(Operator part, double tokens) => part is TokenOperator { IsBeside: true } && running.ExposedBeside(tokens) < 1
        ? string.Create(CultureInfo.InvariantCulture, $"; beside the routed experts, which hide {running.SharedExpertsHidden.Value:P0} of it ({running.SharedExpertsHidden.Source})")
        : string.Empty;

    /// <summary>The measured kind of kernel an operator is in a step, or null.</summary>
    private KernelCall? CallOf(Operator part, in StepShape shape)
    {
        return kernels.AsRun(part switch
        {
            TokenOperator counted => counted.Call(Math.Max(1, Tokens(counted.Choice, shape))),
            ContextOperator looks => looks.Call(shape),
            _ => null,
        });
    }

    private StepBreakdown TimeOf(Operator part, in StepShape shape)
    {
        if (part is ContextOperator looks)
        {
            var work = looks.Work(shape);
            if (work.Launches == 0)
            {
                return default;
            }

            var seconds = times.SurfaceOf(looks).Seconds(shape);
            return CallOf(part, shape) is { } call ? Split(seconds, kernels.Physics(call)) : Split(seconds, Parts(roofline.Time(part.Kind, work)));
        }

        var counted = (TokenOperator)part;
        var tokens = Tokens(counted.Choice, shape);
        return tokens > 0 ? TimeOf(counted, tokens) : default;
    }

    private StepBreakdown TimeOf(CollectiveOperator collective, double tokens, CollectiveCurve curve)
    {
        var time = CollectiveOf(collective, tokens, curve);
        var talk = new StepBreakdown(Seconds.Zero, Seconds.Zero, time.Transfer, time.Latency, Seconds.Zero);
        return ApartFrom(collective, tokens) is { } norm ? talk + TimeOf(norm, tokens) : talk;
    }

    /// <summary>The norm after an all-reduce where the engine does it by itself for this size.</summary>
    private Elementwise? ApartFrom(CollectiveOperator collective, double tokens) =>
        collective.Norm is { } norm && !running.Collectives.FusesNorm(collective.Group.Ranks, collective.Buffer(tokens)) ? norm : null;

    private CollectiveTime CollectiveOf(CollectiveOperator collective, double tokens, CollectiveCurve curve)
    {
        var time = curve.Time(running.Collectives.Busiest(collective.Collective, collective.Exchange(tokens)));
        return running.Collectives.Overlap is { } overlap ? overlap.Felt(collective.Collective, tokens, time) : time;
    }

    private CollectiveCurve CurveOf(CollectiveOperator collective, double tokens) =>
        collectives.GetOrAdd((collective.Collective, collective.Group, running.Launch(tokens)), key => running.Collectives.Curve(key.Kind, key.Group, key.Launch));

    private static KernelParts Parts(in KernelTime time) =>
        new(time.Floor.Total, time.Compute.Total, time.Memory.Total, time.Total.Total);

    private static StepBreakdown Split(in KernelTime time) => Split(time.Total.Total, Parts(time));

    /// <summary>A time dealt out as physics deals its own: the floor, and the longer of arithmetic and traffic.</summary>
    private static StepBreakdown Split(double seconds, in KernelParts physics)
    {
        var floor = physics.Total > 0 ? seconds * physics.Floor / physics.Total : 0;
        var rest = Seconds.Of(seconds - floor);
        return physics.Compute > physics.Memory
            ? new StepBreakdown(rest, Seconds.Zero, Seconds.Zero, Seconds.Zero, Seconds.Of(floor))
            : new StepBreakdown(Seconds.Zero, rest, Seconds.Zero, Seconds.Zero, Seconds.Of(floor));
    }
}
