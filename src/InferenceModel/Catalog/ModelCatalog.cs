using System.Collections.Immutable;
using InferenceModel.Costs;
using InferenceModel.Costs.Kernels;
using InferenceModel.Engines;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Hardware;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Planning;

namespace InferenceModel.Catalog;

/// <summary>The data folder: everything known of models, machines, engines and prices. Shelves are read when first asked for.</summary>
public sealed class ModelCatalog
{
    private readonly Lazy<Shelf<ModelEntry>> models;
    private readonly Lazy<Shelf<Accelerator>> accelerators;
    private readonly Lazy<Shelf<Link>> links;
    private readonly Lazy<Shelf<Medium>> media;
    private readonly Lazy<Shelf<CollectiveImplementation>> collectives;
    private readonly Lazy<Shelf<ServingSystem>> systems;
    private readonly Lazy<Shelf<ServingEngine>> engines;
    private readonly Lazy<Shelf<BenchmarkRecipe>> recipes;
    private readonly Lazy<Shelf<PriceBook>> prices;
    private readonly Lazy<ImmutableSortedDictionary<string, RooflineEfficiencies>> efficiencies;
    private readonly Lazy<ImmutableSortedDictionary<string, PhasePower>> phases;
    private readonly Lazy<ImmutableSortedDictionary<string, KernelModel>> kernels;
    private readonly Lazy<ServingIntervals?> intervals;

    /// <summary>Opens a data folder.</summary>
    /// <param name="folder">A folder with <c>llms</c>, <c>devices</c>, <c>links</c>, <c>media</c>, <c>collectives</c>, <c>systems</c>, <c>engines</c>, <c>prices</c> and <c>calibrations</c>.</param>
    /// <exception cref="BadInputException">The folder does not exist.</exception>
    public ModelCatalog(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException(new Finding(folder, 0, 0, "data folder", string.Empty, "there is no such folder; name one with --models-path"));
        }

        Folder = folder;
        string At(string name) => Path.Combine(folder, name);
        models = new(() => Shelf<ModelEntry>.Read(At("llms"), "model", ModelReader.Entry));
        accelerators = new(() => Shelf<Accelerator>.Read(At("devices"), "accelerator", HardwareReaders.Accelerator));
        links = new(() => Shelf<Link>.Read(At("links"), "link", HardwareReaders.Link));
        media = new(() => Shelf<Medium>.Read(At("media"), "medium", HardwareReaders.Medium));
        collectives = new(() => Shelf<CollectiveImplementation>.Read(At("collectives"), "collective implementation", CollectiveReader.Implementation));
        systems = new(() => Shelf<ServingSystem>.Read(At("systems"), "system", (root, _) => HardwareReaders.System(root, Accelerators, Links, Media)));
        engines = new(() => Shelf<ServingEngine>.Read(At("engines"), "engine", (root, _) => EngineReader.Engine(root, Collectives)));
        recipes = new(() => Shelf<BenchmarkRecipe>.Read(At("recipes"), "recipe", RecipeReader.Recipe));
        prices = new(() => Shelf<PriceBook>.Read(At("prices"), "price book", PriceReader.Book));
        kernels = new(() => KernelModelReader.Read(At("kernels"), id => Accelerators.Find(id) is { } chip ? new KernelMachine(chip) : null));
        intervals = new(() => ServingIntervalReader.Read(Path.Combine(folder, "calibrations", ServingIntervalReader.FileName)));
        efficiencies = new(() => RooflineReader.Read(Path.Combine(folder, "calibrations", "roofline.json")));
        phases = new(() => PhasePowerReader.Read(Path.Combine(folder, "calibrations", "phase_power.json")));
    }

    /// <summary>
    /// Begins to load, beside the caller, the kernels and some of their corrections. Faults come to light where the caller asks for the
    /// kernels.
    /// </summary>
    /// <param name="parts">Families and their parts.</param>
    public void Prefetch(IReadOnlyCollection<(string Family, string Part)> parts)
    {
        // Opening a correction takes a core 10-30 ms and hardly any reading: two at a time leave nobody idle.
        _ = Task.Run(() => Parallel.ForEach(parts, part => Kernels.GetValueOrDefault(part.Family)?.Corrections.GetValueOrDefault(part.Part)?.Correction.Load()));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Language models.</summary>
    public Shelf<ModelEntry> Models => models.Value;

    /// <summary>Accelerators.</summary>
    public Shelf<Accelerator> Accelerators => accelerators.Value;

    /// <summary>Links.</summary>
    public Shelf<Link> Links => links.Value;

    /// <summary>Media of wires.</summary>
    public Shelf<Medium> Media => media.Value;

    /// <summary>Implementations of collectives.</summary>
    public Shelf<CollectiveImplementation> Collectives => collectives.Value;

    /// <summary>Systems.</summary>
    public Shelf<ServingSystem> Systems => systems.Value;

    /// <summary>Engines.</summary>
    public Shelf<ServingEngine> Engines => engines.Value;

    /// <summary>How public benchmarks start their servers.</summary>
    public Shelf<BenchmarkRecipe> Recipes => recipes.Value;

    /// <summary>The price book.</summary>
    public PriceBook Prices => prices.Value.Entries.Values.FirstOrDefault() ?? new PriceBook("none", []);

    /// <summary>What was learned of measured kernels, by family.</summary>
    public ImmutableSortedDictionary<string, KernelModel> Kernels => kernels.Value;

    /// <summary>Intervals of predictions, learned from serving runs; null where the folder has none.</summary>
    public ServingIntervals? Intervals => intervals.Value;

    /// <summary>What work costs on a generation: measured kernels, and stated efficiencies, its own or the default ones.</summary>
    /// <param name="architecture">The generation.</param>
    public RooflineEfficiencies Efficiencies(string architecture) =>
        (efficiencies.Value.TryGetValue(architecture, out var own) ? own : efficiencies.Value[RooflineReader.DefaultArchitecture]) with { Kernels = Kernels };

    /// <summary>Shares of the rated power by phase of a generation, its own or the default ones.</summary>
    /// <param name="architecture">The generation.</param>
    public PhasePower PhasePower(string architecture) =>
        phases.Value.TryGetValue(architecture, out var own) ? own : phases.Value[RooflineReader.DefaultArchitecture];

    /// <summary>What work costs on an accelerator: what its owner measured of its kernels, else what is known of its generation.</summary>
    /// <param name="accelerator">The chip.</param>
    public RooflineEfficiencies Efficiencies(Accelerator accelerator) =>
        accelerator.Measured is null ? Efficiencies(accelerator.Architecture) : ProcessorCosts.Of(accelerator);

    /// <summary>The model of a name or of a path to a configuration.</summary>
    /// <param name="name">A name of the catalogue, a <c>config.json</c>, or a folder with one.</param>
    /// <param name="findings">Takes the faults; the model is null where there are any.</param>
    public LanguageModel? Model(string name, FindingList findings)
    {
        if (Models.Find(name) is { } entry)
        {
            return entry.Model;
        }

        if (!ModelReader.IsPath(name))
        {
            findings.Add(new Finding(name, 0, 0, "model", name, Models.Unknown(name)));
            return null;
        }

        var files = ModelReader.ConfigFiles(name);
        if (files.Count == 1)
        {
            return ModelReader.Config(files[0], findings);
        }

        findings.Add(new Finding(name, 0, 0, "model", string.Empty, $"one configuration; the folder has {files.Count}"));
        return null;
    }

    /// <summary>All configurations of a file or folder, each read by itself.</summary>
    /// <param name="path">A file or a folder.</param>
    public static IEnumerable<ConfigReading> ReadConfigs(string path)
    {
        foreach (var file in ModelReader.ConfigFiles(path))
        {
            var findings = new FindingList();
            yield return new ConfigReading(file, ModelReader.Config(file, findings), findings.Kept);
        }
    }
}
