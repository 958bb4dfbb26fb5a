namespace Hone.Deep;

/// <summary>A module in a <see cref="NetworkSummary"/>; numbers are its own, without those of its parts, so that columns add up to the totals.</summary>
/// <param name="Path">Its name in the network, <c>blocks.2.attention</c>; empty for the network itself.</param>
/// <param name="Type">Its class.</param>
/// <param name="Output">The shape of its result, of the last where it is called several times; null if it was not called.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Parameters">How many numbers it learns; shared ones are counted where they stand first.</param>
/// <param name="MultiplyAdds">Multiplications with an addition, in products of matrices, convolutions and attention. Twice as many are what is called floating-point operations.</param>
public sealed record SummaryRow(string Path, string Type, Shape? Output, int Calls, long Parameters, long MultiplyAdds);
