using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>
/// Reads a folder of ServeGen (alibaba/ServeGen, <c>data/CATEGORY/MODEL</c>): of each client <c>chunk-N-trace.csv</c> with a line a window
/// (start in seconds, requests per second, coefficient of variation, Gamma or Weibull or nothing, shape, scale) and
/// <c>chunk-N-dataset.json</c> with <c>input_tokens</c> and <c>output_tokens</c> by start of a window, each a text of pairs
/// <c>{tokens: share, ..}</c>. What else it holds (images, reasons) is left aside.
/// </summary>
public static class ServeGenReader
{
    private const string TraceEnd = "-trace.csv";
    private const string LengthsEnd = "-dataset.json";
    private const int LineCells = 6;

    private static readonly Bytes LargestFile = Bytes.OfGibi(1);

    private sealed record Lengths(TokenHistogram Inputs, TokenHistogram Outputs);

    /// <summary>Whether a folder holds such files.</summary>
    /// <param name="path">A path.</param>
    public static bool Is(string path) => Directory.Exists(path) && Directory.EnumerateFiles(path, "chunk-*" + TraceEnd).Any();

    /// <summary>Reads all clients.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadInputException">Something cannot be read; every fault is told.</exception>
    public static ClientPopulation Read(string folder)
    {
        var findings = new FindingList();
        var clients = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<ClientWindow>>();
        foreach (var trace in Directory.GetFiles(folder, "chunk-*" + TraceEnd).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(trace)[..^TraceEnd.Length];
            if (!int.TryParse(name.AsSpan("chunk-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                findings.Add(new Finding(trace, 0, 0, "name", name, "chunk-N" + TraceEnd));
                continue;
            }

            clients[number] = Windows(trace, ReadLengths(Path.Combine(folder, name + LengthsEnd), findings), findings);
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : new ClientPopulation(clients.ToImmutable());
    }

    private static ImmutableArray<ClientWindow> Windows(string path, SortedDictionary<long, Lengths> lengths, FindingList findings)
    {
        var windows = new List<ClientWindow>();
        var lines = Encoding.UTF8.GetString(InputFile.ReadUtf8(path, LargestFile)).Split('\n', StringSplitOptions.TrimEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
            {
                continue;
            }

            if (Window(lines[i].Split(','), lengths) is not { } window || (windows.Count > 0 && window.From <= windows[^1].From))
            {
                findings.Add(new Finding(path, i + 1, 0, "window", Finding.Shorten(lines[i]), "start_s,rate,cv,Gamma|Weibull|nothing,shape,scale in rising order of starts; shape and scale more than 0"));
                continue;
            }

            if (windows.Count > 0)
            {
                windows[^1] = windows[^1] with { To = window.From };
            }

            windows.Add(window);
        }

        if (windows.Count > 0)
        {
            // The last window is as long as the one before.
            var length = windows.Count > 1 ? windows[^1].From - windows[^2].From : Seconds.OfHours(1);
            windows[^1] = windows[^1] with { To = windows[^1].From + length };
        }
        else
        {
            findings.Add(new Finding(path, 0, 0, "trace", string.Empty, "a window at least"));
        }

        return [.. windows];
    }

    private static ClientWindow? Window(string[] cells, SortedDictionary<long, Lengths> lengths)
    {
        if (cells.Length != LineCells || !long.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
        {
            return null;
        }

        if (cells[3].Length == 0)
        {
            return new ClientWindow(Seconds.Of(start), default, null, null, null);
        }

        if (!IsPositive(cells[4], out var shape) || !IsPositive(cells[5], out var scale))
        {
            return null;
        }

        GapDistribution? gaps = cells[3] switch
        {
            "Gamma" => new GapDistribution.Gamma(shape, Seconds.Of(scale)),
            "Weibull" => new GapDistribution.Weibull(shape, Seconds.Of(scale)),
            _ => null,
        };
        var known = lengths.LastOrDefault(pair => pair.Key <= start).Value;
        return gaps is null ? null : new ClientWindow(Seconds.Of(start), default, gaps, known?.Inputs, known?.Outputs);
    }

    private static bool IsPositive(string cell, out double number) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number > 0 && double.IsFinite(number);

    private static SortedDictionary<long, Lengths> ReadLengths(string path, FindingList findings)
    {
        var lengths = new SortedDictionary<long, Lengths>();
        if (!File.Exists(path))
        {
            findings.Add(new Finding(path, 0, 0, "file", string.Empty, "lengths of this client's requests"));
            return lengths;
        }

        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadUtf8(path, LargestFile));
            foreach (var window in document.RootElement.EnumerateObject())
            {
                // A window without requests has empty histograms.
                if (Histogram(window.Value.GetProperty("input_tokens").GetString()!) is { } inputs && Histogram(window.Value.GetProperty("output_tokens").GetString()!) is { } outputs)
                {
                    lengths[long.Parse(window.Name, NumberStyles.None, CultureInfo.InvariantCulture)] = new Lengths(inputs, outputs);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            findings.Add(new Finding(path, 0, 0, "lengths", string.Empty, $"{{\"start_s\": {{\"input_tokens\": \"{{tokens: share, ..}}\", \"output_tokens\": ..}}}}: {exception.Message}"));
        }

        return lengths;
    }

    private static TokenHistogram? Histogram(string text)
    {
        var weights = new SortedDictionary<int, double>();
        foreach (var pair in text.Trim().Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0
                || !int.TryParse(pair.AsSpan(0, colon).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens)
                || !double.TryParse(pair.AsSpan(colon + 1).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
                || !(weight >= 0))
            {
                throw new FormatException($"'{Finding.Shorten(pair)}' is not tokens: share.");
            }

            weights[tokens] = weights.GetValueOrDefault(tokens) + weight;
        }

        return weights.Values.Sum() > 0 ? new TokenHistogram(weights) : null;
    }
}
