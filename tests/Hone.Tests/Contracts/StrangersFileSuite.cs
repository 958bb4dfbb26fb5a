using System.Text.Json.Nodes;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Contracts;

/// <summary>A model's stored values may have been changed on purpose: reading them is refused, or what is read still answers.</summary>
public sealed class StrangersFileSuite : LearnerSuite
{
    [Theory, MemberData(nameof(Cases))]
    public async Task A_model_whose_stored_values_were_changed_is_refused_or_still_answers(string name, TargetKinds kind)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = ContractData.Make(learner, kind, rows: 40, classes: 3);
        PackageWriter writer = new();
        writer.Child("model", (IStored)learner.Fit(data, new FitContext(Seed: 5)));
        string text = writer.Document.Root.ToJsonString();
        RandomStream random = RandomKey.FromSeed(6).Open();
        string doing = "";

        // On a thread of its own, so that a walk without an end is a failure and not a test run without one.
        Task work = Task.Run(() =>
        {
            for (int round = 0; round < 300; round++)
            {
                JsonObject root = (JsonObject)JsonNode.Parse(text)!;
                Array[] arrays = [.. writer.Document.Arrays.Select(a => (Array)a.Clone())];
                doing = arrays.Length > 0 && round % 3 > 0 ? ChangeArray(arrays[random.Below(arrays.Length)], random) : ChangeValue(root, random);
                IModel model;
                try
                {
                    model = new PackageReader(new StoredDocument(root, arrays), Tested.Catalogue).Child<IModel>("model");
                }
                catch (Exception refused) when (refused is InvalidDataException or ArgumentException or OverflowException)
                {
                    continue;
                }
                Answers(model, data.X);
            }
        }, TestContext.Current.CancellationToken);
        Task first = await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        first.ShouldBeSameAs(work, $"no end after: {doing}");
        try
        {
            await work;
        }
        catch (Exception failure)
        {
            Assert.Fail($"after {doing}: {failure}");
        }
    }

    private static void Answers(IModel model, Features x)
    {
        double[] row = new double[x.ColumnCount], scratch = new double[x.ColumnCount];
        for (int i = 0; i < 5; i++)
        {
            x.Row(i, scratch).CopyTo(row);
            try
            {
                if (model is IClassifier classifier)
                    classifier.PredictProbabilities(row, new double[classifier.Classes.Count]);
                else
                    ((IRegressor)model).Predict(row, new double[((IRegressor)model).Outputs]);
            }
            catch (ArgumentException refused) when (refused is not ArgumentOutOfRangeException)
            {
                // A sentence about the row.
            }
        }
    }

    private static string ChangeArray(Array array, RandomStream random)
    {
        if (array.Length == 0)
            return "nothing";
        int at = random.Below(array.Length);
        double[] wild = [double.NaN, double.PositiveInfinity, -1, 0, 1e308, -1e9, array.Length, at, 1];
        double value = wild[random.Below(wild.Length)];
        switch (array)
        {
            case double[] numbers:
                numbers[at] = value;
                break;
            case float[] singles:
                singles[at] = (float)value;
                break;
            case int[] wholes:
                wholes[at] = (int)value;
                break;
            case long[] longs:
                longs[at] = (long)value;
                break;
            case byte[] bytes:
                bytes[at] = (byte)random.Below(256);
                break;
        }
        return FormattableString.Invariant($"{array.GetType().Name} of {array.Length} at {at} became {value}");
    }

    private static string ChangeValue(JsonObject root, RandomStream random)
    {
        JsonNode at = root;
        while (true)
        {
            List<JsonNode?> children = at is JsonObject o ? [.. o.Select(p => p.Value)] : [.. (JsonArray)at];
            if (children.Count == 0)
                return "nothing";
            int pick = random.Below(children.Count);
            if (children[pick] is JsonObject or JsonArray && random.Below(8) != 0)
            {
                at = children[pick]!;
                continue;
            }
            JsonNode?[] wild = [null, JsonValue.Create(-1L), JsonValue.Create((long)int.MaxValue), JsonValue.Create(1e308), JsonValue.Create(""), JsonValue.Create("NaN"), new JsonArray(), JsonValue.Create(true), JsonValue.Create(1L), JsonValue.Create(0L)];
            JsonNode? value = wild[random.Below(wild.Length)];
            string place = children[pick]?.GetPath() ?? at.GetPath();
            if (at is JsonObject parent)
                parent[parent.ElementAt(pick).Key] = value;
            else
                ((JsonArray)at)[pick] = value;
            return $"{place} became {value?.ToJsonString() ?? "null"}";
        }
    }
}
