namespace InferenceModel.Reports.Forms;

/// <summary>The forms of other tools that predictions are written in.</summary>
public enum RunForm
{
    /// <summary>Results of <c>vllm bench serve</c>: one JSON object a line.</summary>
    VllmBench,

    /// <summary>The summary of NVIDIA AIPerf: a CSV file a run.</summary>
    AiPerf,

    /// <summary>The table of aiconfigurator: a CSV row a run, aggregated and disaggregated apart.</summary>
    AiConfigurator,

    /// <summary>InferenceX results: a CSV row a run.</summary>
    InferenceX,
}
