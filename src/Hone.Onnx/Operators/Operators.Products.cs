using Hone.Deep;

namespace Hone.Onnx;

/// <content>Products of matrices.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Products =>
    [
        Operator.One("MatMul", 1, "", call => call.Floating(0).MatMul(call.Floating(1))),
        Operator.One("Gemm", 7, "alpha beta transA transB", Gemm),
    ];

    private static OnnxValue Gemm(Call call)
    {
        Tensor a = call.Floating(0), b = call.Floating(1);
        if (a.Rank != 2 || b.Rank != 2)
            throw Call.Fault($"multiplies {a.Shape} and {b.Shape}, and matrices are due");
        double alpha = call.Number("alpha", 1), beta = call.Number("beta", 1);
        a = call.Whole("transA", 0) != 0 ? a.Transpose() : a;
        bool transposed = call.Whole("transB", 0) != 0;
        Tensor? c = call.Has(2) ? call.Floating(2) : null;
        int columns = transposed ? b.Shape[0] : b.Shape[1];
        if (c is not null && Shape.Broadcast(c.Shape, [a.Shape[0], columns], "gemm") != [a.Shape[0], columns])
            throw Call.Fault($"adds {c.Shape} to a product of [{a.Shape[0]}, {columns}], and it does not stretch to it");
        if (alpha == 1 && transposed && (c is null || (beta == 1 && c.Shape == [columns])))
            return Functions.Linear(a, b, c);
        Tensor product = a.MatMul(transposed ? b.Transpose() : b);
        product = alpha == 1 ? product : product * alpha;
        return c is null || beta == 0 ? product : product + (beta == 1 ? c : c * beta);
    }
}
