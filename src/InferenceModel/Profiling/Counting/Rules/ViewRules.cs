using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting.Rules;

/// <summary>Shapes of operators that only move, cut, join or describe values.</summary>
internal static class ViewRules
{
    private const int Most = 64;

    /// <summary>What is known of a node's outputs; empty where the operator is not followed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="reads">What is known of its inputs.</param>
    public static ValueFacts?[] Of(OnnxNode node, ValueFacts?[] reads)
    {
        var first = reads.Length > 0 ? reads[0] : null;
        return node.Operator switch
        {
            "Constant" => [Constant(node)],
            "Shape" => [Shape(node, first!)],
            "Size" => [new ValueFacts(OnnxElement.Int64, []) { Known = [first!.Count] }],
            "Reshape" => [Reshape(node, first!, reads[1]!)],
            "Transpose" => [Transpose(node, first!)],
            "Split" => Split(node, first!, reads),
            "Concat" => [Concat(node, reads)],
            "Gather" => [Gather(node, first!, reads[1]!)],
            "GatherBlockQuantized" => [new ValueFacts(reads[2]!.Element, [.. reads[1]!.Sizes, first!.Width * (first.Element == OnnxElement.UInt8 ? 8 / node.Integer("bits", 4) : 1)])],
            "GatherElements" => [first! with { Sizes = reads[1]!.Sizes, Known = null, IsConstant = false }],
            "GatherND" => [GatherND(first!, reads[1]!)],
            "Tile" => [first! with { Sizes = [.. first!.Sizes.Zip(reads[1]!.Known!, (size, times) => size * times)], Known = null }],
            "Flatten" => [Flatten(node, first!)],
            "NonZero" => [new ValueFacts(OnnxElement.Int64, [first!.Sizes.Length, first.Routing is { } routing ? first.Count / routing.Experts : first.Count]) { Routing = first.Routing }],
            "Slice" => [Slice(first!, reads)],
            "Unsqueeze" => [first! with { Sizes = Unsqueezed(first!.Sizes, Axes(node, reads)) }],
            "Squeeze" => [Squeeze(first!, Axes(node, reads))],
            "Expand" => [first! with { Sizes = Expanded(first!.Sizes, reads[1]!.Known!), Known = null }],
            "ConstantOfShape" => [ConstantOfShape(node, reads[0]!.Known!)],
            "Range" => [Range(first!, reads[1]!.Known![0], reads[2]!.Known![0])],
            "ReduceSum" or "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL2" or "ReduceSumSquare" or "ArgMax" or "ArgMin" => [Reduce(node, first!, Axes(node, reads))],
            _ => [],
        };
    }

    private static ValueFacts? Constant(OnnxNode node)
    {
        if (node.Find("value")?.Tensor is { } tensor)
        {
            return new ValueFacts(tensor.Element, [.. tensor.Shape.Select(size => (double)size)]) { IsConstant = true, Known = tensor.Count <= 64 ? tensor.Integers()?.Select(number => (double)number).ToArray() : null };
        }

        return node.Find("value_int")?.Integer is { } integer
            ? new ValueFacts(OnnxElement.Int64, []) { IsConstant = true, Known = [integer] }
            : node.Find("value_ints")?.Integers is { } integers ? new ValueFacts(OnnxElement.Int64, [integers.Length]) { IsConstant = true, Known = [.. integers.Select(number => (double)number)] }
            : node.Find("value_float") is not null ? new ValueFacts(OnnxElement.Float32, []) { IsConstant = true } : null;
    }

    /// <summary>All sizes, or those from start to end (since operator set 15).</summary>
    private static ValueFacts Shape(OnnxNode node, ValueFacts value)
    {
        var rank = value.Sizes.Length;
        var (start, end) = (node.Integer("start", 0), node.Integer("end", rank));
        var from = (int)Math.Clamp(start < 0 ? start + rank : start, 0, rank);
        var to = (int)Math.Clamp(end < 0 ? end + rank : end, from, rank);
        return new ValueFacts(OnnxElement.Int64, [to - from]) { Known = value.Sizes[from..to] };
    }

    private static ValueFacts Flatten(OnnxNode node, ValueFacts value)
    {
        var axis = Axis(node.Integer("axis", 1), value.Sizes.Length);
        var outer = value.Sizes[..axis].Aggregate(1.0, (product, size) => product * size);
        return value with { Sizes = [outer, value.Count / outer], Known = null };
    }

    private static ValueFacts ConstantOfShape(OnnxNode node, double[] sizes)
    {
        var tensor = node.Find("value")?.Tensor;
        var count = sizes.Aggregate(1.0, (product, size) => product * size);
        double[]? known = sizes.Length <= 1 && count <= Most && tensor?.Integers() is [var number] ? [.. Enumerable.Repeat((double)number, (int)count)] : null;
        return new ValueFacts(tensor?.Element ?? OnnxElement.Float32, sizes) { Known = known };
    }

    private static ValueFacts Range(ValueFacts start, double limit, double step)
    {
        var first = start.Known![0];
        var count = Math.Max(0, Math.Ceiling((limit - first) / step));
        return new ValueFacts(start.Element, [count]) { Known = count <= Most ? [.. Enumerable.Range(0, (int)count).Select(i => first + (i * step))] : null };
    }

    private static double[] Axes(OnnxNode node, ValueFacts?[] reads) =>
        node.Find("axes")?.Integers is { } set ? [.. set.Select(axis => (double)axis)] : reads.Length > 1 ? reads[1]?.Known ?? [] : [];

    private static ValueFacts Reshape(OnnxNode node, ValueFacts value, ValueFacts shape)
    {
        var wanted = shape.Known!;
        double[] sizes = [.. wanted.Select((size, i) => size == 0 && node.Integer("allowzero", 0) == 0 ? value.Sizes[i] : size)];
        var open = Array.IndexOf(sizes, -1);
        if (open >= 0)
        {
            sizes[open] = value.Count / sizes.Where(size => size != -1).Aggregate(1.0, (product, size) => product * size);
        }

        return value with { Sizes = sizes, Known = sizes.Length <= 1 ? value.Known : null };
    }

    private static ValueFacts Transpose(OnnxNode node, ValueFacts value)
    {
        var order = node.Find("perm")?.Integers?.Select(axis => (int)axis).ToArray() ?? [.. Enumerable.Range(0, value.Sizes.Length).Reverse()];
        return value with { Sizes = [.. order.Select(axis => value.Sizes[axis])], Known = null };
    }

    private static ValueFacts?[] Split(OnnxNode node, ValueFacts value, ValueFacts?[] reads)
    {
        var axis = Axis(node.Integer("axis", 0), value.Sizes.Length);
        double[]? parts = node.Find("split")?.Integers is { } set ? [.. set.Select(size => (double)size)] : reads.Length > 1 ? reads[1]?.Known : null;
        parts ??= [.. Enumerable.Repeat(value.Sizes[axis] / node.Outputs.Length, node.Outputs.Length)];
        return [.. parts.Select(part => value with { Sizes = With(value.Sizes, axis, part), Known = null })];
    }

    private static ValueFacts Concat(OnnxNode node, ValueFacts?[] reads)
    {
        var first = reads[0]!;
        if (first.Sizes.Length == 1 && reads.All(read => read!.Known is not null))
        {
            double[] known = [.. reads.SelectMany(read => read!.Known!)];
            return first with { Sizes = [known.Length], Known = known };
        }

        var axis = Axis(node.Integer("axis", 0), first.Sizes.Length);
        return first with { Sizes = With(first.Sizes, axis, reads.Sum(read => read!.Sizes[axis])), Known = null, IsConstant = reads.All(read => read!.IsConstant) };
    }

    private static ValueFacts Gather(OnnxNode node, ValueFacts value, ValueFacts index)
    {
        var axis = Axis(node.Integer("axis", 0), value.Sizes.Length);
        double[]? known = value.Known is { } numbers && index.Known is { } places ? [.. places.Select(place => numbers[(int)(place < 0 ? place + numbers.Length : place)])] : null;
        return value with { Sizes = [.. value.Sizes[..axis], .. index.Sizes, .. value.Sizes[(axis + 1)..]], Known = known, IsConstant = false };
    }

    private static ValueFacts GatherND(ValueFacts value, ValueFacts index) =>
        value with { Sizes = [.. index.Sizes[..^1], .. value.Sizes[(int)index.Width..]], Known = null, Routing = index.Routing };

    private static ValueFacts Slice(ValueFacts value, ValueFacts?[] reads)
    {
        var (starts, ends) = (reads[1]!.Known!, reads[2]!.Known!);
        var axes = reads.Length > 3 && reads[3] is { } given ? given.Known! : [.. Enumerable.Range(0, starts.Length).Select(axis => (double)axis)];
        var steps = reads.Length > 4 && reads[4] is { } strides ? strides.Known! : [.. axes.Select(_ => 1.0)];
        var sizes = (double[])value.Sizes.Clone();
        var known = value.Known;
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = Axis((long)axes[i], sizes.Length);
            var size = sizes[axis];
            var from = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
            var to = Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], 0, size);
            sizes[axis] = Math.Max(0, Math.Ceiling((to - from) / steps[i]));
            known = known is not null && steps[i] == 1 ? known[(int)from..(int)to] : null;
        }

        return value with { Sizes = sizes, Known = known };
    }

    private static double[] Unsqueezed(double[] sizes, double[] axes)
    {
        var rank = sizes.Length + axes.Length;
        var added = axes.Select(axis => Axis((long)axis, rank)).ToHashSet();
        var next = 0;
        return [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : sizes[next++])];
    }

    private static ValueFacts Squeeze(ValueFacts value, double[] axes)
    {
        var gone = axes.Select(axis => Axis((long)axis, value.Sizes.Length)).ToHashSet();
        return value with { Sizes = [.. value.Sizes.Where((size, i) => axes.Length == 0 ? size != 1 : !gone.Contains(i))] };
    }

    private static ValueFacts Reduce(OnnxNode node, ValueFacts value, double[] axes)
    {
        var gone = axes.Select(axis => Axis((long)axis, value.Sizes.Length)).ToHashSet();
        var isKept = node.Integer("keepdims", 1) != 0;
        return value with { Sizes = [.. value.Sizes.Select((size, i) => axes.Length == 0 || gone.Contains(i) ? (isKept ? 1 : -1) : size).Where(size => size >= 0)], Known = null };
    }

    private static double[] Expanded(double[] sizes, double[] wanted)
    {
        var rank = Math.Max(sizes.Length, wanted.Length);
        return [.. Enumerable.Range(0, rank).Select(i => Math.Max(From(sizes, rank, i), From(wanted, rank, i)))];
    }

    private static double From(double[] sizes, int rank, int i) => i < rank - sizes.Length ? 1 : sizes[i - rank + sizes.Length];

    private static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    private static double[] With(double[] sizes, int axis, double size)
    {
        var changed = (double[])sizes.Clone();
        changed[axis] = size;
        return changed;
    }
}
