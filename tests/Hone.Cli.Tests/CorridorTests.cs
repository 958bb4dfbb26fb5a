using System.Text.Json.Nodes;

namespace Hone.Cli.Tests;

/// <summary>The whole way on a real table: train, predict, evaluate, inspect.</summary>
public sealed class CorridorTests
{
    private static readonly string[] Verbs = ["train", "predict", "evaluate", "inspect", "export", "describe", "serve", "data", "topics"];

    [Fact]
    public void A_table_becomes_a_model_that_predicts_and_is_scored()
    {
        string folder = Run.Folder(), model = Path.Combine(folder, "iris.hone"), report = Path.Combine(folder, "iris.html");
        Run train = Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "logistic,baseline", "--trials", "2", "--out", model, "--report", report, "--json");
        train.Code.ShouldBe(0, train.Errors);
        JsonObject said = train.Json;
        string[] promised = ["task", "target", "rows", "columns", "learner", "settings", "metric", "cv_score", "test_score", "scores", "leaderboard", "model", "report", "seconds"];
        said.Select(p => p.Key).ShouldBe(promised, ignoreOrder: true);
        said["task"]!.GetValue<string>().ShouldBe("classification");
        said["learner"]!.GetValue<string>().ShouldBe("logistic");
        said["cv_score"]!.GetValue<double>().ShouldBeGreaterThan(0.9);
        said["leaderboard"]!.AsArray().Count.ShouldBeGreaterThanOrEqualTo(2);
        File.ReadAllText(report).ShouldContain("</html>");

        string predictions = Path.Combine(folder, "predictions.csv");
        Run.Hone("predict", model, Run.Dataset("iris"), "--out", predictions).Code.ShouldBe(0);
        string[] lines = File.ReadAllLines(predictions);
        lines[0].ShouldBe("prediction,probability_setosa,probability_versicolor,probability_virginica");
        lines.Length.ShouldBe(151);
        Run.Hone("predict", model, Run.Dataset("iris")).Output.TrimEnd().Split('\n').Select(l => l.TrimEnd('\r')).ShouldBe(lines);

        Run same = Run.Hone("evaluate", model, Run.Dataset("iris"), "--json");
        same.Json["scores"]!["accuracy"]!.GetValue<double>().ShouldBeGreaterThan(0.93);
        same.Errors.ShouldContain("the table that the model was made from");
        Run.Hone("evaluate", model, Run.Csv(string.Join('\n', File.ReadAllLines(Run.Dataset("iris")).Where((_, i) => i % 2 == 0)) + "\n")).Errors.ShouldNotContain("made from");
        JsonObject inside = Run.Hone("inspect", model, "--json").Json;
        inside["lineage"]!["rows"]!.GetValue<long>().ShouldBe(120);
        inside["schema"]!.AsArray().Count.ShouldBe(5);
        Run.Hone("inspect", model).Output.ShouldContain("petal_length_cm");
    }

    [Fact]
    public void A_model_is_exported_or_a_sentence_says_what_cannot_be()
    {
        string folder = Run.Folder(), model = Path.Combine(folder, "wine.hone"), onnx = Path.Combine(folder, "wine.onnx");
        Run.Hone("train", Run.Dataset("wine"), "--target", "cultivar", "--learner", "forest", "--out", model, "--report", Path.Combine(folder, "r.html")).Code.ShouldBe(0);
        Run export = Run.Hone("export", model, "--onnx", onnx, "--json");
        export.Code.ShouldBe(0, export.Errors);
        export.Json["inputs"]!.AsArray().Count.ShouldBe(13);
        export.Json["outputs"]!.AsArray().Select(output => output!.GetValue<string>()).ShouldBe(["label", "probabilities"]);
        new FileInfo(onnx).Length.ShouldBeGreaterThan(10_000);
        Run.Hone("export", model, "--onnx", model).Errors.ShouldContain("give another file");
        Run.Hone("export", model, "--onnx", onnx).Output.ShouldContain("alcohol: Float32 [N, 1]");

        string texts = Run.Csv("note,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"the {(i % 2 == 0 ? "good" : "bad")} one with number {i} is written out here,{i % 2}\n")));
        Run.Hone("train", texts, "--target", "y", "--learner", "logistic", "--out", model, "--report", Path.Combine(folder, "r.html")).Code.ShouldBe(0);
        Run refused = Run.Hone("export", model, "--onnx", onnx);
        refused.Code.ShouldBe(2);
        refused.Errors.ShouldContain("cannot be expressed in ONNX");
    }

    [Fact]
    public void One_learner_without_trials_is_fitted_with_its_defaults_and_twice_the_same()
    {
        string folder = Run.Folder();
        byte[][] models = [.. Enumerable.Range(0, 2).Select(i =>
        {
            string model = Path.Combine(folder, $"{i}", "m.hone");
            Directory.CreateDirectory(Path.GetDirectoryName(model)!);
            Run run = Run.Hone("train", Run.Dataset("diabetes"), "--target", "last", "--learner", "ridge", "--out", model, "--report", Path.Combine(folder, "r.html"), "--json");
            run.Code.ShouldBe(0, run.Errors);
            run.Json["settings"]!["Penalty"]!.GetValue<double>().ShouldBe(1);
            Run.Hone("predict", model, Run.Dataset("diabetes"), "--out", Path.Combine(folder, $"{i}.csv")).Code.ShouldBe(0);
            return File.ReadAllBytes(Path.Combine(folder, $"{i}.csv"));
        })];
        models[0].ShouldBe(models[1]);
    }

    [Fact]
    public void A_table_without_a_header_is_trained_and_predicted_by_position()
    {
        string[] rows = [.. File.ReadAllLines(Run.Dataset("iris")).Skip(1)];
        string table = Run.Csv(string.Join('\n', rows) + "\n"), folder = Run.Folder(), model = Path.Combine(folder, "m.hone");
        Run train = Run.Hone("train", table, "--target", "#5", "--learner", "bayes", "--out", model, "--report", Path.Combine(folder, "r.html"), "--json");
        train.Code.ShouldBe(0, train.Errors);
        train.Json["target"]!.GetValue<string>().ShouldBe("column5");
        train.Json["rows"]!.GetValue<int>().ShouldBe(150);
        string withoutTarget = Run.Csv(string.Join('\n', rows.Select(r => r[..r.LastIndexOf(',')])) + "\n");
        Run.Hone("predict", model, withoutTarget).Output.TrimEnd().Split('\n').Length.ShouldBe(151);
    }

    [Fact]
    public void Missing_columns_are_named_and_further_ones_noted()
    {
        string folder = Run.Folder(), model = Path.Combine(folder, "m.hone");
        Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "bayes", "--out", model, "--report", Path.Combine(folder, "r.html")).Code.ShouldBe(0);
        Run.Refused("predict", model, Run.Csv("petal_length_cm,petal_width_cm\n1,2\n2,3\n")).ShouldContain("'sepal_length_cm', 'sepal_width_cm'");
        Run more = Run.Hone("predict", model, Run.Csv("colour,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\nred,5,3,1,0.2\nblue,6,3,4,1.4\n"));
        more.Code.ShouldBe(0, more.Errors);
        more.Errors.ShouldContain("colour");
        more.Output.ShouldStartWith("prediction,");
    }

    [Fact]
    public void A_test_table_takes_the_place_of_held_out_rows()
    {
        string folder = Run.Folder();
        Run run = Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "bayes", "--test-table", Run.Dataset("iris"), "--out", Path.Combine(folder, "m.hone"), "--report", Path.Combine(folder, "r.html"), "--json");
        run.Code.ShouldBe(0, run.Errors);
        Run.Hone("inspect", Path.Combine(folder, "m.hone"), "--json").Json["lineage"]!["rows"]!.GetValue<long>().ShouldBe(150);
    }

    [Fact]
    public void Every_verb_explains_itself_with_an_example()
    {
        foreach (string verb in Verbs)
        {
            Run help = Run.Hone(verb, "--help");
            help.Code.ShouldBe(0);
            help.Output.ShouldContain($"hone {verb}");
            help.Output.ShouldContain("Example");
        }
    }

    [Fact]
    public void A_model_cut_off_at_any_tenth_is_refused_in_one_sentence()
    {
        string folder = Run.Folder(), model = Path.Combine(folder, "m.hone");
        Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "bayes", "--out", model, "--report", Path.Combine(folder, "r.html")).Code.ShouldBe(0);
        byte[] whole = File.ReadAllBytes(model);
        for (int tenth = 0; tenth < 10; tenth++)
        {
            string torn = Path.Combine(folder, "torn.hone");
            File.WriteAllBytes(torn, whole[..(whole.Length * tenth / 10)]);
            Run.Refused("predict", torn, Run.Dataset("iris"));
        }
    }

    [Fact]
    public void A_model_of_another_task_or_table_is_refused()
    {
        string folder = Run.Folder(), model = Path.Combine(folder, "m.hone");
        Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "bayes", "--out", model, "--report", Path.Combine(folder, "r.html")).Code.ShouldBe(0);
        Run.Refused("predict", model, Run.Dataset("wine")).ShouldContain("lacks the columns");
        Run.Refused("evaluate", model, Run.Csv("sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species\n5,3,1,0.2,rose\n6,3,1,0.2,rose\n")).ShouldContain("'rose'");
    }

    [Fact]
    public void Topics_are_listed_as_one_object()
    {
        JsonObject topics = Run.Hone("topics", "--json").Json;
        topics["topics"]!.AsArray().Count.ShouldBeGreaterThan(30);
        foreach (JsonNode? topic in topics["topics"]!.AsArray())
        {
            topic!["id"]!.GetValue<string>().ShouldNotBeEmpty();
            topic["title"]!.GetValue<string>().ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Describe_gives_one_object_with_every_column()
    {
        JsonObject wine = Run.Hone("describe", Run.Dataset("wine"), "--json").Json;
        wine["rows"]!.GetValue<int>().ShouldBe(178);
        wine["columns"]!.AsArray().Count.ShouldBe(14);
        // pandas 1.5.3: read_csv("wine.csv").alcohol.describe()
        JsonNode alcohol = wine["columns"]!.AsArray().First(c => c!["name"]!.GetValue<string>() == "alcohol")!;
        Math.Abs(alcohol["mean"]!.GetValue<double>() - 13.000618).ShouldBeLessThan(1e-6);
        Run.Hone("describe", Run.Dataset("wine")).Output.ShouldContain("alcohol");
    }
}
