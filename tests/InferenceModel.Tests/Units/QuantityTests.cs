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

    [Fact]
    public void The_default_is_nothing() => Assert.Equal("0 s", default(Seconds).ToString());
}
