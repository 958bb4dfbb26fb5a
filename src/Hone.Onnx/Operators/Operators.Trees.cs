using Hone.Deep;

namespace Hone.Onnx;

/// <content>Ensembles of trees.</content>
internal static partial class Operators
{
    private const string TreeAttributes =
        "base_values base_values_as_tensor nodes_falsenodeids nodes_featureids nodes_hitrates nodes_hitrates_as_tensor nodes_missing_value_tracks_true nodes_modes nodes_nodeids nodes_treeids nodes_truenodeids nodes_values nodes_values_as_tensor post_transform ";

    private static IEnumerable<Operator> Trees =>
    [
        Operator.One("TreeEnsembleRegressor", 1, TreeAttributes + "aggregate_function n_targets target_ids target_nodeids target_treeids target_weights target_weights_as_tensor", call =>
        {
            StoredTrees trees = call.Prepared(() => new StoredTrees(call, "target", call.Int("n_targets", 1)));
            Tensor scores = trees.Scores(Rows(call.Tensor(0)), out _);
            // One target alone is never made a probability by the common runtime, and files are written for it.
            return scores.Shape[1] == 1 && call.Words("post_transform", "NONE") is "LOGISTIC" or "SOFTMAX" or "SOFTMAX_ZERO" ? scores : PostTransforms.Apply(call, scores);
        }),
        Operator.Many("TreeEnsembleClassifier", 1, TreeAttributes + "class_ids class_nodeids class_treeids class_weights class_weights_as_tensor classlabels_int64s classlabels_strings", Classify),
    ];

    private static OnnxValue?[] Classify(Call call)
    {
        ClassLabels labels = ClassLabels.Of(call, "classlabels_int64s");
        StoredTrees trees = call.Prepared(() => new StoredTrees(call, "class", labels.Count));
        Tensor scores = trees.Scores(Rows(call.Tensor(0)), out bool[] voted);
        string transform = call.Words("post_transform", "NONE");
        if (labels.Count == 2 && trees.IsBinary)
        {
            // One column of votes: probabilities of the second class, or its margin where a weight is negative.
            Tensor s = scores.Slice(1, 0, 1);
            Tensor second = (s > (trees.HasNegative ? 0 : 0.5)).To(DType.Int64).Reshape(-1);
            Tensor both = transform == "LOGISTIC" ? Beside([(-s).Sigmoid(), s.Sigmoid()]) : trees.HasNegative ? Beside([-s, s]) : Beside([1 - s, s]);
            return [labels.Take(second), both];
        }
        if (labels.Count == 2)
            return [labels.Take((scores.Slice(1, 1, 2) > 0).To(DType.Int64).Reshape(-1)), PostTransforms.Apply(call, scores)];

        // The first of the largest among the classes that received a vote.
        Tensor silent = Tensor.From(Array.ConvertAll(voted, each => !each), scores.Shape);
        Tensor heard = Tensor.Where(silent, Tensor.Scalar(double.NegativeInfinity, scores.Type), scores);
        return [labels.Take(heard.ArgMax(1)), PostTransforms.Apply(call, scores)];
    }
}
