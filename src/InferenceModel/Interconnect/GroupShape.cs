namespace InferenceModel.Interconnect;

/// <summary>The numbers an algorithm's cost depends on. The default value is an empty group.</summary>
/// <param name="Ranks">Ranks that take part.</param>
/// <param name="Domains">Domains of the nearest tier they lie in.</param>
/// <param name="Multiprocessors">Multiprocessors the kernel may use; counts for kernels that are limited by them.</param>
public readonly record struct GroupShape(int Ranks, int Domains, int Multiprocessors);
