using System.Globalization;
using InferenceModel.Simulation;

namespace InferenceModel.Reports;

/// <summary>
/// Writes a timeline that Perfetto and chrome://tracing show: rounds of each replica, its queue and cache, and each request
/// from sending to end. Dispose to close the file's list.
/// </summary>
public sealed class ChromeTraceObserver : ISimulationObserver, IDisposable
{
    private readonly TextWriter output;
    private bool hasEvents;

    /// <summary>Opens the list.</summary>
    /// <param name="output">Where to write.</param>
    public ChromeTraceObserver(TextWriter output)
    {
        this.output = output;
        output.Write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
    }

    /// <inheritdoc />
    public void RoundEnded(in RoundRecord round)
    {
        var name = round.PromptTokens > 0 ? "prompt step" : "decode";
        var (start, end) = (round.Start.SinceStart.TotalMicroseconds, round.End.SinceStart.TotalMicroseconds);
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"{name}\",\"ph\":\"X\",\"pid\":{round.Replica},\"tid\":0,\"ts\":{start:F3},\"dur\":{end - start:F3},\"args\":{{\"steps\":{round.Steps},\"prompt_tokens\":{round.PromptTokens},\"decoding\":{round.DecodingSequences}}}}}"));
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"requests\",\"ph\":\"C\",\"pid\":{round.Replica},\"ts\":{end:F3},\"args\":{{\"running\":{round.Running},\"waiting\":{round.Waiting}}}}}"));
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"cache blocks\",\"ph\":\"C\",\"pid\":{round.Replica},\"ts\":{end:F3},\"args\":{{\"used\":{round.CacheBlocksUsed}}}}}"));
    }

    /// <inheritdoc />
    public void RequestEnded(in RequestOutcome outcome)
    {
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"request\",\"cat\":\"request\",\"ph\":\"b\",\"id\":{outcome.Id},\"pid\":{outcome.Replica},\"ts\":{outcome.Spec.SentAt.SinceStart.TotalMicroseconds:F3},\"args\":{{\"input\":{outcome.Spec.InputTokens},\"output\":{outcome.Spec.OutputTokens}}}}}"));
        Write(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"request\",\"cat\":\"request\",\"ph\":\"e\",\"id\":{outcome.Id},\"pid\":{outcome.Replica},\"ts\":{outcome.EndedAt.SinceStart.TotalMicroseconds:F3},\"args\":{{\"fate\":\"{outcome.Fate}\"}}}}"));
    }

    /// <inheritdoc />
    public void Dispose() => output.Write("]}\n");

    private void Write(string item)
    {
        output.Write(hasEvents ? ",\n" : "\n");
        output.Write(item);
        hasEvents = true;
    }
}
