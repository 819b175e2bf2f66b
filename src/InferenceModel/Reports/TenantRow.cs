using System.Globalization;
using System.Text.Json;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>What became of the requests of one tenant. The default value is a tenant without requests.</summary>
/// <param name="Tenant">Its number.</param>
/// <param name="Completed">Requests completed.</param>
/// <param name="Failed">Requests rejected or lost.</param>
/// <param name="OutputTokens">Answer tokens of those completed.</param>
/// <param name="MeanTimeToFirstToken">Mean time to first token.</param>
/// <param name="LateTimeToFirstToken">Its 99th percentile.</param>
/// <param name="MeanEndToEnd">Mean time to the last token.</param>
public readonly record struct TenantRow(
    int Tenant, long Completed, long Failed, long OutputTokens, Seconds MeanTimeToFirstToken, Seconds LateTimeToFirstToken, Seconds MeanEndToEnd)
{
    /// <summary>Names of the cells.</summary>
    public static IReadOnlyList<string> Header { get; } = ["tenant", "completed", "rejected_or_lost", "output_tokens", "ttft_ms_mean", "ttft_ms_p99", "e2e_ms_mean"];

    /// <summary>The row as text.</summary>
    public IReadOnlyList<string> Cells => [.. Values.Select(value => ResultColumns.Text(value))];

    private object[] Values =>
    [
        (long)Tenant, Completed, Failed, OutputTokens, MeanTimeToFirstToken.TotalMilliseconds, LateTimeToFirstToken.TotalMilliseconds, MeanEndToEnd.TotalMilliseconds,
    ];

    /// <summary>Writes the row as an object.</summary>
    /// <param name="json">Takes it.</param>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in Header.Zip(Values))
        {
            ResultWriter.WriteValue(json, name, value);
        }

        json.WriteEndObject();
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"tenant {Tenant}: {Completed} completed, {MeanTimeToFirstToken} to the first token");
}
