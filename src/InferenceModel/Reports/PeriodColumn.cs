using InferenceModel.Planning.Demand;

namespace InferenceModel.Reports;

/// <summary>One column of a demand plan: what it holds for a month and for an hour.</summary>
/// <param name="Name">Its name, with the unit.</param>
/// <param name="Month">Its value in a month; null where there is none.</param>
/// <param name="Hour">Its value in an hour of the week; null where there is none.</param>
public sealed record PeriodColumn(string Name, Func<MonthPlan, object?> Month, Func<HourPlan, object?> Hour);
