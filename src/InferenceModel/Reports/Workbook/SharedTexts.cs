using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace InferenceModel.Reports.Workbook;

/// <summary>The texts of a workbook, each once, in the order they were first met.</summary>
internal sealed class SharedTexts
{
    private const int LongestCell = 32_767;
    private const char Unreadable = '\uFFFD';
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<string> texts = [];
    private int uses;

    /// <summary>The place of a text.</summary>
    /// <param name="text">The text, readable.</param>
    public int PlaceOf(string text)
    {
        uses++;
        if (!places.TryGetValue(text, out var place))
        {
            place = texts.Count;
            places.Add(text, place);
            texts.Add(text);
        }

        return place;
    }

    /// <summary>A text as a file may hold it: characters that XML cannot say are replaced, and what is longer than a cell is cut.</summary>
    /// <param name="text">Any text.</param>
    public static string Readable(string text)
    {
        var kept = text.Length > LongestCell ? text[..(LongestCell - 1)] + "…" : text;
        if (IsReadable(kept))
        {
            return kept;
        }

        var clean = new StringBuilder(kept.Length);
        for (var i = 0; i < kept.Length; i++)
        {
            if (i + 1 < kept.Length && char.IsSurrogatePair(kept[i], kept[i + 1]))
            {
                clean.Append(kept, i++, 2);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(kept[i]) ? kept[i] : Unreadable);
            }
        }

        return clean.ToString();
    }

    private static bool IsReadable(string text)
    {
        foreach (var character in text)
        {
            if (!XmlConvert.IsXmlChar(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the table of texts.</summary>
    /// <param name="part">Where it goes.</param>
    public void Write(SharedStringTablePart part)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new SharedStringTable { Count = (uint)uses, UniqueCount = (uint)texts.Count });
        foreach (var text in texts)
        {
            writer.WriteElement(new SharedStringItem(new Text(text) { Space = SpaceProcessingModeValues.Preserve }));
        }

        writer.WriteEndElement();
    }
}
