namespace InferenceModel.Simulation.Kernel;

/// <summary>Something that happens events can be addressed to.</summary>
internal interface IEventHandler
{
    /// <summary>Takes an event.</summary>
    /// <param name="code">Which kind of event, a number of the handler's own.</param>
    /// <param name="tag">What else the handler wanted to know.</param>
    void Handle(int code, long tag);
}
