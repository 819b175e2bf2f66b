using InferenceModel.Catalog;
var findings = new FindingList();
foreach (var f in args)
{
    foreach (var file in ModelReader.ConfigFiles(f))
    {
        findings = new FindingList();
        var m = file.Contains("llms") ? ModelReader.Entry(InferenceModel.Catalog.Json.JsonDocumentAt.Read(file, findings)!, findings)?.Entry.Model : ModelReader.Config(file, findings);
        Console.WriteLine(m is null ? $"{Path.GetFileName(file)} REFUSED {findings.Kept.FirstOrDefault()}" : $"{m.Id} {m.Parameters/1e9:F3} {m.ActiveParameters/1e9:F3} w={m.WeightBytes.TotalGiga:F2}GB kv={m.KvBytesPerToken.Total} {m.DominantFormat} {m.KvFormat} head={m.HeadFormat} groups={m.Layers.Length}");
    }
}
