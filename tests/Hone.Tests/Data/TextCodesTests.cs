using Hone.Data;
using Hone.Numerics;

namespace Hone.Tests.Data;

public sealed class TextCodesTests
{
    [Fact]
    public void Texts_are_numbered_as_they_first_come_and_counted()
    {
        RandomStream random = RandomKey.FromSeed(2).Open();
        string?[] values = [.. Enumerable.Range(0, 20_000).Select(i => i % 13 == 0 ? null : new string([.. Enumerable.Range(0, random.Below(8)).Select(_ => (char)('a' + random.Below(4)))]))];
        string[] distinct = [.. values.OfType<string>().Distinct(StringComparer.Ordinal)];
        TextCodes codes = new();
        int[] found = codes.CodesOf(values);
        Assert.Equal(distinct, codes.Texts.ToArray());
        Assert.Equal(values.Select(value => value is null ? -1 : Array.IndexOf(distinct, value)), found);
        Assert.Equal(distinct.Select(text => values.Count(value => value == text)), codes.Counts.ToArray());
    }

    [Fact]
    public void Gaps_of_numbers_are_found_in_every_place_of_a_word()
    {
        for (int length = 0; length < 140; length++)
        {
            double[] values = [.. Enumerable.Range(0, length).Select(i => i % 5 == 2 || i == length - 1 ? double.NaN : i)];
            NumberColumn column = new("x", values);
            Assert.Equal(values.Count(double.IsNaN), column.MissingCount);
            for (int i = 0; i < length; i++)
                Assert.Equal(double.IsNaN(values[i]), column.IsMissing(i));
        }
        Assert.Null(new NumberColumn("x", [1, 2, 3]).Missing);
    }
}
