using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Plans;

/// <summary>What a product asks for and what serves it, as formulas of the cells that hold it.</summary>
/// <param name="Name">The product.</param>
/// <param name="Users">Users in the first month; null where a rate was stated.</param>
/// <param name="Peak">Requests per second in the busiest hour of the first month.</param>
/// <param name="Growth">Growth a month.</param>
/// <param name="Headroom">Share added to the load.</param>
/// <param name="PerUnit">Requests per second one replica carries.</param>
/// <param name="Accelerators">Accelerators of a replica.</param>
/// <param name="Input">Input tokens of a request.</param>
/// <param name="Output">Output tokens of a request.</param>
/// <param name="PromptShare">Share of the bill that prompts take.</param>
internal sealed record ProductCells(
    string Name, Formula? Users, Formula Peak, Formula Growth, Formula Headroom, Formula PerUnit, Formula Accelerators, Formula Input, Formula Output, Formula PromptShare)
{
    /// <summary>Load in a month, as a share of the first one's.</summary>
    /// <param name="month">The month, from 0.</param>
    public Formula Grown(Formula month) => (1 + Growth).ToPower(month);

    /// <summary>Replicas for a load.</summary>
    /// <param name="requestsPerSecond">The load, without headroom.</param>
    public Formula Replicas(Formula requestsPerSecond) => Functions.Up(requestsPerSecond * (1 + Headroom) / PerUnit);
}
