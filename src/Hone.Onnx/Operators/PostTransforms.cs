using Hone.Deep;
using Hone.Numerics;

namespace Hone.Onnx;

/// <summary>What becomes of scores: the attribute <c>post_transform</c>.</summary>
internal static class PostTransforms
{
    public static Tensor Apply(Call call, Tensor scores) => call.Words("post_transform", "NONE") switch
    {
        "NONE" => scores,
        "LOGISTIC" => scores.Sigmoid(),
        "SOFTMAX" => scores.Softmax(1),
        "SOFTMAX_ZERO" => SoftmaxZero(scores),
        "PROBIT" => Elements.Map(scores, Probit),
        string other => throw Call.Fault($"transforms scores by '{other}', which is not known"),
    };

    // As softmax, but what is 0 stays nearly 0.
    private static Tensor SoftmaxZero(Tensor scores)
    {
        Tensor most = scores.Max(1, keep: true), powers = Tensor.Where(scores.Abs() > 1e-7f, (scores - most).Exp(), scores * (-most).Exp());
        return powers / powers.Sum(1, keep: true);
    }

    // The inverse of the normal distribution by the approximation that the operators are defined with.
    private static double Probit(double p)
    {
        const double a = 0.147;
        double x = (2 * p) - 1, log = Elementary.Log((1 - x) * (1 + x)), v = (2 / (Math.PI * a)) + (0.5 * log);
        return Math.Sqrt(2) * Math.Sign(x) * Math.Sqrt(-v + Math.Sqrt((v * v) - (log / a)));
    }
}
