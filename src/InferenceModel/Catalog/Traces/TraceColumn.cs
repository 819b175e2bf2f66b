namespace InferenceModel.Catalog.Traces;

/// <summary>What a column of a request trace means.</summary>
internal enum TraceColumn
{
    /// <summary>Time of sending: a date, or seconds.</summary>
    Time,

    /// <summary>Time of sending in milliseconds.</summary>
    TimeMilliseconds,

    /// <summary>Time of sending in nanoseconds.</summary>
    TimeNanoseconds,

    /// <summary>Prompt tokens.</summary>
    Input,

    /// <summary>Answer tokens.</summary>
    Output,

    /// <summary>Urgency.</summary>
    Priority,

    /// <summary>Whose request it is.</summary>
    Tenant,

    /// <summary>Adapter asked for.</summary>
    Adapter,

    /// <summary>Conversation.</summary>
    Session,
}
