using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// How what was measured elsewhere times kernels of a machine. A machine that was measured stands for itself. One that was not takes what was
/// learned of the nearest that was, at that machine's own figures, and physics alone carries the time over: a correction asked about a machine
/// between or beyond those it knows would make up a difference of its own.
/// </summary>
/// <param name="Choice">The constants chosen.</param>
/// <param name="Donor">The machine whose measurements stand in; null where the machine itself was measured.</param>
/// <param name="Values">The constants as they hold on the machine.</param>
internal sealed record Transfer(CoefficientChoice Choice, KernelMachine? Donor, ImmutableArray<double> Values)
{
    /// <summary>Whether these kernels were measured on this machine.</summary>
    public bool IsMeasured => Choice.IsExact && Donor is null;

    /// <summary>The transfer to a machine.</summary>
    /// <param name="model">What is known of the family.</param>
    /// <param name="choice">The constants chosen.</param>
    /// <param name="machine">The machine.</param>
    public static Transfer Of(KernelModel model, CoefficientChoice choice, KernelMachine machine)
    {
        var donor = model.Donor(choice.Set, machine);
        return new Transfer(choice, donor, donor is null ? choice.Set.Values : Carried(model.Family, choice.Set.Values, donor, machine));
    }

    /// <summary>
    /// Constants of another generation: times are clocks of its cores, so they stretch as the clock slows, and what is left of a rate once power
    /// binds goes with the power there is for each operation. Within a generation they hold as they are: there times are launches as much as
    /// clocks (GB200 against B200: clock +4 %, floors of four families -4 to +2 %).
    /// </summary>
    /// <param name="family">The family.</param>
    /// <param name="values">Constants as fitted.</param>
    /// <param name="donor">The machine they were fitted on.</param>
    /// <param name="machine">The machine they are carried to.</param>
    internal static ImmutableArray<double> Carried(IKernelFamily family, ImmutableArray<double> values, KernelMachine donor, KernelMachine machine)
    {
        if (donor.Generation == machine.Generation)
        {
            return values;
        }

        var slower = donor.Clock is { } from && machine.Clock is { } to ? from / to : 1;
        var power = machine.SustainedShare / donor.SustainedShare;
        return [.. values.Select((value, i) => family.Constants[i] switch
        {
            { IsTime: true } => value * slower,
            { IsSag: true } => Math.Max(0, 1 - ((1 - value) * power)),
            _ => value,
        })];
    }
}
