namespace InferenceModel.Estimation.Intervals;

/// <summary>What a deployment spends its time on.</summary>
public enum OperatingPhase
{
    /// <summary>Decoding.</summary>
    Decode,

    /// <summary>Prompts: they take at least <see cref="OperatingCondition.PromptShare"/> of the time.</summary>
    Prefill,

    /// <summary>First tokens wait: they take at least <see cref="OperatingCondition.QueueFactor"/> times as long as on an idle machine.</summary>
    Queue,
}
