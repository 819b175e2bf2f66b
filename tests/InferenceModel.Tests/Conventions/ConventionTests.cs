using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace InferenceModel.Tests.Conventions;

/// <summary>Rules about the code itself. An exception is listed by name with its reason.</summary>
public sealed partial class ConventionTests
{
    private const int LongestFile = 400;
    private const int LongestFunction = 60;

    /// <summary>Folders from the bottom up: each may use those before it and itself.</summary>
    private static readonly string[] Layers =
    [
        "Units", "Models", "Hardware", "Interconnect", "Engines", "Sharding", "Operators", "Costs", "Workloads", "Estimation", "Simulation", "Planning", "Catalog", "Scenarios", "Calibration", "Profiling", "Reports",
    ];

    private static readonly string[] BannedWords = ["Utils", "Helper", "Common.", "Manager"];
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Source, file)).Order()];

    [Fact]
    public void Every_folder_has_its_place() =>
        Assert.All(Directory.GetDirectories(Path.Combine(Source, "InferenceModel")), folder => Assert.Contains(Path.GetFileName(folder), Layers));

    [Theory]
    [MemberData(nameof(Files))]
    public void Dependencies_point_downwards(string file)
    {
        var parts = file.Split(Path.DirectorySeparatorChar);
        if (parts[0] != "InferenceModel")
        {
            return;
        }

        var rank = Array.IndexOf(Layers, parts[1]);
        foreach (Match use in UsedFolder().Matches(File.ReadAllText(Path.Combine(Source, file))))
        {
            Assert.True(Array.IndexOf(Layers, use.Groups[1].Value) <= rank, $"{file} uses {use.Groups[1].Value}, which lies above it");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_holds_one_type_named_as_the_file_in_the_namespace_of_its_folder(string file)
    {
        var root = Parse(file);
        var types = root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(type => type.Parent is not TypeDeclarationSyntax).ToList();
        if (Path.GetFileName(file) == "Program.cs")
        {
            Assert.Empty(types);
            return;
        }

        Assert.Equal(Path.GetFileNameWithoutExtension(file), Assert.Single(types).Identifier.Text);
        var space = Assert.Single(root.DescendantNodes().OfType<FileScopedNamespaceDeclarationSyntax>());
        Assert.Equal(Path.GetDirectoryName(file)!.Replace(Path.DirectorySeparatorChar, '.'), space.Name.ToString());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_and_functions_stay_short(string file)
    {
        Assert.InRange(File.ReadLines(Path.Combine(Source, file)).Count(), 1, LongestFile);
        foreach (var function in Parse(file).DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(method => method.Body is not null))
        {
            var span = function.GetLocation().GetLineSpan();
            Assert.InRange(span.EndLinePosition.Line - span.StartLinePosition.Line + 1, 1, LongestFunction);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Classes_are_sealed_abstract_or_static(string file)
    {
        foreach (var type in Parse(file).DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword))))
        {
            Assert.True(type.Modifiers.Any(word => word.IsKind(SyntaxKind.SealedKeyword) || word.IsKind(SyntaxKind.AbstractKeyword) || word.IsKind(SyntaxKind.StaticKeyword)), $"{file}: {type.Identifier}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Visible_members_are_documented(string file)
    {
        foreach (var member in Parse(file).DescendantNodes().OfType<MemberDeclarationSyntax>().Where(IsVisible))
        {
            Assert.True(member.HasStructuredTrivia || member.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)), $"{file}: {member.ToString().Split('\n')[0]}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_unit_arithmetic_outside_the_units(string file)
    {
        if (file.StartsWith(Path.Combine("InferenceModel", "Units"), StringComparison.Ordinal) || IsExempt(file))
        {
            return;
        }

        Assert.DoesNotMatch(UnitArithmetic(), File.ReadAllText(Path.Combine(Source, file)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_vague_names_no_clock_and_no_mutable_static(string file)
    {
        var text = File.ReadAllText(Path.Combine(Source, file));
        Assert.All(BannedWords, word => Assert.DoesNotContain(word, Path.GetFileNameWithoutExtension(file) + ".", StringComparison.Ordinal));
        Assert.DoesNotContain("DateTime.Now", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DateTime.UtcNow", text, StringComparison.Ordinal);
        if (!file.StartsWith("InferenceModel.Training/", StringComparison.Ordinal))
        {
            // The trainer draws from a seed it is given; its models ship with that draw.
            Assert.DoesNotContain("new Random(", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("new Random()", text, StringComparison.Ordinal);
        foreach (var field in Parse(file).DescendantNodes().OfType<FieldDeclarationSyntax>().Where(field => field.Modifiers.Any(SyntaxKind.StaticKeyword)))
        {
            Assert.True(field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword), $"{file}: {field}");
        }
    }

    [Fact]
    public void The_library_never_writes_to_the_console() =>
        Assert.All(Directory.GetFiles(Path.Combine(Source, "InferenceModel"), "*.cs", SearchOption.AllDirectories), file =>
            Assert.DoesNotContain("Console.", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void The_readme_begins_with_the_two_commands()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.Contains("dotnet run -c Release --project src/InferenceModel.Cli -- run scenarios/quickstart.csv", readme[..1500], StringComparison.Ordinal);
        Assert.Contains("dotnet test -c Release", readme[..1500], StringComparison.Ordinal);
    }

    /// <summary>Parameter counts are published in millions, billions and trillions, and shown so: numbers without a unit.</summary>
    private static bool IsExempt(string file) => Path.GetFileName(file) is "PublishedCount.cs";

    private static bool IsVisible(MemberDeclarationSyntax member) =>
        member is not (NamespaceDeclarationSyntax or FileScopedNamespaceDeclarationSyntax or BaseNamespaceDeclarationSyntax)
        && (member.Modifiers.Any(SyntaxKind.PublicKeyword) || member is EnumMemberDeclarationSyntax)
        && !member.Modifiers.Any(SyntaxKind.OverrideKeyword)
        && !member.Ancestors().OfType<BaseTypeDeclarationSyntax>().Any(type => type.Modifiers.Any(SyntaxKind.PrivateKeyword));

    private static SyntaxNode Parse(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Source, file)), cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);

    [GeneratedRegex(@"InferenceModel\.(Units|Models|Hardware|Interconnect|Engines|Sharding|Operators|Costs|Workloads|Estimation|Simulation|Planning|Catalog|Scenarios|Calibration|Profiling|Reports)\b")]
    private static partial Regex UsedFolder();

    [GeneratedRegex(@"[*/]\s*1e-?[3-9]\b|[*/]\s*1e-?1\d\b|[*/]\s*1024\b|<<\s*30|[*/]\s*1000\b")]
    private static partial Regex UnitArithmetic();
}
