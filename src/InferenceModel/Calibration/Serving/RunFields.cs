using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Sharding;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// The fields of a run that a benchmark's file carries or an option gives in its place, typed. One that neither has is reported by the name of its
/// option, so that the user knows what to add.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="line">Line the run begins on; 0 where the whole file is meant.</param>
/// <param name="details">What options give.</param>
/// <param name="inFile">What the file says about a name; null where it says nothing.</param>
/// <param name="findings">Takes the faults.</param>
internal sealed class RunFields(string file, int line, RunDetails details, Func<string, string?> inFile, FindingList findings)
{
    private const int MostRanks = 8192;

    /// <summary>The text of a field, or null where nobody gives it.</summary>
    /// <param name="name">Its name.</param>
    public string? Find(string name) => details.Find(name) ?? inFile(name);

    /// <summary>A text that must be given.</summary>
    /// <param name="name">Its name.</param>
    public string Text(string name)
    {
        if (Find(name) is { } text)
        {
            return text;
        }

        Report(name, "a value; the file does not carry it, so give the option");
        return string.Empty;
    }

    /// <summary>A number, or null where nobody gives it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    public double? FindNumber(string name, double least, double most)
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return null;
    }

    /// <summary>A number that must be given; the least accepted stands in for one that is not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    public double Number(string name, double least, double most)
    {
        if (Find(name) is null)
        {
            Report(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}; the file does not carry it, so give the option"));
            return least;
        }

        return FindNumber(name, least, most) ?? least;
    }

    /// <summary>The plan of the workers that decode. The tensor parallel width must be given; other widths are 1 where they are not.</summary>
    public ShardingPlan Plan()
    {
        if (Find("tp") is null)
        {
            Report("tp", string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {MostRanks}; the file does not carry it, so give the option"));
        }

        return new ShardingPlan(Width("tp"), Width("pp"), Width("dp"), Width("ep"), Width("cp"), Width("replicas"));
    }

    /// <summary>The plan of the workers that only prefill; null where no prefill width is given.</summary>
    public ShardingPlan? PrefillPlan() => Find("prefill-tp") is null
        ? null
        : new ShardingPlan(Width("prefill-tp"), Width("prefill-pp"), Width("prefill-dp"), Width("prefill-ep"), Width("prefill-cp"), Width("prefill-workers"));

    /// <summary>The weight format, or null where the checkpoint's own counts.</summary>
    public WeightFormat? Precision() => Known("precision", WeightFormat.Find, WeightFormat.All.Select(format => format.Id));

    /// <summary>The cache format, or null where the engine's or the checkpoint's own counts.</summary>
    public KvCacheFormat? KvPrecision() => Known("kv-precision", KvCacheFormat.Find, KvCacheFormat.All.Select(format => format.Id));

    /// <summary>How requests arrive, as options say; null where they say nothing.</summary>
    public ServingRunLoad? Load()
    {
        var (concurrency, rate) = (FindNumber("concurrency", 1, 10_000_000), FindNumber("request-rate", 1e-9, 1e9));
        return concurrency is { } clients ? new ServingRunLoad.Clients((int)Math.Round(clients)) : rate is { } each ? new ServingRunLoad.Rate(each) : null;
    }

    /// <summary>Reports a fault of a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expected">What is accepted.</param>
    public void Report(string name, string expected) => findings.Add(new Finding(file, line, 0, "--" + name, Finding.Shorten(Find(name) ?? string.Empty), expected));

    private T? Known<T>(string name, Func<string, T?> find, IEnumerable<string> names)
        where T : class
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        if (find(text) is { } known)
        {
            return known;
        }

        Report(name, $"one of {string.Join(", ", names)}");
        return null;
    }

    private int Width(string name)
    {
        var number = FindNumber(name, 1, MostRanks) ?? 1;
        if (number == Math.Floor(number))
        {
            return (int)number;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {MostRanks}"));
        return 1;
    }
}
