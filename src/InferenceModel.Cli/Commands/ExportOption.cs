using System.CommandLine;
using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Reports.Forms;

namespace InferenceModel.Cli.Commands;

/// <summary>The option that writes predictions in the forms of other tools: <c>--export FORM=FILE</c>.</summary>
internal sealed class ExportOption
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The option.</summary>
    public Option<string[]> Option { get; } = new("--export")
    {
        Description = $"Write predictions in another tool's form, FORM=FILE: {string.Join(", ", RunForms.Names.Select(name => name.Name))}. May be given several times.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Refuses forms that are not known and folders that do not exist.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="BadInputException">Something is refused; every fault is told.</exception>
    public void Check(ParseResult parsed) => Wanted(parsed);

    /// <summary>Writes what was asked for: whole files or none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="runs">Makes the predictions; asked only where there is something to write.</param>
    /// <param name="notes">Takes what to know.</param>
    public void Write(ParseResult parsed, Func<IReadOnlyList<PredictedRun>> runs, TextWriter notes)
    {
        var wanted = Wanted(parsed);
        if (wanted.Count == 0)
        {
            return;
        }

        var predictions = runs();
        foreach (var (form, file) in wanted)
        {
            var fitting = predictions.Where(run => RunForms.CanExpress(form, run)).ToList();
            if (fitting.Count < predictions.Count || fitting.Count == 0)
            {
                notes.WriteLine($"{file}: {predictions.Count - fitting.Count} of {predictions.Count} predictions have a plan that the form has no column for and are left out.");
            }

            foreach (var (suffix, text) in fitting.Count > 0 ? RunForms.Write(form, fitting) : [])
            {
                var path = Path.Combine(Path.GetDirectoryName(file) ?? string.Empty, Path.GetFileNameWithoutExtension(file) + suffix + Path.GetExtension(file));
                File.WriteAllText(path + ".partial", text, Utf8);
                File.Move(path + ".partial", path, overwrite: true);
            }
        }
    }

    private List<(RunForm Form, string File)> Wanted(ParseResult parsed)
    {
        var findings = new FindingList();
        var wanted = new List<(RunForm, string)>();
        foreach (var text in parsed.GetValue(Option) ?? [])
        {
            var cut = text.IndexOf('=', StringComparison.Ordinal);
            var (name, file) = cut > 0 ? (text[..cut], text[(cut + 1)..]) : (text, string.Empty);
            var form = RunForms.Names.FirstOrDefault(known => known.Name == name);
            if (form.Name is null || file.Length == 0)
            {
                findings.Add(new Finding("command line", 0, 0, "--export", text, $"FORM=FILE with a form of {string.Join(", ", RunForms.Names.Select(known => known.Name))}"));
            }
            else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
            {
                findings.Add(new Finding(file, 0, 0, "--export", string.Empty, "a folder that exists"));
            }
            else
            {
                wanted.Add((form.Form, file));
            }
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : wanted;
    }
}
