using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hone.Generators;

/// <summary>Reads documentation comments as plain text.</summary>
/// <remarks>
/// From the source's own lines, because the compiler does not parse these comments in a project that writes no documentation
/// file; from the compiler for types of other assemblies.
/// </remarks>
internal static class Documentation
{
    // A chain of <inheritdoc/> longer than this goes in a circle.
    private const int MostInherited = 8;

    public static string Summary(ISymbol symbol, Compilation compilation, CancellationToken cancellation) =>
        Summary(symbol, compilation, MostInherited, cancellation);

    private static string Summary(ISymbol symbol, Compilation compilation, int left, CancellationToken cancellation)
    {
        foreach (XElement documentation in symbol.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellation))
            .Select(Of).Append(Parse(symbol.GetDocumentationCommentXml(cancellationToken: cancellation) ?? ""))
            .OfType<XElement>())
        {
            string text = Plain(documentation.Element("summary"));
            if (text.Length > 0)
                return text;
            if (left > 0 && documentation.Element("inheritdoc") is { } inherit && Inherited(symbol, inherit.Attribute("cref")?.Value, compilation) is { } source)
                return Summary(source, compilation, left - 1, cancellation);
        }
        return "";
    }

    // A positional parameter of a record is documented by <param> on the record.
    private static XElement? Of(SyntaxNode node) => node is ParameterSyntax { Parent.Parent: TypeDeclarationSyntax type } parameter
        ? Lines(type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter.Identifier.ValueText) is { } found
            ? new XElement("member", new XElement("summary", found.Nodes()))
            : null
        : Lines(node);

    private static XElement? Lines(SyntaxNode node)
    {
        StringBuilder text = new("<member>");
        foreach (string line in node.GetLeadingTrivia().ToFullString().Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal))
                text.Append(trimmed.Substring(3)).Append('\n');
        }
        return Parse(text.Append("</member>").ToString());
    }

    private static XElement? Parse(string xml)
    {
        try
        {
            return xml.Length == 0 ? null : XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;                                       // the compiler itself warns of comments that are not XML
        }
    }

    private static string Plain(XElement? element)
    {
        if (element is null)
            return "";
        StringBuilder text = new();
        Append(element, text);
        return string.Join(" ", text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText words)
                text.Append(words.Value);
            else if (node is XElement { IsEmpty: false } inner)
                Append(inner, text);
            else if (node is XElement reference)
                text.Append(Last((reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? " "));
        }
    }

    // Of "Hone.Models.Ridge.Penalty" or "M:Hone.Models.Ridge.Fit(System.Double)" the last word.
    private static string Last(string cref)
    {
        int end = cref.IndexOfAny(['(', '{', '<']);
        string name = end < 0 ? cref : cref.Substring(0, end);
        return name.Substring(name.LastIndexOfAny(['.', ':']) + 1);
    }

    private static ISymbol? Inherited(ISymbol symbol, string? cref, Compilation compilation)
    {
        if (cref is null)
        {
            return symbol is IPropertySymbol { OverriddenProperty: { } overridden }
                ? overridden
                : symbol.ContainingType?.AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name)).FirstOrDefault();
        }
        if (cref.Length > 2 && cref[1] == ':')
            return DocumentationCommentId.GetFirstSymbolForDeclarationId(cref, compilation);

        // As written in source: "Penalty", "Ridge.Penalty" or with namespaces before it.
        string[] parts = cref.Split('.');
        string member = parts[parts.Length - 1];
        if (parts.Length == 1)
            return symbol.ContainingType?.GetMembers(member).FirstOrDefault(m => !SymbolEqualityComparer.Default.Equals(m, symbol));
        string typeName = parts[parts.Length - 2];
        for (INamespaceSymbol? space = symbol.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space.GetTypeMembers(typeName).FirstOrDefault() is { } near)
                return near.GetMembers(member).FirstOrDefault();
        }
        return compilation.GetSymbolsWithName(typeName, SymbolFilter.Type).OfType<INamedTypeSymbol>().FirstOrDefault()?.GetMembers(member).FirstOrDefault();
    }
}
