using System.Text.Json.Nodes;

namespace Hone.Contracts;

/// <summary>What a <see cref="PackageWriter"/> wrote: a tree of small values, and the arrays it refers to by position.</summary>
/// <param name="Root">Names and values; an array is <c>{"array": position}</c>.</param>
/// <param name="Arrays">Each a <c>double[]</c>, <c>float[]</c>, <c>int[]</c>, <c>long[]</c> or <c>byte[]</c>.</param>
public sealed record StoredDocument(JsonObject Root, IReadOnlyList<Array> Arrays);
