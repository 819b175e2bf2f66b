using System.Globalization;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Reports;

/// <summary>
/// Writes a row for each stretch of time: requests that came and ended, and means over the stretch of replicas at work, requests running and
/// waiting on them, and cache blocks in use. What a round reports at its end holds for the whole of it. Dispose to write.
/// </summary>
public sealed class TimelineObserver : ISimulationObserver, IDisposable
{
    private readonly TextWriter output;
    private readonly Seconds interval;
    private readonly List<Row> rows = [];

    /// <summary>Opens the timeline.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="interval">Length of a stretch.</param>
    public TimelineObserver(TextWriter output, Seconds interval) => (this.output, this.interval) = (output, interval);

    private sealed class Row
    {
        public long Sent;
        public long Completed;
        public long Failed;
        public long OutputTokens;
        public double PromptTokens;
        public double Busy;
        public double Running;
        public double Waiting;
        public double Blocks;
    }

    /// <inheritdoc />
    public void RequestSent(long id, in RequestSpec request) => At(request.SentAt.SinceStart).Sent++;

    /// <inheritdoc />
    public void RequestEnded(in RequestOutcome outcome)
    {
        var row = At(outcome.EndedAt.SinceStart);
        if (outcome.Fate == RequestFate.Completed)
        {
            row.Completed++;
            row.OutputTokens += outcome.Spec.OutputTokens;
        }
        else
        {
            row.Failed++;
        }
    }

    /// <inheritdoc />
    public void RoundEnded(in RoundRecord round)
    {
        var (start, end) = (round.Start.SinceStart, round.End.SinceStart);
        if (end <= start)
        {
            return;
        }

        for (var index = IndexOf(start); interval * index < end; index++)
        {
            var share = (Seconds.Min(end, interval * (index + 1)) - Seconds.Max(start, interval * index)) / interval;
            var row = At(interval * (index + 0.5));
            row.Busy += share;
            row.Running += share * round.Served;
            row.Waiting += share * round.Waiting;
            row.Blocks += share * (round.CacheBlocksBefore + round.CacheBlocksUsed) / 2;
            row.PromptTokens += round.PromptTokens * (share * (interval / (end - start)));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        output.Write("start_s,sent,completed,rejected_or_lost,output_tokens,prompt_tokens_computed,replicas_busy,running,waiting,kv_blocks\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"{(interval * i).Total:0.######},{row.Sent},{row.Completed},{row.Failed},{row.OutputTokens},{row.PromptTokens:F0},{row.Busy:F4},{row.Running:F3},{row.Waiting:F3},{row.Blocks:F1}\n"));
        }
    }

    private int IndexOf(Seconds time) => (int)Math.Floor(time / interval);

    private Row At(Seconds time)
    {
        var index = IndexOf(time);
        while (rows.Count <= index)
        {
            rows.Add(new Row());
        }

        return rows[index];
    }
}
