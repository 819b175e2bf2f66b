using InferenceModel.Catalog;
using Xunit;

namespace InferenceModel.Tests.Catalog;

public sealed class ShelfTests
{
    private const string Model = """
        { "id": "ID", "name": "N", "aliases": ["ALIAS"], "published": { "parameters": "1 M", "source": "s" },
          "sources": { "s": { "title": "t", "date": "2026-01" } },
          "config": { "architectures": ["LlamaForCausalLM"], "model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64,
            "num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 1000 } }
        """;

    [Fact]
    public void Every_name_of_every_shipped_model_finds_it_in_any_case()
    {
        var models = Repository.Catalog.Models;
        foreach (var (id, entry) in models.Entries)
        {
            Assert.Same(entry, models.Find(id));
            Assert.All(entry.Aliases, alias => Assert.Same(entry, models.Find(alias.ToUpperInvariant())));
        }

        Assert.Equal(models.Entries.Keys, models.Ids);
    }

    [Fact]
    public void Every_shipped_model_answers_to_a_repository() =>
        // Estimates of models nobody published have none.
        Assert.All(Repository.Catalog.Models.Entries.Where(entry => entry.Key is not ("gpt-moe-1.8t" or "moe-10t")), entry => Assert.Contains(entry.Value.Aliases, alias => alias.Contains('/', StringComparison.Ordinal)));

    [Fact]
    public void A_faulty_file_is_refused_when_it_is_named_and_when_all_are_listed_but_harms_no_other()
    {
        using var folder = Folder(("good.json", Named("good", "org/Good")), ("bad.json", Named("bad", "org/Bad").Replace("64", "-1", StringComparison.Ordinal)));
        var models = new ModelCatalog(folder.Path).Models;
        Assert.NotNull(models.Find("ORG/good"));
        Assert.Contains("hidden_size", Assert.Throws<BadInputException>(() => models.Find("org/Bad")).Message, StringComparison.Ordinal);
        Assert.Contains("hidden_size", Assert.Throws<BadInputException>(() => models.Entries).Message, StringComparison.Ordinal);
        Assert.Null(models.Find("other"));
        Assert.Contains("bad, good", models.Unknown("other"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entries_cannot_claim_one_name()
    {
        using var folder = Folder(("a.json", Named("a", "org/Same")), ("b.json", Named("b", "ORG/same")));
        Assert.Contains("another model answers to it", Assert.Throws<BadInputException>(() => new ModelCatalog(folder.Path).Models).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"id\": 5 }", "id")]
    [InlineData("{ \"name\": \"x\" }", "id")]
    [InlineData("{ \"id\": \"x\", \"aliases\": [1] }", "aliases")]
    [InlineData("{ \"id\": \"x\", \"aliases\": \"y\" }", "aliases")]
    [InlineData("{ \"id\": \"x\"", "JSON")]
    [InlineData("", "JSON")]
    public void A_file_whose_names_cannot_be_read_refuses_the_shelf(string json, string subject)
    {
        using var folder = Folder(("a.json", json));
        Assert.Contains(Assert.Throws<BadInputException>(() => new ModelCatalog(folder.Path).Models).Findings, finding => finding.Subject.EndsWith(subject, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_found_wherever_they_stand_in_the_file()
    {
        // A byte-order mark, members before the names, and more names than the head that is read first holds.
        var many = string.Join("\", \"", Enumerable.Range(0, 500).Select(i => $"org/Name{i}"));
        using var folder = Folder(("a.json", "\uFEFF" + Named("a", "org/A")), ("b.json", Named("b", many)), ("c.json", Named("c", "org/C").Replace("\"id\"", "\"encoder_parameters\": \"1 M\", \"id\"", StringComparison.Ordinal)));
        var models = new ModelCatalog(folder.Path).Models;
        Assert.Equal("a", models.Find("org/a")!.Model.Id);
        Assert.Equal("b", models.Find("org/name499")!.Model.Id);
        Assert.Equal("c", models.Find("org/c")!.Model.Id);
    }

    private static string Named(string id, string alias) => Model.Replace("ID", id, StringComparison.Ordinal).Replace("ALIAS", alias, StringComparison.Ordinal);

    private static TemporaryFolder Folder(params (string Name, string Text)[] files)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "llms"));
        foreach (var (name, text) in files)
        {
            folder.Write(Path.Combine("llms", name), text);
        }

        return folder;
    }
}
