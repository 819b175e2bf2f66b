using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>On what terms a deployment is paid for and powered.</summary>
public sealed record CostTerms
{
    /// <summary>A price of one accelerator for an hour that is stated, or null.</summary>
    public UsdPerHour? Price { get; init; }

    /// <summary>The terms of the price book where none is stated.</summary>
    public PriceTier Tier { get; init; } = PriceTier.RentalThreeYears;

    /// <summary>The machine is bought on these terms; null where it is rented or its price is all in.</summary>
    public CapitalTerms? Capital { get; init; }

    /// <summary>Software licences and support of one accelerator for a year, on top of any price.</summary>
    public Usd LicencePerYear { get; init; }

    /// <summary>Price of electric energy; it is part of the bill only where the machine is bought, since other prices contain it.</summary>
    public EnergyPrice? Energy { get; init; }

    /// <summary>What power is counted.</summary>
    public PowerBasis Basis { get; init; } = PowerBasis.Provisioned;

    /// <summary>Facility power over machine power (PUE), applied to rated and to modelled power.</summary>
    public double FacilityOverhead { get; init; } = 1.25;

    /// <summary>Power of a server over that of its accelerators, applied to rated and to modelled power; 1 counts accelerators alone.</summary>
    public double ServerOverhead { get; init; } = 1;

    /// <summary>What the energy emits; null where nobody said.</summary>
    public CarbonIntensity? Carbon { get; init; }

    /// <summary>Share of the time a deployment really carries the load it is estimated at; it is paid for all the time.</summary>
    public double Utilisation { get; init; } = 1;

    /// <summary>What a provider asks for the same tokens; null where none is compared.</summary>
    public ApiPrice? Api { get; init; }
}
