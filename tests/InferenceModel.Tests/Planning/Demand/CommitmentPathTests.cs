using System.Collections.Immutable;
using CsCheck;
using InferenceModel.Planning.Demand;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Planning.Demand;

public sealed class CommitmentPathTests
{
    [Fact]
    public void No_path_that_never_falls_is_cheaper() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 5].Array[1, 4], Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, 3]).Sample((months, committed, onDemand, onHand) =>
        {
            // Months of equal hours, as a year has them.
            var hours = months.Max(month => month.Length);
            ImmutableArray<ImmutableArray<int>> needs = [.. months.Select(month => Enumerable.Range(0, hours).Select(hour => month[hour % month.Length]).ToImmutableArray())];
            var path = CommitmentPath.Of(needs, UsdPerHour.Of(committed), UsdPerHour.Of(onDemand), onHand);
            var least = Paths(needs.Length, onHand, 7).Min(other => Bill(needs, other, committed, onDemand));
            return path.Zip(path.Skip(1)).All(pair => pair.Second >= pair.First) && path[0] >= onHand && Math.Abs(Bill(needs, [.. path], committed, onDemand) - least) < 1e-9;
        }, iter: 300);

    [Fact]
    public void Without_hourly_renting_the_most_ever_needed_is_kept() =>
        Assert.Equal([5, 5, 7], CommitmentPath.Of([[2, 5], [3, 1], [7, 7]], UsdPerHour.Of(1), null, 0).AsEnumerable());

    [Fact]
    public void A_shrinking_product_commits_to_less_than_its_first_month_alone_would()
    {
        // Alone the first month commits to 10 and the second to 2; a contract over both is worth it for what half of all hours need: 2.
        ImmutableArray<ImmutableArray<int>> needs = [[10, 10], [2, 2]];
        Assert.Equal([2, 2], CommitmentPath.Of(needs, UsdPerHour.Of(1), UsdPerHour.Of(2), 0).AsEnumerable());
    }

    private static IEnumerable<int[]> Paths(int months, int least, int most) => months == 0
        ? [[]]
        : Enumerable.Range(least, Math.Max(1, most - least + 1)).SelectMany(first => Paths(months - 1, first, most).Select(rest => (int[])[first, .. rest]));

    private static double Bill(ImmutableArray<ImmutableArray<int>> needs, int[] path, int committed, int onDemand) =>
        needs.Index().Sum(month => month.Item.Sum(need => (committed * path[month.Index]) + (onDemand * Math.Max(0, need - path[month.Index]))));
}
