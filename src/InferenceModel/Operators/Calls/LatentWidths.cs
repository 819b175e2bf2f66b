namespace InferenceModel.Operators.Calls;

/// <summary>The widths of latent attention. The default value has none.</summary>
/// <param name="Latent">Width of the cached latent.</param>
/// <param name="Rotary">Width of the cached key with rotary position.</param>
/// <param name="Content">Width of a head's part without position.</param>
/// <param name="Value">Width of a value head.</param>
public readonly record struct LatentWidths(double Latent, double Rotary, double Content, double Value)
{
    /// <summary>Those of DeepSeek-V2 and V3 (arXiv 2412.19437, section 4.2), on which latent attention was measured.</summary>
    public static LatentWidths DeepSeek => new(512, 64, 128, 128);

    /// <summary>Numbers cached for a token.</summary>
    public double Cached => Latent + Rotary;

    /// <summary>Width of an expanded query or key head.</summary>
    public double Key => Content + Rotary;
}
