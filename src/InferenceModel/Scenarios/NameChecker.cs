using InferenceModel.Catalog;
using InferenceModel.Planning;

namespace InferenceModel.Scenarios;

/// <summary>Tells whether names refer to something, asking the catalogue about each only once.</summary>
/// <param name="catalog">What names may refer to.</param>
internal sealed class NameChecker(ModelCatalog catalog)
{
    private readonly Dictionary<string, string?> models = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a model's name, or null.</summary>
    /// <param name="name">The name or path.</param>
    public string? Model(string name)
    {
        if (!models.TryGetValue(name, out var fault))
        {
            var findings = new FindingList();
            fault = catalog.Model(name, findings) is null ? string.Join("; ", findings.Kept.Select(finding => finding.File == name && finding.Line == 0 ? finding.Expected : finding.ToString())) : null;
            models[name] = fault;
        }

        return fault;
    }

    /// <summary>What is wrong with a system's name, or null.</summary>
    /// <param name="name">The name.</param>
    public string? System(string name) => catalog.Systems.Find(name) is null ? catalog.Systems.Unknown(name) : null;

    /// <summary>What is wrong with an engine's name, or null.</summary>
    /// <param name="name">The name.</param>
    public string? Engine(string name) => catalog.Engines.Find(name) is null ? catalog.Engines.Unknown(name) : null;

    /// <summary>What is wrong with a link's name, or null.</summary>
    /// <param name="name">The name.</param>
    public string? Link(string name) => catalog.Links.Find(name) is null ? catalog.Links.Unknown(name) : null;

    /// <summary>The price of tokens of a name, or null.</summary>
    /// <param name="name">Provider and model.</param>
    public ApiPrice? ApiPrice(string name) => catalog.Prices.FindApi(name);

    /// <summary>What to say of a price of tokens nobody knows.</summary>
    public string UnknownApiPrice => $"one of {string.Join(", ", catalog.Prices.ApiPrices.Select(price => price.Id))}";
}
