namespace InferenceModel.Operators.Calls;

/// <summary>The widths of a latent attention block. The default value has none.</summary>
/// <param name="Hidden">Width of the residual stream.</param>
/// <param name="QueryRank">Rank of the compressed query.</param>
/// <param name="Widths">Widths of attention.</param>
/// <param name="IndexHeads">Heads of the indexer; 0 without one.</param>
/// <param name="IndexDimension">Width of an index head.</param>
/// <param name="Selected">Tokens a query attends to at most.</param>
public readonly record struct LatentBlock(double Hidden, double QueryRank, LatentWidths Widths, double IndexHeads, double IndexDimension, double Selected);
