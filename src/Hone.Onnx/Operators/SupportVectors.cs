using Hone.Deep;
using Hone.Numerics;

namespace Hone.Onnx;

/// <summary>The operator SVMClassifier: pairs of classes vote, and where the file has them, pairwise probabilities are made one for each class.</summary>
internal static class SupportVectors
{
    // Where the coupling of pairwise probabilities stops, as libsvm has it.
    private const int MostRounds = 100;

    public static OnnxValue?[] Classify(Call call)
    {
        Tensor x = Operators.Rows(call.Tensor(0)).To(DType.Float32);
        ClassLabels labels = ClassLabels.Of(call, "classlabels_ints");
        int[] each = [.. (call.Wholes("vectors_per_class") ?? []).Select(count => call.ToInt(count, "vectors_per_class"))];
        int classes = labels.Count, supports = each.Sum();
        float[] coefficients = call.Numbers("coefficients") ?? [], rho = call.Numbers("rho") ?? [];
        if (each.Length != classes || each.Any(count => count < 0) || supports == 0)
            throw Call.Fault($"has support vectors for {each.Length} of {classes} classes, and only models with some for each are supported");
        if (coefficients.Length != (long)(classes - 1) * supports || rho.Length != classes * (classes - 1) / 2)
            throw Call.Fault($"has {coefficients.Length} coefficients and {rho.Length} constants for {classes} classes and {supports} support vectors");
        float[] probA = call.Numbers("prob_a") ?? [], probB = call.Numbers("prob_b") ?? [];
        bool hasProbabilities = probA.Length == rho.Length && probB.Length == rho.Length;

        float[] kernel = Operators.Kernel(call, x, supports).ToArray<float>();
        int rows = x.Shape[0], width = hasProbabilities || classes == 2 ? classes : rho.Length;
        long[] chosen = new long[rows];
        float[] scores = new float[rows * width];
        double[] pairs = new double[rho.Length];
        for (int row = 0; row < rows; row++)
        {
            int[] votes = new int[classes];
            Decide(kernel.AsSpan(row * supports, supports), each, coefficients, rho, votes, pairs);
            chosen[row] = Array.IndexOf(votes, votes.Max());
            Span<float> own = scores.AsSpan(row * width, width);
            if (hasProbabilities)
            {
                double[] p = Couple(pairs, probA, probB, classes);
                chosen[row] = Array.IndexOf(p, p.Max());
                for (int c = 0; c < classes; c++)
                    own[c] = (float)p[c];
            }
            else if (classes == 2)
            {
                (own[0], own[1]) = (-(float)pairs[0], (float)pairs[0]);
            }
            else
            {
                for (int pair = 0; pair < width; pair++)
                    own[pair] = (float)pairs[pair];
            }
        }
        Tensor z = Tensor.From(scores, [rows, width]);
        if (!hasProbabilities)
            z = classes == 2 && call.Words("post_transform", "NONE") == "LOGISTIC" ? Operators.Beside([1 - z.Slice(1, 1, 2).Sigmoid(), z.Slice(1, 1, 2).Sigmoid()]) : PostTransforms.Apply(call, z);
        return [labels.Take(Tensor.From(chosen)), z];
    }

    private static void Decide(ReadOnlySpan<float> kernel, int[] each, float[] coefficients, float[] rho, int[] votes, double[] pairs)
    {
        int supports = kernel.Length, pair = 0, startI = 0;
        for (int i = 0; i < each.Length; startI += each[i], i++)
        {
            int startJ = startI + each[i];
            for (int j = i + 1; j < each.Length; startJ += each[j], j++, pair++)
            {
                double sum = rho[pair];
                for (int k = 0; k < each[i]; k++)
                    sum += coefficients[((j - 1) * supports) + startI + k] * (double)kernel[startI + k];
                for (int k = 0; k < each[j]; k++)
                    sum += coefficients[(i * supports) + startJ + k] * (double)kernel[startJ + k];
                pairs[pair] = sum;
                votes[sum > 0 ? i : j]++;
            }
        }
    }

    /// <summary>Probabilities of classes from those of pairs.</summary>
    /// <remarks>Source: T.-F. Wu, C.-J. Lin and R. C. Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling", JMLR 5, 2004, second approach.</remarks>
    private static double[] Couple(double[] pairs, float[] a, float[] b, int classes)
    {
        double[,] r = new double[classes, classes], q = new double[classes, classes];
        for (int i = 0, pair = 0; i < classes; i++)
        {
            for (int j = i + 1; j < classes; j++, pair++)
            {
                r[i, j] = Math.Clamp(1 - Elementary.Sigmoid((pairs[pair] * a[pair]) + b[pair]), 1e-7, 1 - 1e-7);
                r[j, i] = 1 - r[i, j];
            }
        }
        if (classes == 2)
            return [r[0, 1], r[1, 0]];
        double[] p = new double[classes], qp = new double[classes];
        Array.Fill(p, 1.0 / classes);
        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < classes; j++)
            {
                if (i == j)
                    continue;
                q[i, i] += r[j, i] * r[j, i];
                q[i, j] = -r[j, i] * r[i, j];
            }
        }
        for (int round = 0; round < MostRounds; round++)
        {
            double all = 0;
            for (int i = 0; i < classes; i++)
            {
                qp[i] = 0;
                for (int j = 0; j < classes; j++)
                    qp[i] += q[i, j] * p[j];
                all += p[i] * qp[i];
            }
            if (qp.Max(value => Math.Abs(value - all)) < 0.005 / classes)
                break;
            for (int i = 0; i < classes; i++)
            {
                double change = (all - qp[i]) / q[i, i];
                p[i] += change;
                all = (all + (change * ((change * q[i, i]) + (2 * qp[i])))) / (1 + change) / (1 + change);
                for (int j = 0; j < classes; j++)
                {
                    qp[j] = (qp[j] + (change * q[i, j])) / (1 + change);
                    p[j] /= 1 + change;
                }
            }
        }
        return p;
    }
}
