namespace InferenceModel.Cli.Commands;

/// <summary>What the process answers; documented in the README, scripts rely on it.</summary>
internal enum ExitCode
{
    /// <summary>All is well.</summary>
    Ok = 0,

    /// <summary>A fault of ours.</summary>
    Internal = 1,

    /// <summary>The command line or an input file is faulty.</summary>
    Usage = 2,

    /// <summary>No configuration is feasible.</summary>
    NothingFeasible = 3,

    /// <summary>Some rows failed.</summary>
    SomeRowsFailed = 4,
}
