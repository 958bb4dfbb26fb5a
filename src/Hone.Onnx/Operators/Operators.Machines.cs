using Hone.Deep;

namespace Hone.Onnx;

/// <content>Support vector machines.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Machines =>
    [
        Operator.One("SVMRegressor", 1, "coefficients kernel_params kernel_type n_supports one_class post_transform rho support_vectors", call =>
        {
            Tensor x = Rows(call.Tensor(0)).To(DType.Float32);
            float[] coefficients = call.Numbers("coefficients") ?? [], rho = call.Numbers("rho") ?? [];
            if (rho.Length != 1)
                throw Call.Fault($"has {rho.Length} constants, and one is due");
            int supports = call.Int("n_supports", 0);
            Tensor y = (supports == 0 ? Linear(x, coefficients, null, 1) : Linear(Kernel(call, x, supports), coefficients, null, 1)) + rho[0];
            return call.Whole("one_class", 0) == 0 ? y : Tensor.Where(y > 0, y.OnesLike(), -y.OnesLike());
        }),
        Operator.Many("SVMClassifier", 1, "classlabels_ints classlabels_strings coefficients kernel_params kernel_type post_transform prob_a prob_b rho support_vectors vectors_per_class", SupportVectors.Classify),
    ];

    /// <summary>The kernel of each row with each support vector.</summary>
    internal static Tensor Kernel(Call call, Tensor x, int supports)
    {
        float[] vectors = call.Numbers("support_vectors") ?? [], settings = call.Numbers("kernel_params") ?? [0, 0, 3];
        if (vectors.Length != (long)supports * x.Shape[1] || settings.Length < 3)
            throw Call.Fault($"has {vectors.Length} numbers of support vectors for {supports} of {x.Shape[1]} columns");
        Tensor v = Tensor.From(vectors, [supports, x.Shape[1]]);
        return call.Words("kernel_type", "LINEAR") switch
        {
            "LINEAR" => Functions.Linear(x, v),
            "POLY" => Elements.Map((Functions.Linear(x, v) * settings[0]) + settings[1], value => Hone.Numerics.Elementary.Pow(value, settings[2])),
            "RBF" => ((x.Unsqueeze(1) - v).Square().Sum(-1) * -settings[0]).Exp(),
            "SIGMOID" => ((Functions.Linear(x, v) * settings[0]) + settings[1]).Tanh(),
            string other => throw Call.Fault($"has the kernel '{other}', which is not known"),
        };
    }
}
