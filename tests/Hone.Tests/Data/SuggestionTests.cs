using Hone.Data;

namespace Hone.Tests.Data;

public sealed class SuggestionTests
{
    [Fact]
    public void Many_names_and_long_ones_still_make_one_sentence_and_at_once()
    {
        string[] many = [.. Enumerable.Range(1, 10_000).Select(i => FormattableString.Invariant($"column{i}"))];
        Suggestion.Sentence("column", "colunm7", many).ShouldStartWith("There is no column 'colunm7'. Did you mean 'column7'? There are: column1, column2, ");
        Suggestion.Sentence("column", "y", many).ShouldEndWith("column16 and 9984 more.");
        Suggestion.Sentence("column", "y", [new string(',', 3_000_000)]).ShouldBe($"There is no column 'y'. There is: {new string(',', 80)}….");
    }

    [Theory]
    [InlineData("pricE", "price")]
    [InlineData("pirce", "price")]
    [InlineData("a", "ab")]
    [InlineData("x", null)]
    [InlineData("neighbourhood", "neighborhood")]
    public void The_nearest_name_is_one_slip_or_two_away(string name, string? nearest) => Suggestion.Nearest(name, ["price", "ab", "neighborhood", "longer name"]).ShouldBe(nearest);
}
