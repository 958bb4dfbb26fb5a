using Hone.Contracts;
using Hone.Data;

namespace Hone.Tests.Contracts;

public sealed class TargetColumnTests
{
    [Fact]
    public void Few_often_repeated_whole_numbers_are_classes_and_many_are_numbers()
    {
        TargetColumn.Infer(new WholeColumn("digit", [.. Enumerable.Range(0, 100).Select(i => (long)(i % 10))])).ShouldBe(TargetKinds.Classes);
        TargetColumn.Infer(new WholeColumn("count", [.. Enumerable.Range(0, 100).Select(i => (long)(i % 30))])).ShouldBe(TargetKinds.Numbers);
        TargetColumn.Infer(new NumberColumn("price", [0.5, 1.5, 0.5])).ShouldBe(TargetKinds.Numbers);
        TargetColumn.Infer(new NumberColumn("flag", [0, 1, 0])).ShouldBe(TargetKinds.Classes);
        TargetColumn.Infer(new WholeColumn("age", [30, 41, 52])).ShouldBe(TargetKinds.Numbers);
    }

    [Fact]
    public void A_target_whose_squares_overflow_is_refused_by_name() =>
        Should.Throw<ArgumentException>(() => TargetColumn.Read(new NumberColumn("mass", [1, 2.5, -1e307]), TargetKinds.Numbers)).Message
            .ShouldStartWith("The target 'mass' is -1E+307 in row 3; beyond 1E+150 either way, squares of errors leave the range of a double. Divide the target by a constant.");

    [Fact]
    public void Whole_number_classes_are_in_numeric_order()
    {
        ClassTarget target = (ClassTarget)TargetColumn.Read(new WholeColumn("grade", [10, 9, 2, 10]), TargetKinds.Classes);
        target.Classes.ShouldBe(["2", "9", "10"]);
        target.Codes.ToArray().ShouldBe([2, 1, 0, 2]);
    }

    [Fact]
    public void The_rarer_of_two_classes_is_positive_unless_named()
    {
        Column column = CategoryColumn.From("churned", ["no", "yes", "no"]);
        ((ClassTarget)TargetColumn.Read(column)).Positive.ShouldBe(1);
        ((ClassTarget)TargetColumn.Read(column, positive: "no")).Positive.ShouldBe(0);
        Should.Throw<ArgumentException>(() => TargetColumn.Read(column, positive: "yess")).Message.ShouldContain("Did you mean 'yes'?");
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("unique")]
    [InlineData("missing")]
    public void A_target_that_cannot_be_learned_is_refused_by_name(string fault)
    {
        Column column = fault switch
        {
            "constant" => CategoryColumn.From("y", ["a", "a", "a"]),
            "unique" => new TextColumn("y", [.. Enumerable.Range(0, 50).Select(i => $"row {i}")]),
            _ => CategoryColumn.From("y", ["a", null, "b"]),
        };
        Should.Throw<ArgumentException>(() => TargetColumn.Read(column)).Message.ShouldContain("'y'");
    }

    [Fact]
    public void Scoring_a_class_that_the_model_never_saw_names_the_row()
    {
        Column column = CategoryColumn.From("y", ["a", "c"]);
        Should.Throw<ArgumentException>(() => TargetColumn.ReadClasses(column, ["a", "b"], 1)).Message.ShouldContain("row 2");
    }

    [Fact]
    public void An_infinite_target_names_the_row() =>
        Should.Throw<ArgumentException>(() => TargetColumn.Read(new NumberColumn("y", [1.5, double.PositiveInfinity]))).Message.ShouldContain("row 2");
}
