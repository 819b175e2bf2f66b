using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>What a machine costs that is bought, for each accelerator.</summary>
/// <param name="Price">Price of the accelerator with its share of server, network and building.</param>
/// <param name="ResidualShare">Share of the price it can be sold for at the end.</param>
/// <param name="CostOfCapital">Interest a year, 0.1 for 10 %.</param>
/// <param name="Years">Years it is used.</param>
public sealed record CapitalTerms(Usd Price, double ResidualShare, double CostOfCapital, double Years)
{
    /// <summary>
    /// Share of a sum to pay at the end of each year so that interest and principal are gone at the end: r (1 + r)^n / ((1 + r)^n - 1), and 1 / n
    /// without interest (capital recovery factor: Short, Packey and Holt, Manual for the Economic Evaluation of Energy Efficiency and Renewable Energy
    /// Technologies, NREL/TP-462-5173, 1995).
    /// </summary>
    /// <param name="interest">r, not negative.</param>
    /// <param name="years">n, above zero.</param>
    public static double RecoveryFactor(double interest, double years)
    {
        // With u = n ln(1 + r) / 2 it is r e^u / (2 sinh u), which keeps its digits however small the interest; ln(1 + r) = 2 atanh(r / (2 + r)).
        var half = years * Math.Atanh(interest / (2 + interest));
        return half > 0 ? interest * Math.Exp(half) / (2 * Math.Sinh(half)) : 1 / years;
    }

    /// <summary>The yearly cost: the price less what the residual is worth today, times the recovery factor.</summary>
    public Usd Yearly => Price * (1 - (ResidualShare / Math.Pow(1 + CostOfCapital, Years))) * RecoveryFactor(CostOfCapital, Years);

    /// <summary>The cost of an hour, busy or not.</summary>
    public UsdPerHour Hourly => UsdPerHour.Of(Yearly.Total / BillingPeriods.HoursPerYear);
}
