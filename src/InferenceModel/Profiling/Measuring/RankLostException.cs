namespace InferenceModel.Profiling.Measuring;

/// <summary>The other rank of a group will not answer any more; the message says how that is known.</summary>
public sealed class RankLostException : Exception
{
    /// <summary>Gives a rank up.</summary>
    /// <param name="reason">How it is known, as a clause.</param>
    public RankLostException(string reason)
        : base(reason)
    {
    }
}
