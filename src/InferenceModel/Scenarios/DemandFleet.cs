using System.Collections.Immutable;
using InferenceModel.Planning;
using InferenceModel.Units;

namespace InferenceModel.Scenarios;

/// <summary>Products that share machines, and how those are planned and paid for.</summary>
/// <param name="Name">The fleet; the product's own name where it stands apart.</param>
/// <param name="Products">The products.</param>
/// <param name="Systems">Names of the systems to choose from.</param>
/// <param name="Months">Months planned.</param>
/// <param name="Start">The first month; null where months are only counted.</param>
/// <param name="LeadMonths">Months from an order to machines that serve.</param>
/// <param name="Spare">Units that stand by.</param>
/// <param name="OnHand">Committed accelerators that are there already.</param>
/// <param name="Terms">On what terms committed accelerators are paid for and powered.</param>
/// <param name="OnDemand">A stated price of an accelerator rented by the hour; null for that of the price book.</param>
public sealed record DemandFleet(
    string Name,
    ImmutableArray<DemandProduct> Products,
    ImmutableArray<string> Systems,
    int Months,
    DateOnly? Start,
    int LeadMonths,
    int Spare,
    int OnHand,
    CostTerms Terms,
    UsdPerHour? OnDemand);
