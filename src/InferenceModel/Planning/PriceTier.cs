namespace InferenceModel.Planning;

/// <summary>On what terms an accelerator is paid for.</summary>
public enum PriceTier
{
    /// <summary>Owned by a hyperscaler, four-year life, all costs in.</summary>
    OwnHyperscaler,

    /// <summary>Owned by a smaller cloud, four-year life, all costs in.</summary>
    OwnNeocloud,

    /// <summary>Rented for three years.</summary>
    RentalThreeYears,

    /// <summary>Rented by the hour.</summary>
    OnDemand,
}
