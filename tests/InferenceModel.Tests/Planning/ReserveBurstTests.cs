using CsCheck;
using InferenceModel.Planning;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Planning;

public sealed class ReserveBurstTests
{
    private static readonly Gen<ReserveBurst> Choices = Gen.Select(Gen.Int[0, 60].Array[1, 168], Gen.Int[1, 40], Gen.Int[1, 40]).Select(
        (need, committed, onDemand) => new ReserveBurst([.. need], UsdPerHour.Of(committed * 0.1), UsdPerHour.Of(onDemand * 0.1)));

    [Fact]
    public void The_optimum_costs_what_trying_every_number_finds_and_is_the_fewest_that_does() => Choices.Sample(choice =>
    {
        var bills = Enumerable.Range(0, choice.Peak + 1).Select(count => Bill(choice, count)).ToList();
        var least = bills.Min();
        return Math.Abs(Bill(choice, choice.Optimum) - least) <= 1e-9 * (1 + least)
            && Math.Abs(choice.Bill(choice.Optimum).Total - Bill(choice, choice.Optimum)) <= 1e-9 * (1 + least)
            && bills.Take(choice.Optimum).All(bill => bill > least - (1e-9 * least));
    }, iter: 500);

    [Fact]
    public void The_marginal_accelerator_is_needed_for_the_share_of_the_prices() => Choices.Sample(choice =>
    {
        double Share(int count) => choice.Need.Count(need => need >= count) / (double)choice.Need.Length;
        return choice.Optimum == 0 || (Share(choice.Optimum) > choice.BreakEvenShare - 1e-9 && (choice.Optimum == choice.Peak || Share(choice.Optimum + 1) <= choice.BreakEvenShare + 1e-9));
    }, iter: 500);

    [Fact]
    public void A_hand_made_week_commits_to_what_is_needed_half_of_the_time()
    {
        // Needs 10, 10, 4, 2 at half the hourly price: the 4th is needed 75 % of the time, the 5th to 10th exactly 50 %, which saves nothing.
        var choice = new ReserveBurst([10, 10, 4, 2], UsdPerHour.Of(1), UsdPerHour.Of(2));
        Assert.Equal(4, choice.Optimum);
        Assert.Equal(4 + (2 * (6 + 6) / 4.0), choice.Bill(4).Total, 1e-12);
        Assert.Equal(choice.Bill(4).Total, choice.Bill(10).Total, 1e-12);
        Assert.Equal([10, 10, 4, 2], choice.Duration.AsEnumerable());
    }

    [Fact]
    public void The_curve_holds_both_ends_and_the_optimum() => Choices.Sample(choice =>
    {
        var counts = choice.Curve(11).Select(point => point.Committed).ToList();
        return counts.Contains(0) && counts.Contains(choice.Peak) && counts.Contains(choice.Optimum) && counts.SequenceEqual(counts.Order());
    }, iter: 100);

    [Fact]
    public void Dearer_contracts_never_commit_to_more() => Gen.Select(Choices, Gen.Double[1, 3]).Sample((choice, factor) =>
        (choice with { Committed = choice.Committed * factor }).Optimum <= choice.Optimum, iter: 300);

    private static double Bill(ReserveBurst choice, int committed) =>
        choice.Need.Average(need => (choice.Committed.Total * committed) + (choice.OnDemand.Total * Math.Max(0, need - committed)));
}
