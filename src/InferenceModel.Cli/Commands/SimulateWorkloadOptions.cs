using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Catalog.Traces;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>simulate</c> that say which requests come, and when.</summary>
internal sealed class SimulateWorkloadOptions
{
    private const double LongestConversation = 32_768;
    private const double Day = 24;
    private const int LongestLength = 100_000_000;

    private readonly Option<string?> trace = new("--trace") { Description = "Recorded requests: Azure, Mooncake, BurstGPT, Vidur, APEX, vllm bench or our own CSV (arrival_s,input_tokens,output_tokens), or a folder of ServeGen." };
    private readonly Option<string?> window = new("--window") { Description = "START_S:LENGTH_S, the stretch of a ServeGen folder that is played; without it the whole." };
    private readonly Option<double?> poisson = new("--poisson") { Description = "Requests per second at random." };
    private readonly Option<double?> constant = new("--constant") { Description = "Requests per second at equal distances." };
    private readonly Option<string?> gamma = new("--gamma") { Description = "RATE:VARIATION, requests per second with gamma gaps of that coefficient of variation." };
    private readonly Option<string?> diurnal = new("--diurnal") { Description = "RATE:SWING[:HOURS], mean requests per second, swing over mean from 0 to 1, length of a swing (24 h)." };
    private readonly Option<string?> sessions = new("--sessions") { Description = "RATE:TURNS:WAIT_S[:LONGEST], conversations begun per second, mean turns, mean seconds between an answer and the next turn (a person, a tool), tokens at which one ends (32768). --isl and --osl are those a turn adds; --count counts conversations." };
    private readonly Option<int?> concurrency = new("--concurrency", "-c") { Description = "Requests kept in flight; all of them start at once." };
    private readonly Option<int> isl = new("--isl") { Description = "Prompt tokens.", DefaultValueFactory = _ => 1024 };
    private readonly Option<int> osl = new("--osl") { Description = "Answer tokens.", DefaultValueFactory = _ => 256 };
    private readonly Option<int?> count = new("--count") { Description = "Requests (1000; all of a ServeGen window)." };
    private readonly Option<double> spread = new("--least-length") { Description = "Lengths are uniform from this share of isl and osl to all of it; public benchmarks use 0.8.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> deviation = new("--log-normal") { Description = "Lengths are log-normal around isl and osl; this is the deviation of their logarithm.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> prefix = new("--prefix-tokens") { Description = "Tokens with which all prompts begin alike.", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> tenants = new("--tenants") { Description = "SHARE:PRIORITY,SHARE:PRIORITY,..., tenants that send the requests; smaller priorities go first under --policy priority." };
    private readonly Option<int> adapters = new("--adapter-count") { Description = "Adapters the requests ask for, each as often.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> rateScale = new("--rate-scale") { Description = "Pace of the trace over its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> lengthScale = new("--length-scale") { Description = "Tokens of the trace over its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> repeat = new("--repeat") { Description = "Times the trace is played, one after the other.", DefaultValueFactory = _ => 1 };

    /// <summary>All options.</summary>
    public IEnumerable<Option> All =>
    [
        trace, window, poisson, constant, gamma, diurnal, sessions, concurrency, isl, osl, count, spread, deviation, prefix, tenants, adapters, rateScale, lengthScale, repeat,
    ];

    /// <summary>Prompt and answer tokens as nominal.</summary>
    /// <param name="parsed">The command line.</param>
    public (int Input, int Output) Lengths(ParseResult parsed) => (parsed.GetValue(isl), parsed.GetValue(osl));

    /// <summary>The requests, or null where none are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">Seed of all chance.</param>
    /// <exception cref="BadInputException">An option is out of range, or several loads are given.</exception>
    public SimulatedLoad? Read(ParseResult parsed, ulong seed)
    {
        Option[] loads = [trace, poisson, constant, gamma, diurnal, sessions, concurrency];
        var given = loads.Where(option => parsed.GetResult(option) is not null).ToList();
        if (given.Count == 0)
        {
            return null;
        }

        if (given.Count > 1)
        {
            throw OptionNumbers.Fault(given[1], string.Empty, $"one load only of {string.Join(", ", loads.Select(option => option.Name))}; {given.Count} are given");
        }

        Check(parsed);
        var load = parsed.GetValue(trace) is { } path ? Recorded(parsed, path, seed) : Made(parsed, seed);
        var shared = parsed.GetValue(prefix);
        var shares = OptionNumbers.ListsOf(parsed, tenants, 2, 2).Select(pair => (Share: pair[0], Priority: (int)pair[1])).ToArray();
        if (shares.Length > 0 && !(shares.Sum(pair => pair.Share) > 0))
        {
            throw OptionNumbers.Fault(tenants, parsed.GetValue(tenants)!, "a share above 0");
        }

        var kinds = parsed.GetValue(adapters);
        return new SimulatedLoad(
            () =>
            {
                var source = shared > 0 ? new SharedPrefixSource(load.Source(), shared) : load.Source();
                return shares.Length > 0 || kinds > 0 ? new TenantSource(source, [.. shares], kinds, seed) : source;
            },
            load.Context,
            load.HasTenants || shares.Length > 1)
        {
            ContextSpread = load.ContextSpread,
        };
    }

    private SimulatedLoad Recorded(ParseResult parsed, string path, ulong seed)
    {
        var (rate, length) = (parsed.GetValue(rateScale), parsed.GetValue(lengthScale));
        if (ServeGenReader.Is(path))
        {
            var population = ServeGenReader.Read(path);
            var stretch = OptionNumbers.Of(parsed, window, 2, 2);
            var (from, span) = stretch is null ? (Seconds.Zero, population.End) : (Seconds.Of(stretch[0]), Seconds.Of(stretch[1]));
            return new SimulatedLoad(() => new ClientPopulationSource(population, from, span, rate, parsed.GetValue(count) ?? long.MaxValue, seed), population.MeanContext, population.Clients.Count > 1);
        }

        var read = TraceReader.Read(path);
        var scaled = rate == 1 && length == 1 ? read : read.Scaled(rate, length);
        return new SimulatedLoad(
            () => new TraceSource(scaled, parsed.GetValue(repeat)),
            scaled.Requests.Average(request => request.InputTokens + (request.OutputTokens / 2.0)),
            scaled.Requests.Any(request => request.Tenant != scaled.Requests[0].Tenant))
        {
            ContextSpread = scaled.ContextSpread,
        };
    }

    private SimulatedLoad Made(ParseResult parsed, ulong seed)
    {
        var (input, output, requests) = (parsed.GetValue(isl), parsed.GetValue(osl), parsed.GetValue(count) ?? 1000);
        LengthDistribution lengths = parsed.GetValue(deviation) is > 0 and var logarithm ? new LengthDistribution.LogNormal(input, output, logarithm, LongestLength)
            : parsed.GetValue(spread) < 1 ? new LengthDistribution.Uniform(input, output, parsed.GetValue(spread))
            : new LengthDistribution.Constant(input, output);
        if (parsed.GetValue(concurrency) is { } inFlight)
        {
            return new SimulatedLoad(() => new ClosedLoopSource(inFlight, lengths, requests, seed), input + (output / 2.0), false);
        }

        if (OptionNumbers.Of(parsed, sessions, 3, 4) is { } talk)
        {
            var longest = (int)Math.Min(LongestLength, talk.Length > 3 ? talk[3] : LongestConversation);
            var turns = Math.Max(1, talk[1]);
            var arrivals = new ArrivalProcess.Poisson(Positive(sessions, parsed, talk[0]));
            return new SimulatedLoad(
                () => new SessionSource(arrivals, lengths, turns, Seconds.Of(talk[2]), longest, requests, seed),
                Math.Min(longest, ((turns - 1) / 2 * (input + output)) + input + (output / 2.0)),
                false);
        }

        var process = Arrivals(parsed);
        return new SimulatedLoad(() => new StreamSource(process, lengths, requests, seed), input + (output / 2.0), false);
    }

    private ArrivalProcess Arrivals(ParseResult parsed)
    {
        if (OptionNumbers.Of(parsed, gamma, 2, 2) is { } bursts)
        {
            return new ArrivalProcess.Gamma(Positive(gamma, parsed, bursts[0]), Positive(gamma, parsed, bursts[1]));
        }

        if (OptionNumbers.Of(parsed, diurnal, 2, 3) is { } swing)
        {
            return new ArrivalProcess.Diurnal(Positive(diurnal, parsed, swing[0]), Math.Min(1, swing[1]), Seconds.OfHours(swing.Length > 2 ? Positive(diurnal, parsed, swing[2]) : Day));
        }

        return parsed.GetValue(constant) is { } rate ? new ArrivalProcess.Regular(rate) : new ArrivalProcess.Poisson(parsed.GetValue(poisson)!.Value);
    }

    private static double Positive(Option<string?> option, ParseResult parsed, double number) =>
        number > 0 ? number : throw OptionNumbers.Fault(option, parsed.GetValue(option)!, $"numbers above 0: {option.Description}");

    private void Check(ParseResult parsed)
    {
        var findings = new FindingList();
        void InRange(string name, double? value, double least, double most)
        {
            if (value is { } number && !(number >= least && number <= most))
            {
                findings.Add(new Finding("command line", 0, 0, name, number.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")));
            }
        }

        InRange(poisson.Name, parsed.GetValue(poisson), 1e-9, 1e9);
        InRange(constant.Name, parsed.GetValue(constant), 1e-9, 1e9);
        InRange(concurrency.Name, parsed.GetValue(concurrency), 1, 1_000_000);
        InRange(isl.Name, parsed.GetValue(isl), 1, LongestLength);
        InRange(osl.Name, parsed.GetValue(osl), 1, LongestLength);
        InRange(count.Name, parsed.GetValue(count), 1, 1_000_000_000);
        InRange(spread.Name, parsed.GetValue(spread), 0, 1);
        InRange(deviation.Name, parsed.GetValue(deviation), 0, 5);
        InRange(prefix.Name, parsed.GetValue(prefix), 0, LongestLength);
        InRange(adapters.Name, parsed.GetValue(adapters), 0, 1_000_000);
        InRange(rateScale.Name, parsed.GetValue(rateScale), 1e-6, 1e6);
        InRange(lengthScale.Name, parsed.GetValue(lengthScale), 1e-3, 1e3);
        InRange(repeat.Name, parsed.GetValue(repeat), 1, 1_000_000);
        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }
    }
}
