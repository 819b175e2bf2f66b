using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>Power of one accelerator on the three bases people quote; each says what it counts.</summary>
/// <param name="Rated">Rated power of the accelerator, with its source.</param>
/// <param name="Provisioned">Everything provisioned around it, with its source; null where not known.</param>
/// <param name="Phases">Shares of the rated power by phase.</param>
/// <param name="Overhead">Server and facility power over that of the accelerator.</param>
public sealed record AcceleratorPower(Figure<Watts> Rated, Figure<Watts>? Provisioned, PhasePower Phases, double Overhead)
{
    /// <summary>The power of a system's accelerator.</summary>
    /// <param name="system">The machine.</param>
    /// <param name="phases">Shares by phase of its generation.</param>
    /// <param name="terms">Overheads.</param>
    public static AcceleratorPower Of(ServingSystem system, PhasePower phases, CostTerms terms) => new(
        system.Accelerator.ThermalDesignPower, system.ProvisionedPower, phases, terms.FacilityOverhead * terms.ServerOverhead);

    /// <summary>Rated power with the overheads.</summary>
    public Watts Tdp => Rated.Value * Overhead;

    /// <summary>Power by what the accelerator does, with the overheads.</summary>
    /// <param name="shares">Shares of the time.</param>
    public Watts Modelled(in PhaseShares shares) => Rated.Value * (Phases.Mean(shares) * Overhead);

    /// <summary>Power on a basis; rated power where provisioned power is not known.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="shares">Shares of the time.</param>
    public Watts At(PowerBasis basis, in PhaseShares shares) => basis switch
    {
        PowerBasis.Modelled => Modelled(shares),
        PowerBasis.Provisioned when Provisioned is { } all => all.Value,
        _ => Tdp,
    };

    /// <summary>What a basis counts, with its sources.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="shares">Shares of the time.</param>
    public string Source(PowerBasis basis, in PhaseShares shares) => basis switch
    {
        PowerBasis.Modelled => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"modelled: rated {Rated.Value} x (prefill {Phases.Prefill.Value:G3} x {shares.Prefill:P0} + decode {Phases.Decode.Value:G3} x {shares.Decode:P0} + idle {Phases.Idle.Value:G3} x {shares.Idle:P0} of the time) x overhead {Overhead:G4}: {Phases.Prefill.Source}; {Phases.Decode.Source}; {Phases.Idle.Source}"),
        PowerBasis.Provisioned when Provisioned is { } all => $"provisioned: {all.Source}",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rated power x PUE {Overhead:G4}: {Rated.Source}"),
    };
}
