using System.Text;

namespace Hone.Cli.Tests;

/// <summary>What is wrong with the input is said in one sentence, with exit code 2.</summary>
public sealed class BadInputTests
{
    [Fact]
    public void A_missing_file() => Run.Refused("train", "nowhere.csv", "--target", "y").ShouldContain("nowhere.csv");

    [Fact]
    public void A_folder_without_images() => Run.Refused("train", Run.Folder(), "--target", "y").ShouldContain("holds no images");

    [Fact]
    public void An_empty_file() => Run.Refused("train", Run.Csv(""), "--target", "y").ShouldContain("empty");

    [Fact]
    public void A_header_alone() => Run.Refused("train", Run.Csv("a,b\n"), "--target", "b");

    [Fact]
    public void A_binary_file()
    {
        string path = Path.Combine(Run.Folder(), "picture.csv");
        File.WriteAllBytes(path, [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13, 0xFF, 0, 0xFE, 1, 2, 3, 0]);
        Run.Refused("describe", path);
    }

    [Fact]
    public void A_ragged_row_names_its_line() => Run.Refused("describe", Run.Csv("a,b\n1,2\n3\n")).ShouldContain("line 3");

    [Fact]
    public void A_header_with_a_name_twice() => Run.Refused("describe", Run.Csv("a,b,a\n1,2,3\n")).ShouldContain("'a'");

    [Fact]
    public void A_misspelt_target_suggests_the_nearest() =>
        Run.Refused("train", Run.Dataset("iris"), "--target", "specis").ShouldContain("Did you mean 'species'?");

    [Theory]
    [InlineData("a,y\n1,x\n2,x\n3,x\n", "every row")]
    [InlineData("a,y\n1,x\n", "every row")]
    [InlineData("a,y\n1,\n2,\n", "'y'")]
    public void A_target_that_cannot_be_learned(string csv, string sentence) => Run.Refused("train", Run.Csv(csv), "--target", "y").ShouldContain(sentence);

    [Fact]
    public void A_target_of_unique_texts()
    {
        StringBuilder csv = new("a,y\n");
        for (int i = 0; i < 100; i++)
            csv.Append(i % 7).Append(",name ").Append(i).Append('\n');
        Run.Refused("train", Run.Csv(csv.ToString()), "--target", "y").ShouldContain("different values");
    }

    [Fact]
    public void An_infinite_value_names_column_and_row()
    {
        StringBuilder csv = new("a,y\n");
        for (int i = 0; i < 40; i++)
            csv.Append(i == 20 ? "inf" : FormattableString.Invariant($"{i}.5")).Append(',').Append(i % 2 == 0 ? "x" : "z").Append('\n');
        Run.Refused("train", Run.Csv(csv.ToString()), "--target", "y").ShouldContain("Column 'a' is Infinity in row 21");
    }

    [Theory]
    [InlineData("--learner", "bosting", "Did you mean 'boosting'?")]
    [InlineData("--learner", "ridge", "does not learn classes")]
    [InlineData("--metric", "roc_auk", "Did you mean 'roc_auc'?")]
    [InlineData("--metric", "rmse", "does not score classes")]
    [InlineData("--task", "clustering", "auto, classification or regression")]
    [InlineData("--positive", "setosaa", "Did you mean 'setosa'?")]
    [InlineData("--trials", "-1", "at least 0")]
    [InlineData("--trials", "many", "")]
    [InlineData("--time-limit", "0", "above 0")]
    [InlineData("--test", "1.5", "above 0 and below 1")]
    [InlineData("--ignore", "petal", "There is no column 'petal'")]
    [InlineData("--ignore", "species", "cannot also be ignored")]
    [InlineData("--test-table", "nowhere.csv", "nowhere.csv")]
    [InlineData("--out", "no/such/folder/m.hone", "no folder")]
    [InlineData("--bogus", "1", "There is no option '--bogus'")]
    public void A_wrong_option(string option, string value, string sentence) =>
        Run.Refused("train", Run.Dataset("iris"), "--target", "species", option, value).ShouldContain(sentence);

    [Theory]
    [InlineData("#0")]
    [InlineData("#6")]
    [InlineData("#99999999999")]
    public void A_column_number_that_is_none(string target) => Run.Refused("train", Run.Dataset("iris"), "--target", target);

    [Fact]
    public void A_verb_that_is_none_suggests_the_nearest() => Run.Refused("trian").ShouldContain("Did you mean 'train'?");

    [Fact]
    public void A_model_that_is_none() => Run.Refused("predict", Run.Dataset("iris"), Run.Dataset("iris"));

    [Fact]
    public void A_port_that_is_none() => Run.Refused("serve", "model.hone", "--port", "70000").ShouldContain("65535");

    [Fact]
    public void Serving_nothing() => Run.Refused("serve").ShouldContain("hone serve model.hone");

    [Fact]
    public void A_table_of_the_target_alone() => Run.Refused("train", Run.Csv("y\n1\n2\n3\n4\n"), "--target", "y").ShouldContain("no column beside the target");

    [Fact]
    public void Too_few_rows() => Run.Refused("train", Run.Csv("a,y\n1,x\n2,z\n"), "--target", "y").ShouldContain("2 rows");

    [Fact]
    public void The_command_alone_shows_its_help()
    {
        Run run = Run.Hone();
        run.Code.ShouldBe(0);
        run.Output.ShouldContain("train");
    }
}
