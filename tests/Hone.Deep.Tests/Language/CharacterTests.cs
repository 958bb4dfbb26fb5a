using Hone.Deep.Tests.Sequences;
using Hone.Numerics;

namespace Hone.Deep.Tests.Language;

public sealed class CharacterTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    [Fact]
    public void A_vocabulary_numbers_the_characters_of_a_text_and_turns_numbers_back()
    {
        Vocabulary vocabulary = Vocabulary.Of("banana 🍌\n");
        vocabulary.Symbols.ShouldBe("\n abn🍌");
        vocabulary.Encode("nab🍌").ShouldBe([4, 2, 3, 5]);
        vocabulary.Decode([4, 2, 3, 5]).ShouldBe("nab🍌");
        new Vocabulary(vocabulary.Symbols).Encode("ban").ShouldBe(vocabulary.Encode("ban"));
        vocabulary.Covers("anna").ShouldBeTrue();
        vocabulary.Covers("annex").ShouldBeFalse();
        Should.Throw<ArgumentException>(() => vocabulary.Encode("anx")).Message.ShouldContain("Character 3 of the text is 'x' (U+0078), which is not among the 6 of the vocabulary.");
        Should.Throw<ArgumentException>(() => new Vocabulary("aa")).Message.ShouldContain("stands twice");
        Should.Throw<ArgumentOutOfRangeException>(() => vocabulary.Decode([6])).Message.ShouldContain("symbols 0 to 5");
    }

    // What a model says at the end of a text that it reads anew, for the comparison with a reader.
    private static float[] Anew(Layer model, int[] read)
    {
        using NoGrad pause = NoGrad.Begin();
        return model.Call(Tensor.From(read, [1, read.Length])).Select(1, -1).Select(0, 0).ToArray<float>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_transformer_that_reads_on_says_what_it_says_of_the_whole(bool isRotary)
    {
        CharacterTransformer model = new(9, Key, width: 16, heads: 2, layers: 2, context: 8, isRotary: isRotary);
        model.Eval();
        RandomStream stream = Key.Child("text").Open();
        int[] text = [.. Enumerable.Range(0, 30).Select(_ => stream.Below(9))];
        ISymbolReader reader = model.Read(), byParts = model.Read();
        float[]? atOnce = null;
        // When eight symbols are read, the next begins anew with the last four of them.
        for (int i = 0; i < text.Length; i++)
        {
            float[] scores = reader.Next([text[i]]);
            int from = i < 8 ? 0 : (i / 4 * 4) - 4;
            Near(scores, Anew(model, text[from..(i + 1)]));
            atOnce = i == text.Length - 1 ? scores : null;
        }
        byParts.Next(text.AsSpan(0, 3));
        Near(byParts.Next(text.AsSpan(3)), atOnce!);
        Should.Throw<ArgumentException>(() => reader.Next([])).Message.ShouldContain("at least one symbol");
    }

    [Fact]
    public void An_lstm_that_reads_on_says_what_it_says_of_the_whole()
    {
        CharacterLstm model = new(9, Key, width: 8, size: 12, layers: 2);
        int[] text = [3, 1, 4, 1, 5, 2, 6];
        ISymbolReader reader = model.Read();
        reader.Next(text.AsSpan(0, 4));
        reader.Next([text[4]]);
        Near(reader.Next(text.AsSpan(5)), Anew(model, text));
    }

    private static void Near(float[] a, float[] b)
    {
        for (int i = 0; i < a.Length; i++)
            a[i].ShouldBe(b[i], 1e-5f);
    }

    [Fact]
    public void Limits_leave_what_they_should()
    {
        float[] scores = [0, 3, 1, 3, -2];
        HashSet<int> Drawn(Generator generator)
        {
            RandomStream stream = RandomKey.FromSeed(1).Open();
            return [.. Enumerable.Range(0, 3000).Select(_ => generator.Draw(scores, stream))];
        }
        Drawn(new Generator()).Order().ShouldBe([0, 1, 2, 3, 4]);
        Drawn(new Generator { Temperature = 0 }).ShouldBe([1]);
        Drawn(new Generator { TopK = 1 }).Count.ShouldBe(1);
        Drawn(new Generator { TopK = 3 }).Order().ShouldBe([1, 2, 3]);
        // e³ of 2e³ + e + 1 + e⁻² is 45.6 %, so two symbols make 91 %.
        Drawn(new Generator { TopP = 0.9 }).Order().ShouldBe([1, 3]);
        Drawn(new Generator { TopP = 0.92 }).Order().ShouldBe([1, 2, 3]);
        Drawn(new Generator { TopP = 1e-9 }).Count.ShouldBe(1);
        Drawn(new Generator { Temperature = 0.05 }).Order().ShouldBe([1, 3]);
        Should.Throw<ArgumentException>(() => new Generator().Draw([0, float.NaN], RandomKey.FromSeed(1).Open())).Message.ShouldContain("Scores must be finite");
        Should.Throw<ArgumentOutOfRangeException>(() => new Generator { TopP = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new Generator { TopK = 0 });
    }

    [Fact]
    public void Symbols_are_drawn_as_often_as_they_are_likely()
    {
        float[] scores = [0, 1, 2];
        RandomStream stream = RandomKey.FromSeed(1).Open();
        int[] counts = new int[3];
        for (int i = 0; i < 20_000; i++)
            counts[new Generator { Temperature = 2 }.Draw(scores, stream)]++;
        double total = 1 + Math.Exp(0.5) + Math.Exp(1);
        for (int i = 0; i < 3; i++)
            (counts[i] / 20_000.0).ShouldBe(Math.Exp(0.5 * i) / total, 0.015);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_learns_a_text_and_one_seed_gives_one_continuation(bool isTransformer)
    {
        const string Text = "the cat sat on the mat. the dog sat on the log. the cat saw the dog. ";
        Vocabulary vocabulary = Vocabulary.Of(Text);
        Layer model = isTransformer ? new CharacterTransformer(vocabulary.Count, Key, 32, 4, 2, 32) : new CharacterLstm(vocabulary.Count, Key, 16, 64);
        int[] numbers = vocabulary.Encode(Text);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 8).SelectMany(i => numbers[(4 * i)..((4 * i) + 32)])], [8, 32]);
        Tensor y = Tensor.From([.. Enumerable.Range(0, 8).SelectMany(i => numbers[((4 * i) + 1)..((4 * i) + 33)])]);
        Learning.Falls(model, () => Functions.CrossEntropy(model.Call(x).Reshape(-1, vocabulary.Count), y), steps: 120, to: 0.3, rate: 0.01);

        model.Eval();
        ILanguageModel reader = (ILanguageModel)model;
        new Generator { Length = 18, Temperature = 0 }.Continue(reader, vocabulary, "the cat").ShouldBe(" sat on the mat. t");
        Generator wild = new() { Length = 60, Temperature = 1.5 };
        string one = wild.Continue(reader, vocabulary, "the ", seed: 3);
        one.Length.ShouldBe(60);
        wild.Continue(reader, vocabulary, "the ", seed: 3).ShouldBe(one);
        wild.Continue(reader, vocabulary, "the ", seed: 4).ShouldNotBe(one);
        string.Concat(wild.Stream(reader, vocabulary, "the ", seed: 3).Take(10)).ShouldBe(one[..10]);
        new Generator { Stop = "mat.", Temperature = 0 }.Continue(reader, vocabulary, "the cat").ShouldBe(" sat on the mat.");
        string? alone = null;
        WorkerPool.For(1, 1, _ => alone = wild.Continue(reader, vocabulary, "the ", seed: 3));
        alone.ShouldBe(one);
    }

    [Fact]
    public void Options_change_the_network_and_its_size_is_what_is_said()
    {
        CharacterTransformer model = new(65, Key);
        model.ParameterCount.ShouldBe(826_433);
        Tensor x = Tensor.From([1L, 2, 3], [1, 3]);
        CharacterTransformer drops = new(65, Key, dropout: 0.5);
        (drops.Call(x) - drops.Call(x)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        drops.Eval();
        drops.Call(x).ShouldBeNear(model.Call(x), 0);
        (new CharacterTransformer(65, Key, isRotary: true).Call(x) - model.Call(x)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        CharacterLstm lstm = new(65, Key, dropout: 0.5);
        (lstm.Call(x) - lstm.Call(x)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        (Tensor first, LstmState state) = lstm.Call(x.Slice(1, 0, 1), null);
        lstm.Eval();
        (first, state) = lstm.Call(x.Slice(1, 0, 1), null);
        Tensor.Concat([first, lstm.Call(x.Slice(1, 1, 3), state).Scores], axis: 1).ShouldBeNear(lstm.Call(x), 1e-6);
    }

    [Fact]
    public void What_does_not_fit_gets_a_sentence()
    {
        CharacterTransformer model = new(3, Key, 8, 2, 1, 4);
        Should.Throw<ArgumentException>(() => model.Call(Tensor.Zeros([1, 5], DType.Int64))).Message.ShouldContain("an input of [1, 5] was given; samples × a length of at most 4 is accepted.");
        Should.Throw<ArgumentException>(() => new Generator().Continue(model, Vocabulary.Of("ab"), "a")).Message.ShouldContain("The vocabulary has 2 symbols and the model 3");
        Should.Throw<ArgumentException>(() => new Generator().Continue(model, Vocabulary.Of("abc"), "")).Message.ShouldContain("The prompt is empty");
        Should.Throw<ArgumentException>(() => new Generator().Continue(model, Vocabulary.Of("abc"), "d")).Message.ShouldContain("'d'");
        Should.Throw<ArgumentException>(() => new CharacterLstm(3, Key).Call(Tensor.Zeros([5], DType.Int64))).Message.ShouldContain("an input of [5] was given; samples × length is accepted.");
    }
}
