using System.Globalization;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>Compares measured collectives with the model.</summary>
public static class CollectiveValidation
{
    private static readonly (Bytes Most, string Name)[] Bands =
    [
        (Bytes.OfKibi(8), "up to 8 KiB"),
        (Bytes.OfKibi(512), "to 512 KiB"),
        (Bytes.OfMebi(16), "to 16 MiB"),
        (Bytes.OfMebi(128), "to 128 MiB"),
        (Bytes.Of(double.PositiveInfinity), "above 128 MiB"),
    ];

    /// <summary>The report over rows.</summary>
    /// <param name="rows">The rows, and why some cannot be modelled.</param>
    /// <param name="predict">The model; null where it has nothing for a row.</param>
    public static ValidationReport Report(IEnumerable<(MeasuredCollective? Row, string Fault)> rows, Func<MeasuredCollective, Seconds?> predict)
    {
        var tally = new ValidationTally();
        foreach (var (row, fault) in rows)
        {
            if (row is null)
            {
                tally.Refuse(fault);
            }
            else if (predict(row) is { } time)
            {
                tally.Add(Labels(row), new ComparedPoint("latency", row.Name, row.Time.TotalMicroseconds, time.TotalMicroseconds));
            }
            else
            {
                tally.Refuse($"{row.ImplementationName} has no constants for this collective on {row.Group.Near.Link.Kind}");
            }
        }

        return tally.Report();
    }

    /// <summary>The model's own prediction; curves of a group are made once.</summary>
    public static Func<MeasuredCollective, Seconds?> Model()
    {
        var curves = new Dictionary<(CollectiveImplementation, Version, CollectiveKind, CommunicationGroup, LaunchMode, int), CollectiveCurve>();
        return row =>
        {
            var key = (row.Implementation, row.Version, row.Kind, row.Group, row.Launch, row.Multiprocessors);
            if (!curves.TryGetValue(key, out var curve))
            {
                curves[key] = curve = CollectivePolicy.Only(row.Implementation, row.Version, row.Multiprocessors).Curve(row.Kind, row.Group, row.Launch);
            }

            return curve.IsEmpty ? null : curve.Time(row.Call).Total;
        };
    }

    /// <summary>What a row is grouped by.</summary>
    /// <param name="row">The row.</param>
    public static IReadOnlyList<(string By, string Key)> Labels(MeasuredCollective row) =>
    [
        ("collective", Catalog.Json.SnakeCase.Of(row.Kind.ToString())),
        ("system", row.System),
        ("implementation", row.ImplementationName),
        ("ranks", row.Group.Ranks.ToString(CultureInfo.InvariantCulture)),
        ("size", Bands.First(band => row.Call.Bytes <= band.Most).Name),
        ("wire", row.Group.Far is { } far && !far.Extends(row.Group.Near) ? $"{row.Group.Near.Link.Id} and {far.Link.Id}" : (row.Group.Far ?? row.Group.Near) is { Path: { } path } tier ? $"{tier.Link.Id} {Catalog.Json.SnakeCase.Of(path.ToString())}" : (row.Group.Far ?? row.Group.Near).Link.Id),
    ];
}
