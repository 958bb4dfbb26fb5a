namespace Hone.Cli.Tests;

/// <summary>A text is learned and continued by the command.</summary>
[Trait("topic", "transformer")]
public sealed class TextTests
{
    [Fact]
    public void A_text_is_learned_and_continued()
    {
        string folder = Run.Folder(), text = Path.Combine(folder, "input.txt"), model = Path.Combine(folder, "m.hone"), report = Path.Combine(folder, "r.html");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("naïve fox jumps over the lazy dog\n", 12)));
        Run trained = Run.Hone("train", text, "--learner", "lstm", "--time-limit", "2", "--out", model, "--report", report, "--json");
        trained.Code.ShouldBe(0, trained.Errors);
        trained.Json["task"]!.GetValue<string>().ShouldBe("language");
        trained.Json["characters"]!.GetValue<int>().ShouldBe(34 * 12);
        trained.Json["validation_loss"]!.GetValue<double>().ShouldBeLessThan(3.5);
        trained.Json["counts"]!["steps"]!.GetValue<int>().ShouldBeGreaterThan(0);
        File.ReadAllText(report).ShouldContain("nats a character");

        Run first = Run.Hone("generate", model, "--prompt", "naïve", "--length", "20", "--seed", "3"), again = Run.Hone("generate", model, "--prompt", "naïve", "--length", "20", "--seed", "3");
        first.Code.ShouldBe(0, first.Errors);
        first.Output.ShouldStartWith("naïve");
        first.Output.ShouldBe(again.Output);
        Run.Hone("generate", model, "--length", "5", "--json").Json["text"]!.GetValue<string>().Length.ShouldBe(5);
        Run.Hone("generate", model, "--length", "30", "--top-k", "1", "--temperature", "2", "--json").Output.ShouldContain(Run.Hone("generate", model, "--length", "30", "--temperature", "0", "--json").Json["text"]!.GetValue<string>().Replace("\n", "\\n", StringComparison.Ordinal));

        Run.Refused("generate", model, "--prompt", "日").ShouldContain("'日' (U+65E5), which is not among the");
        Run.Refused("generate", model, "--temperature", "-1").ShouldContain("--temperature is -1");
        Run.Refused("generate", model, "--top-p", "0").ShouldContain("--top-p is 0");
        Run.Refused("generate", model, "--top-k", "0").ShouldContain("--top-k is 0");
        Run.Refused("generate", model, "--length", "-1").ShouldContain("--length is -1");
        Run.Refused("predict", model, text).ShouldContain("holds a language model");
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..200]);
        Run.Refused("generate", model).ShouldContain("m.hone");
    }

    [Fact]
    public void What_is_wrong_with_a_text_is_said_in_a_sentence()
    {
        string folder = Run.Folder(), text = Path.Combine(folder, "t.txt"), table = Path.Combine(folder, "m.hone");
        File.WriteAllText(text, "too short");
        Run.Refused("train", text, "--learner", "transformer").ShouldContain("The text has 9 characters; at least 200 are needed");
        Run.Refused("train", text, "--learner", "lstm", "--target", "x").ShouldContain("--target is for tables and images");
        Run.Refused("train", folder, "--learner", "lstm").ShouldContain("is a folder");
        Run.Refused("train", Path.Combine(folder, "none.txt"), "--learner", "lstm").ShouldContain("none.txt");
        File.WriteAllBytes(text, [.. Enumerable.Repeat((byte)'a', 10), 0xFF, .. Enumerable.Repeat((byte)'b', 300)]);
        Run.Refused("train", text, "--learner", "lstm").ShouldContain("is no text in UTF-8: byte 11");
        Run.Refused("train", Run.Dataset("iris")).ShouldContain("--target is missing");
        Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "baseline", "--out", table, "--report", Path.Combine(folder, "r.html")).Code.ShouldBe(0);
        Run.Refused("generate", table).ShouldContain("holds a model that predicts rows and continues no text");
    }
}
