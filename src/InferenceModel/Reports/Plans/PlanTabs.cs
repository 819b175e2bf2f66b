using InferenceModel.Interconnect;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Plans;

/// <summary>The tabs of a plan's workbook while they are filled, and what they refer to in each other.</summary>
internal sealed class PlanTabs
{
    /// <summary>First row of data below the head of a tab's table.</summary>
    public const int FirstRow = 5;

    /// <summary>Row of the heads of a tab's table.</summary>
    public const int HeadRow = 4;

    /// <summary>Watts of a kilowatt, for formulas.</summary>
    public const double WattsPerKilowatt = 1e3;

    private readonly Dictionary<string, int> resultColumns = new(StringComparer.Ordinal);

    /// <summary>Makes the tabs, in their order and still empty.</summary>
    /// <param name="source">What they show.</param>
    public PlanTabs(ReportSource source)
    {
        Source = source;
        Machines = AssumptionsTab.Machines(source);
        Summary = Book.Add("Summary", source.Title, "The answer. Every figure is a formula of the other tabs: change a blue cell on Inputs and it follows.");
        Inputs = Book.Add("Inputs", "Inputs", "Blue cells are meant to be changed. Formulas of all tabs use them by name.");
        Assumptions = Book.Add("Assumptions", "Assumptions", "What stands behind the figures when nobody says otherwise, with source and date. A price older than the stated number of days is marked.");
        Scenarios = Book.Add("Scenarios", "Scenarios", "What was asked, row by row, as it was written.");
        Results = Book.Add("Results", "Results", "What came of each row. Latencies and throughput are predictions; prices, dollars, power and energy are formulas.");
        Sharding = Book.Add("Sharding matrix", "Sharding matrix", "The best plan of each tensor (down) and pipeline (across) width; green is better.");
        Pareto = Book.Add("Pareto", "Pareto", "What a user sees against what the machine delivers, and what it costs. Up and to the right is better; dollars: down.");
        Breakdown = Book.Add("Breakdown", "Breakdown of a request's time", "Where the time of one request goes, prompt and decoding apart. The cheapest rows first, at most 24.");
        Demand = Book.Add("Demand 24h", "Demand by the hour", "Load, replicas and dollars of a weekday and of a day of the weekend.");
        Growth = Book.Add("Growth 36m", "Growth by the month", "Accelerators, orders and money month by month.");
        Reserve = Book.Add("Reserve vs burst", "Reserve or burst", "Accelerators committed to, from none to the peak, and what the rest costs by the hour. The least total is marked.");
        Sensitivity = Book.Add("Sensitivity", "Sensitivity", "The cost of a million tokens when one thing changes by a quarter, all else equal. The widest bar first.");
        Power = Book.Add("Power", "Power", "Power of the accelerators of the plan on three bases; only the last follows what they do.");
        Focus = Book.Add("FOCUS export", "FOCUS export", "The forecast in columns of the FinOps Open Cost and Usage Specification (focus.finops.org), one charge a month.");
        Provenance = Book.Add("Provenance", "Provenance", "What made this workbook, from what.");
    }

    /// <summary>What the tabs show.</summary>
    public ReportSource Source { get; }

    /// <summary>The machines of the results, by the name scenarios use; thousands of rows ask for them.</summary>
    public List<(string Name, ServingSystem? System)> Machines { get; }

    /// <summary>The workbook.</summary>
    public Book Book { get; } = new();

    /// <summary>The tab of that name.</summary>
    public Sheet Summary { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Inputs { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Assumptions { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Scenarios { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Results { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Sharding { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Pareto { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Breakdown { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Demand { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Growth { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Reserve { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Sensitivity { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Power { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Focus { get; }

    /// <inheritdoc cref="Summary" />
    public Sheet Provenance { get; }

    /// <summary>Last row of the results.</summary>
    public int LastRow => FirstRow + Source.Results.Count - 1;

    /// <summary>Remembers where a column of the results stands.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="column">Its column.</param>
    public void Place(string name, int column) => resultColumns.Add(name, column);

    /// <summary>The cells of a column of the results.</summary>
    /// <param name="name">Its name.</param>
    public CellRange Column(string name) => Results.Range(FirstRow, resultColumns[name], LastRow, resultColumns[name]);

    /// <summary>A cell of the results.</summary>
    /// <param name="name">Its column.</param>
    /// <param name="result">Its row, from 0.</param>
    public CellAddress Cell(string name, int result) => Results.Address(FirstRow + result, resultColumns[name]);

    /// <summary>The value of a column in the row that the plan is made for.</summary>
    /// <param name="name">The column.</param>
    public Formula Chosen(string name) => Functions.Index(Column(name), Formula.Name("ChosenRow"));

    /// <summary>What a row is called: its scenario_id, or the name it got without one.</summary>
    /// <param name="result">The row, from 0.</param>
    public string NameOf(int result) => Source.Results[result].Row.Scenario?.Id ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"faulty row {result + 1}");
}
