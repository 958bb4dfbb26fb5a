using Hone.Numerics;

namespace Hone.Deep.Tests.Sequences;

public sealed class RecurrentTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    // One call whatever the kind: results, then last states.
    private static Tensor[] Run(Recurrent network, Tensor x, Tensor[] states, int[]? lengths)
    {
        switch (network)
        {
            case Lstm lstm:
                (Tensor y, LstmState last) = lstm.Call(x, states.Length == 0 ? null : new LstmState(states[0], states[1]), lengths);
                return [y, last.Hidden, last.Cell];
            case Gru gru:
                (Tensor ofGru, Tensor lastOfGru) = gru.Call(x, states.Length == 0 ? null : states[0], lengths);
                return [ofGru, lastOfGru];
            default:
                (Tensor ofRnn, Tensor lastOfRnn) = ((Rnn)network).Call(x, states.Length == 0 ? null : states[0], lengths);
                return [ofRnn, lastOfRnn];
        }
    }

    private static Recurrent Make(string name, int inputs = 3, int size = 5) => name switch
    {
        "lstm" => new Lstm(inputs, size, Key),
        "lstm_deep" => new Lstm(inputs, size, Key, layers: 2, isBidirectional: true),
        "lstm_lengths" => new Lstm(inputs, size, Key, isBidirectional: true),
        "gru" => new Gru(inputs, size, Key),
        "gru_lengths" => new Gru(inputs, size, Key, layers: 2, isBidirectional: true),
        "gru_no_bias" => new Gru(inputs, size, Key, bias: false),
        "rnn" => new Rnn(inputs, size, Key, isBidirectional: true),
        _ => new Rnn(inputs, size, Key, isRelu: true),
    };

    private static int[]? Lengths(string name) => name switch
    {
        "lstm_lengths" => [6, 2, 5, 1],
        "gru_lengths" or "rnn_relu" => [3, 6, 1, 4],
        _ => null,
    };

    public static TheoryData<string> Names => ["lstm", "lstm_deep", "lstm_lengths", "gru", "gru_lengths", "gru_no_bias", "rnn", "rnn_relu"];

    [Trait("topic", "rnn"), Trait("topic", "lstm"), Trait("topic", "gru")]
    [Theory]
    [MemberData(nameof(Names))]
    public void Results_last_states_and_gradients_are_PyTorchs(string name)
    {
        IReadOnlyDictionary<string, Tensor> of = Recorded.Read("recurrent", name);
        Recurrent network = Make(name);
        network.Load(of.Where(each => each.Key.StartsWith("state.", StringComparison.Ordinal)).ToDictionary(each => each.Key[6..], each => each.Value));
        Tensor x = of["x"].WithGrad();
        Tensor[] states = [.. Enumerable.Range(0, 2).Where(i => of.ContainsKey($"start{i}")).Select(i => of[$"start{i}"].WithGrad())];
        Tensor[] found = Run(network, x, states, Lengths(name));
        found[0].ShouldBeNear(of["y"], 1e-6);
        Tensor loss = (found[0] * of["g"]).Sum();
        for (int i = 1; i < found.Length; i++)
        {
            found[i].ShouldBeNear(of[$"last{i - 1}"], 1e-6);
            loss += (found[i] * of[$"g_last{i - 1}"]).Sum();
        }
        loss.Backward();
        x.Grad!.ShouldBeNear(of["x_grad"], 1e-6);
        for (int i = 0; i < states.Length; i++)
            states[i].Grad!.ShouldBeNear(of[$"start{i}_grad"], 1e-6);
        foreach ((string parameter, Tensor tensor) in network.Parameters)
            tensor.Grad!.ShouldBeNear(of[$"grad.{parameter}"], 1e-5);
    }

    [Theory]
    [InlineData(Cell.Tanh, false, false)]
    [InlineData(Cell.Relu, true, true)]
    [InlineData(Cell.Lstm, false, true)]
    [InlineData(Cell.Lstm, true, false)]
    [InlineData(Cell.Gru, false, false)]
    [InlineData(Cell.Gru, true, true)]
    public void Gradients_are_those_of_differences_and_of_the_formula(object kind, bool isReverse, bool hasLengths)
    {
        Cell cell = (Cell)kind;
        int gates = cell switch { Cell.Lstm => 4, Cell.Gru => 3, _ => 1 }, states = cell == Cell.Lstm ? 2 : 1;
        // Not too near to the corner of the ramp.
        Tensor[] inputs =
        [
            Draw.Normal([3, 2, 2]), .. Enumerable.Range(0, states).Select(i => Draw.Normal([2, 2], 5 + i)),
            Draw.Normal([gates * 2, 2], 11), Draw.Normal([gates * 2, 2], 12), Draw.Normal([gates * 2], 13), Draw.Normal([gates * 2], 14),
        ];
        Proof.OfGradients(
            at =>
            {
                Tensor[] all = Functions.Recurrent(cell, at[0], at[1..(1 + states)], at[(1 + states)..], hasLengths ? [3, 1] : null, isReverse);
                return Tensor.Concat([all[0].Reshape(-1), .. all[1..].Select(each => each.Reshape(-1) * 2)]);
            },
            inputs, 1e-6);
    }

    [Theory]
    [InlineData("lstm_deep")]
    [InlineData("gru_lengths")]
    [InlineData("rnn")]
    public void A_padded_batch_gives_what_each_sequence_gives_alone(string name)
    {
        Recurrent network = Make(name, 3, 17);
        int[] lengths = [7, 1, 4];
        Tensor x = Draw.Normal([3, 7, 3], type: DType.Float32);
        for (int i = 0; i < 3; i++)
        {
            if (lengths[i] < 7)
                x.Select(0, i).Slice(0, lengths[i], 7).CopyFrom(Tensor.Full([1], double.NaN));
        }
        Tensor[] all = Run(network, x, [], lengths);
        for (int i = 0; i < 3; i++)
        {
            Tensor[] alone = Run(network, x.Slice(0, i, i + 1).Slice(1, 0, lengths[i]), [], null);
            all[0].Slice(0, i, i + 1).Slice(1, 0, lengths[i]).ShouldBeNear(alone[0], 0);
            if (lengths[i] < 7)
                all[0].Slice(0, i, i + 1).Slice(1, lengths[i], 7).Abs().Max().Item().ShouldBe(0);
            for (int state = 1; state < all.Length; state++)
                all[state].Slice(1, i, i + 1).ShouldBeNear(alone[state], 0);
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn_relu")]
    public void A_sequence_may_be_read_in_pieces(string name)
    {
        Recurrent network = Make(name);
        Tensor x = Draw.Normal([2, 6, 3], type: DType.Float32);
        Tensor[] whole = Run(network, x, [], null), first = Run(network, x.Slice(1, 0, 2), [], null), second = Run(network, x.Slice(1, 2, 6), first[1..], null);
        Tensor.Concat([first[0], second[0]], axis: 1).ShouldBeNear(whole[0], 0);
        second[1].ShouldBeNear(whole[1], 0);
        network.Call(x).ShouldBeNear(whole[0], 0);
    }

    [Fact]
    public void Options_change_the_result()
    {
        Tensor x = Draw.Normal([2, 6, 3], type: DType.Float32);
        Lstm steps = new(3, 5, Key) { IsBatchFirst = false };
        steps.Call(x.Transpose(0, 1)).Transpose(0, 1).ShouldBeNear(new Lstm(3, 5, Key).Call(x), 0);
        Gru drops = new(3, 5, Key, layers: 2) { Dropout = 0.5 };
        (drops.Call(x) - drops.Call(x)).Abs().Max().Item().ShouldBeGreaterThan(1e-4);
        drops.Eval();
        drops.Call(x).ShouldBeNear(new Gru(3, 5, Key, layers: 2).Call(x), 0);
        (new Rnn(3, 5, Key).Call(x) - new Rnn(3, 5, Key, isRelu: true).Call(x)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        new Rnn(3, 5, Key, bias: false).Parameters.Select(parameter => parameter.Name).ShouldBe(["weight_ih_l0", "weight_hh_l0"]);
        new Lstm(3, 5, Key, 2, true).Parameters.Select(parameter => parameter.Name).ShouldBe(
        [
            .. from layer in new[] { "0", "1" } from way in new[] { "", "_reverse" } from name in new[] { "weight_ih", "weight_hh", "bias_ih", "bias_hh" } select $"{name}_l{layer}{way}",
        ]);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void The_kernels_give_the_same_bits_on_every_path_and_number_of_threads(DType type)
    {
        foreach (Cell cell in Enum.GetValues<Cell>())
        {
            int gates = cell switch { Cell.Lstm => 4, Cell.Gru => 3, _ => 1 };
            foreach ((int samples, int size) in new[] { (1, 1), (3, 17), (40, 130) })
            {
                Tensor from = Draw.Normal([3, samples, gates * size], 1, type), own = Draw.Normal(from.Shape, 2, type), weight = Draw.Normal([gates * size, size], 3, type) * 0.1;
                Tensor g = Draw.Normal([3, samples, size], 4, type);
                foreach (int[]? lengths in new[] { null, Enumerable.Range(0, samples).Select(i => i % 4).ToArray() })
                {
                    Proof.OfBits(cpu =>
                    {
                        Tensor given = from.Clone(), state = cell == Cell.Gru ? own.Clone() : given, h = Tensor.Zeros([4, samples, size], type), y = Tensor.Zeros([3, samples, size], type);
                        Tensor? c = cell == Cell.Lstm ? h.Clone() : null, carryC = c?.Select(0, 0).Clone();
                        Tensor carry = g.Select(0, 1).Clone(), toGates = Tensor.Zeros(from.Shape, type), toOwn = cell == Cell.Gru ? toGates.Clone() : toGates;
                        cpu.Recur(cell, given, state, weight, h, c, y, lengths, lengths is null);
                        cpu.RecurBack(cell, given, state, weight, h, c, g, carry, carryC, toGates, toOwn, lengths, lengths is null);
                        return [h, y, carry, toGates, toOwn];
                    });
                }
            }
        }
    }

    [Fact]
    public void Training_is_the_same_on_any_number_of_threads() => Proof.OfThreads(() =>
    {
        Lstm network = new(20, 70, Key, isBidirectional: true);
        Adam adam = new(network);
        Tensor x = Draw.Normal([9, 12, 20], type: DType.Float32);
        for (int step = 0; step < 3; step++)
        {
            adam.ZeroGrad();
            network.Call(x).Square().Mean().Backward();
            adam.Step();
        }
        return [.. network.Parameters.Select(parameter => parameter.Tensor)];
    });

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn")]
    public void It_learns_to_remember_the_first_number(string name)
    {
        Recurrent network = Make(name, 1, 12);
        Linear output = new(network.IsBidirectional ? 24 : 12, 2, Key.Child("output"));
        Tensor x = Draw.Normal([64, 8, 1], type: DType.Float32), y = (x.Select(2, 0).Select(1, 0) > 0).To(DType.Int64);
        Sequential all = new(network, output);
        Learning.Falls(all, () => Functions.CrossEntropy(all.Call(x).Select(1, -1), y), steps: 150, to: 0.15, rate: 0.02);
    }

    [Fact]
    public void What_does_not_fit_gets_a_sentence()
    {
        Lstm network = new(3, 5, Key);
        Should.Throw<ArgumentException>(() => network.Call(Tensor.Zeros([2, 4, 2]))).Message.ShouldStartWith("Lstm: lstm: an input of [2, 4, 2] was given; samples × steps × 3 is accepted.");
        Tensor x = Tensor.Zeros([2, 4, 3]), state = Tensor.Zeros([1, 3, 5]);
        Should.Throw<ArgumentException>(() => network.Call(x, new LstmState(state, state))).Message.ShouldContain("lstm: a state of [1, 3, 5] was given; layers × samples × size, [1, 2, 5], is accepted.");
        Should.Throw<ArgumentException>(() => network.Call(x, null, [1])).Message.ShouldContain("lstm: 1 lengths were given for 2 samples");
        Should.Throw<ArgumentException>(() => network.Call(x, null, [1, 5])).Message.ShouldContain("lstm: the length of sample 1 is 5; there are 0 to 4 steps.");
        network.Call(Tensor.Zeros([0, 4, 3])).Shape.ShouldBe([0, 4, 5]);
        network.Call(Tensor.Zeros([2, 0, 3])).Shape.ShouldBe([2, 0, 5]);
    }
}
