using System.Xml.Linq;
using InferenceModel.Plots;
using InferenceModel.Reports.Charts;
using Xunit;

namespace InferenceModel.Tests.Reports.Charts;

public sealed class ChartTests
{
    private static readonly Chart Scatter = new(
        "predicted <against> measured",
        new ChartAxis("measured, ms", IsLogarithmic: true),
        new ChartAxis("predicted, ms", IsLogarithmic: true),
        [
            new ChartSeries("h100 & h200", ChartMark.Points, [new(1, 1.2, "one"), new(10, 9, "two"), new(100, 130, "three"), new(0, 5, "not above zero")]),
            new ChartSeries("b200", ChartMark.LineWithPoints, [new(2, 2, ""), new(20, 21, "")]),
        ])
    {
        Guides = [new ChartGuide.Diagonal(1, "equal"), new ChartGuide.Vertical(50, "limit")],
    };

    [Fact]
    public void Equal_ratios_take_equal_room_on_a_logarithmic_axis()
    {
        // 1 to 100 with a margin of 12 % at both ends: 10 lies in the middle.
        var scale = Scatter.AcrossScale;
        Assert.Equal(0.5, scale.Share(10), 12);
        Assert.Equal([1, 2, 5, 10, 20, 50, 100], scale.Ticks);
        Assert.DoesNotContain(0, scale.Ticks);
    }

    [Fact]
    public void A_linear_axis_begins_at_zero_and_has_round_ticks()
    {
        var scale = AxisScale.Of(new ChartAxis("x"), [0.31, 1.07]);
        // 1.07 in six parts is 0.178, the next of 1, 2, 5 is 0.2: six ticks from 0 to 1.2.
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2], scale.Ticks);
        Assert.Equal([-20, 0, 20, 40, 60, 80, 100], AxisScale.Of(new ChartAxis("x"), [-7, 92]).Ticks);
    }

    [Fact]
    public void A_diagonal_ends_where_the_first_axis_does()
    {
        // Across from 1/1.12 to 112, up from 1.2/1.12 to 145.6: y = x enters from below at 1.2/1.12 and leaves at the right at 112.
        var ends = Chart.Ends(Scatter.Guides[0], Scatter.AcrossScale, Scatter.UpScale);
        Assert.NotNull(ends);
        Assert.Equal(1.2 / 1.12, ends.Value.X1, 12);
        Assert.Equal(112, ends.Value.X2, 10);
        Assert.Null(Chart.Ends(new ChartGuide.Vertical(500, "outside"), Scatter.AcrossScale, Scatter.UpScale));
    }

    [Fact]
    public void A_vector_graphic_has_every_point_label_and_name_and_escapes_them()
    {
        var root = XElement.Parse(SvgChart.File(Scatter));
        var text = root.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.Contains("predicted <against> measured", text);
        Assert.Contains("h100 & h200", text);
        Assert.Contains("measured, ms, logarithmic", text);
        Assert.Contains("equal", text);
        // Three points that a logarithmic axis can show and a dot in the legend; two of the other series.
        Assert.Equal(4, root.Descendants().Count(element => element.Attribute("class")?.Value == "dot0"));
        Assert.Equal(2, root.Descendants().Count(element => element.Attribute("class")?.Value == "dot1"));
        Assert.Contains(root.Descendants(), element => element.Name.LocalName == "title" && element.Value == "two");
    }

    [Fact]
    public void The_same_chart_is_the_same_bytes() => Assert.Equal(SvgChart.File(Scatter), SvgChart.File(Scatter with { Title = Scatter.Title }));

    [Fact]
    public void A_raster_plot_is_a_picture()
    {
        if (!PngChart.HasFonts)
        {
            Assert.Skip("This machine has no font to draw letters with.");
        }

        var bytes = PngChart.File(Scatter);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        // Width and height stand in the header, big endian.
        Assert.Equal((1350, 840), ((bytes[18] << 8) | bytes[19], (bytes[22] << 8) | bytes[23]));
        Assert.True(bytes.Length > 10_000, "an empty picture is smaller");
    }
}
