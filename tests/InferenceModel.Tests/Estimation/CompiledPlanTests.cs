using CsCheck;
using InferenceModel.Costs;
using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using Xunit;

namespace InferenceModel.Tests.Estimation;

public sealed class CompiledPlanTests
{
    private static readonly (string Model, string System, ShardingPlan Plan)[] Cases =
    [
        ("llama-3.1-70b", "hgx_h100", new ShardingPlan(4)),
        ("llama-3.1-405b", "hgx_h200", new ShardingPlan(8, 2)),
        ("deepseek-r1", "gb200_nvl72", new ShardingPlan(1, 1, 16, 16)),
        ("qwen3-next-80b-a3b", "hgx_b200", new ShardingPlan(2)),
        ("gpt-oss-120b", "hgx_h100", new ShardingPlan(2)),
        ("nemotron-h-56b", "hgx_h200", new ShardingPlan(4)),
    ];

    private static readonly Gen<StepShape> Shapes = Gen.Select(Gen.Double[0, 16384], Gen.Int[1, 8], Gen.Double[0, 30000], Gen.Int[0, 512], Gen.Double[1, 30000],
        (prefill, sequences, past, decode, context) => new StepShape(prefill, prefill > 0 ? sequences : 0, past, decode, context));

    [Fact]
    public void Compiled_times_are_those_of_the_operators_added_up()
    {
        foreach (var (model, system, plan) in Cases)
        {
            var compiled = Repository.Prepare(model, system, plan).Plan!;
            Shapes.Where(shape => shape.Tokens >= 1).Sample(shape =>
            {
                var exact = compiled.Model.Breakdown(shape).Total;
                return Math.Abs((compiled.Latency(shape) / exact) - 1) < 0.02;
            }, iter: 300);
        }
    }

    [Fact]
    public void Plans_are_shared_by_engines_that_differ_in_limits_and_by_no_others()
    {
        var machine = Repository.Catalog.Systems.Find("hgx_h100")!;
        var model = Repository.Model("llama-3.1-8b");
        var engine = Repository.Catalog.Engines.Find("vllm")!;
        var shared = new CompiledPlans();
        PreparedDeployment With(Engines.ServingEngine started) => PreparedDeployment.Prepare(
            new Deployment(model, model.KvFormat, machine, started, new ShardingPlan()), Repository.Catalog.Efficiencies(machine.Accelerator.Architecture), shared);

        var usual = With(engine);
        var limited = With(engine with { MaximumSequences = 4, MaximumBatchedTokens = 2048, MemoryShare = engine.MemoryShare with { Value = 0.5 } });
        var taking = With(engine with { HidesHost = false });
        var other = With(Repository.Catalog.Engines.Find("sglang")!);
        var step = Operators.StepShape.Decode(8, 1000);

        Assert.Same(usual.Plan!.Model.Sampled, limited.Plan!.Model.Sampled);
        Assert.Same(usual.Plan.Model.Sampled, taking.Plan!.Model.Sampled);
        Assert.NotSame(usual.Plan.Model.Sampled, other.Plan!.Model.Sampled);
        Assert.Equal(usual.Plan.Latency(step), limited.Plan.Latency(step));
        Assert.True(taking.Plan.Latency(step) > usual.Plan.Latency(step));
        Assert.True(limited.Memory.KvBudget < usual.Memory.KvBudget);
    }

    [Fact]
    public void Every_node_of_the_tree_is_what_its_rule_makes_of_its_parts()
    {
        foreach (var (model, system, plan) in Cases)
        {
            var compiled = Repository.Prepare(model, system, plan).Plan!;
            var shape = new StepShape(512, 1, 100, 16, 2000);
            var root = compiled.Model.Explain("step", shape);
            Check(root);
            Assert.Equal(1, root.Time / compiled.Model.Breakdown(shape).Total, 1e-9);
        }
    }

    [Fact]
    public void More_context_is_never_faster() =>
        Gen.Select(Gen.Int[1, 256], Gen.Double[1, 50000], Gen.Double[1, 4]).Sample((batch, context, more) =>
        {
            var plan = Llama.Value;
            return plan.Latency(StepShape.Decode(batch, context * more)) >= plan.Latency(StepShape.Decode(batch, context));
        });

    [Fact]
    public void A_decoding_step_lies_on_the_line_of_its_context()
    {
        foreach (var (model, system, plan) in Cases)
        {
            var compiled = Repository.Prepare(model, system, plan).Plan!;
            Gen.Select(Gen.Double[1, 600], Gen.Double[0, 200000]).Sample((sequences, context) =>
            {
                var line = compiled.DecodeLine(sequences, context);
                var time = compiled.Latency(StepShape.Decode(sequences, context));
                return context >= line.FromContext * 0.999999 && context <= line.ToContext * 1.000001 && Math.Abs((line.At(context) / time) - 1) < 1e-9;
            }, iter: 200);
        }
    }

    [Fact]
    public void A_step_evaluation_allocates_nothing()
    {
        var plan = Llama.Value;
        var shape = new StepShape(512, 1, 0, 64, 1000);
        plan.Latency(shape);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            plan.Latency(shape);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static readonly Lazy<CompiledPlan> Llama = new(() => Repository.Prepare("llama-3.1-70b", "hgx_h100", new ShardingPlan(8)).Plan!);

    private static void Check(CostNode node)
    {
        Assert.Equal(node.Composed.Total, node.Time.Total, 1e-15 + (1e-9 * node.Time.Total));
        if (node.Rule == CompositionRule.Leaf)
        {
            Assert.NotEmpty(node.Basis);
            Assert.NotEmpty(node.Source);
        }

        foreach (var part in node.Parts)
        {
            Check(part);
        }
    }
}
