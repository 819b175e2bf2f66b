using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>How a cache gets from the machine that computed a prompt to the one that decodes.</summary>
public sealed record TransferRules
{
    /// <summary>Bandwidth of one replica's port, out of a prefill machine and into a decode machine; zero means no time.</summary>
    public BytesPerSecond Bandwidth { get; init; }

    /// <summary>Time before the first byte moves.</summary>
    public Seconds Latency { get; init; }

    /// <summary>Layers sent one by one while the prompt is still computed; 1 sends all at the end.</summary>
    public int StreamedLayers { get; init; } = 1;

    /// <summary>Whether the client sees the first token only when the decode machine has taken the request on.</summary>
    public bool FirstTokenAfterTransfer { get; init; } = true;
}
