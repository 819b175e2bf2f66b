using System.CommandLine;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary>A bar on stderr for work of known length; nothing where stderr is no terminal or notes are not wanted.</summary>
internal static class ProgressBar
{
    /// <summary>Runs work that tells how far it is.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="title">What is going on.</param>
    /// <param name="steps">Steps of the work.</param>
    /// <param name="work">The work; calls its argument once a step.</param>
    public static void Run(CommandConsole console, ParseResult parsed, string title, int steps, Action<Action> work)
    {
        if (parsed.GetValue(CommonOptions.Quiet) || Console.IsErrorRedirected)
        {
            work(() => { });
            return;
        }

        console.Progress(parsed).Progress().Start(context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, steps));
            work(() => task.Increment(1));
            task.Value = task.MaxValue;
        });
    }
}
