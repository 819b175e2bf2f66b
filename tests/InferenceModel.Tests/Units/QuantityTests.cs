using System.Globalization;
using CsCheck;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Units;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("4.8 TB/s", 4.8e12)]
    [InlineData("450GB/s", 450e9)]
    [InlineData("16 B/s", 16)]
    public void A_bandwidth_is_read_with_its_unit(string text, double expected) =>
        Assert.Equal(expected, BytesPerSecond.Parse(text, CultureInfo.InvariantCulture).Total, 1e-6 * expected);

    [Theory]
    [InlineData("80")]
    [InlineData("")]
    [InlineData("GiB")]
    [InlineData("1e999 GiB")]
    [InlineData("NaN GiB")]
    [InlineData("80 gib")]
    public void A_bare_number_an_unknown_unit_or_no_number_is_no_quantity(string text) =>
        Assert.False(Bytes.TryParse(text, CultureInfo.InvariantCulture, out _));

    [Fact]
    public void Binary_and_decimal_prefixes_differ()
    {
        Assert.Equal(85_899_345_920, Bytes.Parse("80 GiB", CultureInfo.InvariantCulture).Total);
        Assert.Equal(80e9, Bytes.Parse("80 GB", CultureInfo.InvariantCulture).Total);
    }

    [Fact]
    public void Physical_arithmetic_gives_the_dimension_it_should()
    {
        Assert.Equal(2, (Bytes.OfGiga(900) / BytesPerSecond.OfGiga(450)).Total, 12);
        Assert.Equal(0.5, (Flops.OfTera(500) / FlopsPerSecond.OfTera(1000)).Total, 12);
        Assert.Equal(7200, (Watts.Of(2) * Seconds.OfHours(1)).Total, 9);
        Assert.Equal(1.5, (UsdPerHour.Of(3) * Seconds.Of(1800)).Total, 12);
    }

    [Fact]
    public void Writing_and_reading_again_keeps_four_digits() =>
        Gen.Double[1e-9, 1e9].Sample(value =>
        {
            var time = Seconds.Of(value);
            var back = Seconds.Parse(time.ToString(), CultureInfo.InvariantCulture);
            return Math.Abs((back.Total / value) - 1) < 1e-3;
        });

    /// <summary>Every quantity there is, so that a new one is tested without a word here.</summary>
    public static TheoryData<Type> Quantities => [.. typeof(Seconds).Assembly.GetTypes().Where(type => type.IsValueType && type.Namespace == typeof(Seconds).Namespace
        && type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IQuantity<>))).OrderBy(type => type.Name, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Quantities))]
    public void Every_quantity_reads_what_it_writes_in_each_of_its_units(Type quantity) =>
        typeof(QuantityTests).GetMethod(nameof(RoundTrip), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(quantity).Invoke(null, null);

    private static void RoundTrip<T>()
        where T : struct, IQuantity<T> => Gen.Double[1e-3, 1e6].Sample(value => T.Units.All(unit =>
        {
            var read = T.Parse(string.Create(CultureInfo.InvariantCulture, $"{value:R} {unit.Symbol}"), CultureInfo.InvariantCulture);
            var again = T.Parse(read.ToString()!, CultureInfo.InvariantCulture);
            return Math.Abs((read.InBase / (value * unit.Scale)) - 1) < 1e-12 && Math.Abs((again.InBase / read.InBase) - 1) < 1e-3;
        }), iter: 50);

    [Fact]
    public void Money_tokens_energy_and_carbon_multiply_to_what_they_should()
    {
        Assert.Equal(3, TokenPrice.Of(1.5).For(2_000_000).Total, 12);
        Assert.Equal(1.5, TokenPrice.Of(Usd.Of(3), 2_000_000).Total, 12);
        Assert.Equal(2_000_000, TokenPrice.Of(1.5).TokensFor(Usd.Of(3)), 6);
        Assert.Equal(0.16, (EnergyPrice.Of(0.08) * Joules.OfKilowattHours(2)).Total, 12);
        Assert.Equal(0.08, EnergyPrice.Of(0.04).For(Watts.OfKilo(2)).Total, 12);
        Assert.Equal(0.8, (CarbonIntensity.Of(0.4) * Joules.OfKilowattHours(2)).Total, 12);
    }

    [Fact]
    public void The_default_is_nothing() => Assert.Equal("0 s", default(Seconds).ToString());
}
