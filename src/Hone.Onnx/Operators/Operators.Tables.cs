using Hone.Deep;

namespace Hone.Onnx;

/// <content>Preparation of tables, and linear models.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Preparations =>
    [
        Operator.One("Scaler", 1, "offset scale", call =>
        {
            Tensor x = call.Tensor(0).To(DType.Float32);
            return (x - Along(x, call.Numbers("offset") ?? [0], "offset")) * Along(x, call.Numbers("scale") ?? [1], "scale");
        }),
        Operator.One("Imputer", 1, "imputed_value_floats imputed_value_int64s replaced_value_float replaced_value_int64", Impute),
        Operator.One("Normalizer", 1, "norm", Normalise),
        Operator.One("Binarizer", 1, "threshold", call =>
        {
            Tensor x = call.Tensor(0);
            return (x > call.Number("threshold", 0)).To(x.Type);
        }),
        Operator.One("OneHotEncoder", 1, "cats_int64s cats_strings zeros", Flags),
        Operator.One("LabelEncoder", 1, "classes_strings default_float default_int64 default_string default_tensor keys_floats keys_int64s keys_strings keys_tensor values_floats values_int64s values_strings values_tensor", LabelCodes.Run),
        Operator.One("ArrayFeatureExtractor", 1, "", call => Picking.Take(call.Value(0).Shape.Rank == 1 ? call.Value(0).Reshape([1, call.Value(0).Shape[0]]) : call.Value(0), Math.Max(1, call.Value(0).Shape.Rank - 1), Positions(call, 1), [call.Tensor(1).Count])),
        Operator.One("FeatureVectorizer", 1, "inputdimensions", call => Beside([.. Enumerable.Range(0, call.Count).Select(i => Rows(call.Tensor(i)).To(DType.Float32))])),
        // A table by class is the tensor that it is made of.
        Operator.One("ZipMap", 1, "classlabels_int64s classlabels_strings", call => call.Tensor(0)),
    ];

    private static IEnumerable<Operator> LinearModels =>
    [
        Operator.One("LinearRegressor", 1, "coefficients intercepts post_transform targets", call =>
        {
            Tensor x = Rows(call.Tensor(0)).To(DType.Float32);
            int targets = call.Int("targets", 1);
            Tensor scores = Linear(x, call.Numbers("coefficients"), call.Numbers("intercepts"), targets);
            return targets == 1 ? scores : PostTransforms.Apply(call, scores);
        }),
        Operator.Many("LinearClassifier", 1, "classlabels_ints classlabels_strings coefficients intercepts multi_class post_transform", call =>
        {
            Tensor x = Rows(call.Tensor(0)).To(DType.Float32);
            ClassLabels labels = ClassLabels.Of(call, "classlabels_ints");
            float[] coefficients = call.Numbers("coefficients") ?? [];
            int rows = x.Shape[1] == 0 ? (call.Numbers("intercepts") ?? []).Length : coefficients.Length / x.Shape[1];
            Tensor scores = Linear(x, coefficients, call.Numbers("intercepts"), rows);
            if (rows == 1 && labels.Count == 2)
            {
                Tensor second = (scores > 0).To(DType.Int64).Reshape(-1), p = call.Words("post_transform", "NONE") == "LOGISTIC" ? scores.Sigmoid() : scores;
                return [labels.Take(second), Beside([1 - p, p])];
            }
            return rows == labels.Count ? [labels.Take(scores.ArgMax(1)), PostTransforms.Apply(call, scores)] : throw Call.Fault($"has {rows} rows of coefficients for {labels.Count} classes");
        }),
    ];

    /// <summary>Samples × columns.</summary>
    internal static Tensor Rows(Tensor x) => x.Rank switch
    {
        1 => x.Unsqueeze(0),
        2 => x,
        _ => throw Call.Fault($"reads {x.Shape}, and rows are due"),
    };

    /// <summary>Columns beside each other.</summary>
    internal static Tensor Beside(Tensor[] parts)
    {
        Tensor joined = Tensor.Uninitialised([parts[0].Shape[0], parts.Sum(part => part.Shape[1])], parts[0].Type);
        int at = 0;
        foreach (Tensor part in parts)
        {
            Device.Cpu.Copy(part, joined.Slice(1, at, at + part.Shape[1]));
            at += part.Shape[1];
        }
        return joined;
    }

    private static Tensor Linear(Tensor x, float[]? coefficients, float[]? intercepts, int rows)
    {
        if (coefficients is null || rows < 1 || coefficients.Length != rows * x.Shape[1] || (intercepts is { Length: > 0 } && intercepts.Length != rows))
            throw Call.Fault($"has {coefficients?.Length ?? 0} coefficients and {intercepts?.Length ?? 0} intercepts for {rows} results of {x.Shape[1]} columns");
        return Functions.Linear(x, Tensor.From(coefficients, [rows, x.Shape[1]]), intercepts is { Length: > 0 } ? Tensor.From(intercepts) : null);
    }

    private static Tensor Along(Tensor x, float[] values, string name) => values.Length == 1 || (x.Rank > 0 && values.Length == x.Shape[-1])
        ? Tensor.From(values)
        : throw Call.Fault($"has {values.Length} numbers as '{name}' for {x.Shape}");

    private static OnnxValue Impute(Call call)
    {
        Tensor x = call.Tensor(0);
        if (!x.Type.IsFloating)
        {
            long replaced = call.Whole("replaced_value_int64", 0);
            long[] wholes = call.Wholes("imputed_value_int64s") ?? [];
            return wholes.Length == 1 || (x.Rank > 0 && wholes.Length == x.Shape[-1])
                ? Tensor.Where(x.EqualTo(Tensor.From([replaced])), Tensor.From(wholes).To(x.Type), x)
                : throw Call.Fault($"has {wholes.Length} values for {x.Shape}");
        }
        double gap = call.Number("replaced_value_float", 0);
        Tensor missing = double.IsNaN(gap) ? x.NotEqualTo(x) : x.EqualTo(Tensor.Scalar(gap, x.Type));
        return Tensor.Where(missing, Along(x, call.Numbers("imputed_value_floats") ?? [], "imputed_value_floats").To(x.Type), x);
    }

    private static OnnxValue Normalise(Call call)
    {
        Tensor x = Rows(call.Tensor(0)).To(DType.Float32);
        string norm = call.Words("norm", "MAX");
        Tensor by = norm switch
        {
            "L1" => x.Abs().Sum(1, keep: true),
            "L2" => x.Square().Sum(1, keep: true).Sqrt(),
            "MAX" => x.Max(1, keep: true),
            _ => throw Call.Fault($"divides by '{norm}', which is not known"),
        };
        return x / Tensor.Where(by.EqualTo(by.ZerosLike()), by.OnesLike(), by);
    }

    private static OnnxValue Flags(Call call)
    {
        OnnxValue x = call.Value(0);
        int[] found;
        int count;
        if (call.Texts("cats_strings") is { Length: > 0 } texts)
        {
            count = texts.Length;
            found = x.IsText ? Array.ConvertAll(x.Strings, text => Array.IndexOf(texts, text)) : throw Call.Fault($"looks for texts among {x.TypeText}");
        }
        else
        {
            long[] wholes = call.Wholes("cats_int64s") ?? throw Call.Fault($"has no categories");
            count = wholes.Length;
            found = Array.ConvertAll(call.Tensor(0).To(DType.Int64).ToArray<long>(), value => Array.IndexOf(wholes, value));
        }
        if (call.Whole("zeros", 1) == 0 && found.Contains(-1))
            throw Call.Fault($"meets a category that it does not know");
        float[] flags = new float[found.Length * count];
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i] >= 0)
                flags[(i * count) + found[i]] = 1;
        }
        return Tensor.From(flags, [.. x.Shape.Sizes, count]);
    }
}
