using System.Globalization;
using System.Text;

namespace Hone.Cli.Tests;

/// <summary>Tables and command lines that a person might well come with.</summary>
public sealed class UnseenInputTests
{
    [Fact]
    public void A_row_without_values_among_others_keeps_its_place_in_the_predictions()
    {
        string model = Model(Run.Dataset("iris"), "species", "tree");
        Run predict = Run.Hone("predict", model, Run.Csv("sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n5,3,1.4,0.2\n,,,\n6,3,4.5,1.4\n,,,\n"));
        predict.Code.ShouldBe(0, predict.Errors);
        string[] lines = predict.Output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(4, "a header and three rows: empty fields behind the last row are a spreadsheet's");
        lines[1].ShouldStartWith("setosa");
        lines[3].ShouldStartWith("versicolor");
    }

    [Fact]
    public void Columns_that_the_recipe_leaves_out_need_not_be_given()
    {
        StringBuilder csv = new("id,same,x,y\n");
        for (int i = 0; i < 60; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{1000 + i},5,{i % 7}.5,{(i % 7) * 2}.25\n");
        string model = Model(Run.Csv(csv.ToString()), "y", "ridge");
        string rows = Run.Csv("x\n1.5\n2.5\n"), all = Run.Csv("id,same,x\nA7,odd,1.5\nB9,,2.5\n");
        Run few = Run.Hone("predict", model, rows);
        few.Code.ShouldBe(0, few.Errors);
        Run.Hone("predict", model, all).Output.ShouldBe(few.Output);
        Run.Hone("inspect", model).Output.ShouldContain("input, not used");
        Run.Hone("inspect", model, "--json").Json["schema"]!.AsArray().Select(c => c!["used"]!.GetValue<bool>()).ShouldBe([false, false, true, false]);
    }

    [Fact]
    public void A_column_that_counts_the_rows_is_learned_from_where_it_is_all_there_is()
    {
        StringBuilder csv = new("x,y\n");
        for (int i = 0; i < 80; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{i},{(2 * i) + 0.5}\n");
        Run run = Train(Run.Csv(csv.ToString()), "y", "linear", "--json");
        run.Code.ShouldBe(0, run.Errors);
        run.Json["scores"]!["rmse"]!.GetValue<double>().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Few_rows_of_two_classes_are_judged_on_fewer_folds()
    {
        Run run = Train(Run.Csv("x,y\n1.5,a\n3,b\n5,a\n6,b\n4,a\n9,b\n"), "y", "tree", "--json");
        run.Code.ShouldBe(0, run.Errors);
    }

    [Fact]
    public void A_date_that_could_be_two_is_refused_rather_than_guessed()
    {
        StringBuilder csv = new("when,y\n");
        for (int i = 0; i < 60; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{1 + (i % 28):00}/{1 + (i % 12):00}/2021,{i % 12}.5\n");
        string model = Model(Run.Csv(csv.ToString()), "y", "tree");
        Run.Refused("predict", model, Run.Csv("when\n01/02/2021\n03/04/2021\n")).ShouldContain("one way only");
        Run.Hone("predict", model, Run.Csv("when\n01/02/2021\n31/04/2021\n13/04/2021\n")).Code.ShouldBe(2);
        Run.Hone("predict", model, Run.Csv("when\n01/02/2021\n13/04/2021\n")).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("--seed", "-1", "a whole number of at least 0")]
    [InlineData("--trials", "many", "a whole number")]
    [InlineData("--test", "half", "a number")]
    [InlineData("--learner", ",", "names no learner")]
    public void A_value_of_the_wrong_kind_is_named_in_plain_words(string option, string value, string sentence)
    {
        string said = Run.Refused("train", Run.Dataset("iris"), "--target", "species", option, value);
        said.ShouldContain(sentence);
        said.ShouldNotContain("System.");
    }

    [Fact]
    public void A_time_limit_beyond_all_measure_is_a_long_one() => Train(Run.Dataset("iris"), "species", "bayes", "--time-limit", "1e300").Code.ShouldBe(0);

    [Fact]
    public void What_a_command_reads_is_not_written_over()
    {
        string table = Run.Csv(File.ReadAllText(Run.Dataset("iris")));
        Run.Refused("train", table, "--target", "species", "--learner", "bayes", "--out", table).ShouldContain("the table to read");
        Run.Refused("train", table, "--target", "species", "--learner", "bayes", "--out", "same.hone", "--report", "same.hone").ShouldContain("both");
        Run.Refused("describe", table, "--report", table).ShouldContain("the table to read");
        string model = Model(table, "species", "bayes");
        Run.Refused("predict", model, table, "--out", table).ShouldContain("the table to read");
        Run.Refused("predict", model, table, "--out", model).ShouldContain("the model");
        Run.Hone("predict", model, table, "--out", model + ".csv").Code.ShouldBe(0);
    }

    [Fact]
    public void An_output_that_cannot_be_is_refused_before_the_work()
    {
        string model = Model(Run.Dataset("iris"), "species", "bayes");
        Run.Refused("predict", model, Run.Dataset("iris"), "--out", "no/such/folder/p.csv").ShouldContain("no folder");
        Run.Refused("describe", Run.Dataset("iris"), "--report", "no/such/folder/d.html").ShouldContain("no folder");
        Run.Refused("data", "iris", "--out", "no/such/folder/i.csv").ShouldContain("no folder");
    }

    [Fact]
    public void A_full_device_is_a_fault_and_stays_a_device()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux has /dev/full.");
        string model = Model(Run.Dataset("iris"), "species", "bayes");
        Run.Refused("predict", model, Run.Dataset("iris"), "--out", "/dev/full").ShouldContain("'/dev/full' could not be written");
        Run.Refused("train", Run.Dataset("iris"), "--target", "species", "--learner", "bayes", "--out", "/dev/full", "--report", Path.Combine(Run.Folder(), "r.html")).ShouldContain("'/dev/full' could not be written");
        File.ReadAllBytes("/dev/null").ShouldBeEmpty();
        Run.Hone("predict", model, Run.Dataset("iris"), "--out", "/dev/null").Code.ShouldBe(0);
        File.ReadAllBytes("/dev/null").ShouldBeEmpty();
    }

    [Fact]
    public void Standard_output_that_cannot_be_written_is_a_fault()
    {
        using StringWriter errors = new();
        using FullWriter full = new();
        CommandLine.Run(["data", "iris"], new Output.Terminal(full, errors, interactive: false)).ShouldBe(2);
        errors.ToString().ShouldContain("No space left");
        errors.ToString().ShouldNotContain("   at ");
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Links need a right on Windows.");
        string folder = Run.Folder(), file = Path.Combine(folder, "kept.csv"), link = Path.Combine(folder, "link.csv");
        File.WriteAllText(file, "before");
        File.CreateSymbolicLink(link, file);
        Run.Hone("data", "iris", "--out", link).Code.ShouldBe(0);
        new FileInfo(link).LinkTarget.ShouldBe(file);
        File.ReadAllText(file).ShouldStartWith("sepal_length_cm");
    }

    [Fact]
    public void A_host_that_is_no_address_is_refused() => Run.Refused("serve", "model.hone", "--host", "nonsense.invalid").ShouldContain("nonsense.invalid");

    private static string Model(string table, string target, string learner)
    {
        string folder = Run.Folder(), model = Path.Combine(folder, "m.hone");
        Run run = Run.Hone("train", table, "--target", target, "--learner", learner, "--out", model, "--report", Path.Combine(folder, "r.html"));
        run.Code.ShouldBe(0, run.Errors);
        return model;
    }

    private static Run Train(string table, string target, string learner, params string[] more)
    {
        string folder = Run.Folder();
        return Run.Hone(["train", table, "--target", target, "--learner", learner, "--out", Path.Combine(folder, "m.hone"), "--report", Path.Combine(folder, "r.html"), .. more]);
    }

    private sealed class FullWriter : StringWriter
    {
        public override void Flush() => throw new IOException("No space left on device");
    }
}
