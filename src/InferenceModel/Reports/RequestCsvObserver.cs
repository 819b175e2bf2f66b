using System.Globalization;
using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>Writes a row for every request when it ends; nothing is kept.</summary>
public sealed class RequestCsvObserver : ISimulationObserver
{
    private readonly TextWriter output;

    /// <summary>Writes the header.</summary>
    /// <param name="output">Where to write.</param>
    public RequestCsvObserver(TextWriter output)
    {
        this.output = output;
        output.Write("request_id,fate,reason,replica,input_tokens,output_tokens,cached_tokens,sent_s,admitted_s,first_token_s,ended_s,ttft_ms,tpot_ms,e2e_ms,preemptions,retries\n");
    }

    /// <inheritdoc />
    public void RequestEnded(in RequestOutcome outcome)
    {
        var spec = outcome.Spec;
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{outcome.Id},{ResultColumns.Words(outcome.Fate.ToString())},{outcome.Reason},{outcome.Replica},{spec.InputTokens},{spec.OutputTokens},{outcome.CachedTokens},{spec.SentAt.SinceStart.Total:F9},"));
        output.Write(outcome.Fate != RequestFate.Completed
            ? string.Create(CultureInfo.InvariantCulture, $",,{outcome.EndedAt.SinceStart.Total:F9},,,,{outcome.Preemptions},{outcome.Retries}\n")
            : string.Create(CultureInfo.InvariantCulture,
                $"{outcome.AdmittedAt.SinceStart.Total:F9},{outcome.FirstTokenAt.SinceStart.Total:F9},{outcome.EndedAt.SinceStart.Total:F9},{Milliseconds(outcome.TimeToFirstToken)},{Milliseconds(outcome.TimePerOutputToken)},{Milliseconds(outcome.EndToEnd)},{outcome.Preemptions},{outcome.Retries}\n"));
    }

    private static string Milliseconds(Seconds time) => time.TotalMilliseconds.ToString("F6", CultureInfo.InvariantCulture);
}
