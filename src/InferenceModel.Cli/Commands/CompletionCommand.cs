using System.CommandLine;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel completion SHELL</c>: a script that completes the command line.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _infermodel() {
          local IFS=$'\n'
          COMPREPLY=( $(infermodel "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null) )
        }
        complete -o default -F _infermodel infermodel
        """;

    private const string Zsh = """
        _infermodel() {
          local -a found
          found=("${(@f)$(infermodel "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a found
          _files
        }
        compdef _infermodel infermodel
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName infermodel -ScriptBlock {
          param($word, $line, $cursor)
          infermodel "[suggest:$cursor]" "$line" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Command("completion", "Print a script that completes the command line in a shell.") { shell };
        command.SetAction(parsed =>
        {
            console.Output.WriteLine(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => PowerShell });
            return (int)ExitCode.Ok;
        });
        return command;
    }
}
