using System.Collections.Immutable;
using System.CommandLine;
using InferenceModel.Calibration.Serving;

namespace InferenceModel.Cli.Commands;

/// <summary>Options that say what a file of serving runs does not carry: what was served, on what, under which load.</summary>
internal sealed class RunDetailOptions
{
    private readonly ImmutableArray<(string Name, Option<string?> Option)> options =
        [.. RunDetails.Names.Select(detail => (detail.Name, new Option<string?>("--" + detail.Name) { Description = detail.Meaning + " For files that do not say it." }))];

    /// <summary>Makes a command take them.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (var (_, option) in options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was given.</summary>
    /// <param name="parsed">The command line.</param>
    public RunDetails Of(ParseResult parsed) => new(options
        .Select(one => (one.Name, Value: parsed.GetValue(one.Option)))
        .Where(one => one.Value is { Length: > 0 })
        .ToImmutableDictionary(one => one.Name, one => one.Value!));
}
