using Hone.Explanation;

namespace Hone.Tests.Explanation;

public sealed class ImportancePlanTests
{
    [Theory]
    [InlineData(100, 10, 100, 10, 5)]
    [InlineData(50_000, 30, 1000, 30, 5)]
    [InlineData(1000, 300, 1000, 300, 2)]                       // a shuffle more or less is nothing here
    [InlineData(1000, 10_000, 1000, 50, 2)]
    [InlineData(1000, 1_000_000, 1000, 20, 2)]
    [InlineData(0, 0, 0, 0, 5)]
    public void Of_a_table_that_would_take_minutes_fewer_rows_repeats_and_columns_are_shuffled(int rows, int columns, int rowsTaken, int columnsTaken, int repeats)
    {
        ImportancePlan plan = ImportancePlan.For(rows, columns);
        plan.ShouldBe(new ImportancePlan(rowsTaken, columnsTaken, repeats));
        plan.Predictions.ShouldBe((long)rowsTaken * columnsTaken * repeats);
    }
}
