using CsCheck;
using InferenceModel.Estimation;
using Xunit;

namespace InferenceModel.Tests.Estimation;

public sealed class OctaveStepsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    public void A_number_is_found_or_the_step_below_it(int perOctave)
    {
        var steps = new OctaveSteps(perOctave);
        Gen.Double[0, 40].Sample(exponent =>
        {
            var exact = (int)Math.Floor(exponent * perOctave);
            return steps.Below(Math.Pow(2, exponent)) is var found && (found == exact || found == exact - 1 || (found == exact + 1 && (exponent * perOctave) - exact > 1 - 1e-9));
        });
    }

    [Fact]
    public void Places_on_an_axis_are_those_a_search_finds()
    {
        var knots = new Knots(0, 64, 2, 14);
        bool IsPlace(double value)
        {
            // The last interval goes on for ever.
            var expected = Math.Clamp(Array.FindLastIndex(knots.Values, knot => knot <= value), 0, knots.Values.Length - 2);
            return knots.IntervalOf(value) == expected;
        }

        Assert.All(knots.Values, value => Assert.True(IsPlace(value) && IsPlace(Math.BitDecrement(Math.Max(1, value))) && IsPlace(Math.BitIncrement(value)), $"{value}"));
        Gen.Double[0, 3e6].Sample(IsPlace);
    }
}
