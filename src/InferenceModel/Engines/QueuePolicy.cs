namespace InferenceModel.Engines;

/// <summary>Which waiting request goes first.</summary>
public enum QueuePolicy
{
    /// <summary>The one that came first.</summary>
    Fcfs,

    /// <summary>The one of the smallest priority number, then the one that came first; the least urgent is preempted.</summary>
    Priority,

    /// <summary>The first of the tenant that has been served the fewest tokens.</summary>
    Fair,
}
