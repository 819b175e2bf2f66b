using System.Globalization;
using System.Text;
using InferenceModel.Reports;
using InferenceModel.Scenarios;
using Xunit;

namespace InferenceModel.Tests.Scenarios;

/// <summary>
/// Every shipped scenario gives the result that stands beside it. UPDATE_GOLDENS=1 rewrites the results; review the
/// difference of the numbers.
/// </summary>
public sealed class ScenarioGoldenTests
{
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "scenarios"), "*.csv").Select(path => Path.GetFileName(path)!).Where(name => !name.EndsWith(".expected.csv", StringComparison.Ordinal)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_scenario_gives_its_expected_result(string name)
    {
        var path = Path.Combine(Repository.Root, "scenarios", name);
        using var text = new StringWriter();
        if (File.ReadLines(path).First().StartsWith(DemandColumns.Product + ",", StringComparison.Ordinal))
        {
            var plan = new DemandPlanner(Repository.Catalog, null).Plan(DemandReader.Read(path, Repository.Catalog));
            Assert.Empty(plan.Refused);
            new DemandReport(plan).WriteCsv(text);
        }
        else
        {
            var file = ScenarioReader.Read(path, Repository.Catalog);
            Assert.Empty(file.Findings);
            ResultWriter.WriteCsv(file.Columns, new ScenarioRunner(Repository.Catalog).Run(file.Rows), text);
        }

        var golden = Path.ChangeExtension(path, ".expected.csv");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(golden, text.ToString(), new UTF8Encoding(false));
        }

        Same(File.ReadAllText(golden), text.ToString());
    }

    /// <summary>Cell by cell: texts equal, numbers within the last printed digit.</summary>
    private static void Same(string expected, string actual)
    {
        var (expectedLines, actualLines) = (expected.Split('\n'), actual.Split('\n'));
        Assert.Equal(expectedLines.Length, actualLines.Length);
        for (var i = 0; i < expectedLines.Length; i++)
        {
            var (left, right) = (expectedLines[i].Split(','), actualLines[i].Split(','));
            Assert.Equal(left.Length, right.Length);
            for (var j = 0; j < left.Length; j++)
            {
                if (double.TryParse(left[j], CultureInfo.InvariantCulture, out var wanted) && double.TryParse(right[j], CultureInfo.InvariantCulture, out var got))
                {
                    Assert.True(Math.Abs(wanted - got) <= Tolerance * Math.Abs(wanted), $"line {i + 1}, cell {j + 1}: {left[j]} expected, {right[j]} found");
                }
                else
                {
                    Assert.Equal(left[j], right[j]);
                }
            }
        }
    }
}
