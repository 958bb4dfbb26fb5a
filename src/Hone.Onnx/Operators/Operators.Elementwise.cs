using Hone.Deep;
using Hone.Numerics;
using DataType = Hone.Onnx.Protocol.TensorProto.Types.DataType;

namespace Hone.Onnx;

/// <content>Arithmetic, comparisons and conversions.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Arithmetic =>
    [
        Operator.One("Add", 7, "", call => Pairwise(call, "add", (a, b) => a + b, (a, b) => unchecked(a + b))),
        Operator.One("Sub", 7, "", call => Pairwise(call, "subtract", (a, b) => a - b, (a, b) => unchecked(a - b))),
        Operator.One("Mul", 7, "", call => Pairwise(call, "multiply", (a, b) => a * b, (a, b) => unchecked(a * b))),
        Operator.One("Div", 7, "", call => Pairwise(call, "divide", (a, b) => a / b, (a, b) => b == 0 ? throw Call.Fault($"divides a whole number by 0") : b == -1 ? unchecked(-a) : a / b)),
        Operator.One("Pow", 7, "", Power),
        Operator.One("Mod", 10, "fmod", Remainder),
        Operator.One("Min", 8, "", call => Fold(call, "minimum", Tensor.Minimum, Math.Min)),
        Operator.One("Max", 8, "", call => Fold(call, "maximum", Tensor.Maximum, Math.Max)),
        Operator.One("Sum", 8, "", call => Fold(call, "add", (a, b) => a + b, (a, b) => unchecked(a + b))),
        Operator.One("Neg", 6, "", call => Alone(call, x => -x, x => unchecked(-x))),
        Operator.One("Abs", 6, "", call => Alone(call, x => x.Abs(), x => unchecked(x < 0 ? -x : x))),
        Operator.One("Sign", 9, "", call => Alone(call, x => x.Sign(), x => Math.Sign(x))),
        Operator.One("Sqrt", 6, "", call => call.Floating(0).Sqrt()),
        Operator.One("Exp", 6, "", call => call.Floating(0).Exp()),
        Operator.One("Log", 6, "", call => call.Floating(0).Log()),
        Operator.One("Reciprocal", 6, "", call => 1 / call.Floating(0)),
        Operator.One("Erf", 9, "", call => call.Floating(0).Erf()),
        Operator.One("Sin", 7, "", call => call.Floating(0).Sin()),
        Operator.One("Cos", 7, "", call => call.Floating(0).Cos()),
        Operator.One("Tan", 7, "", call => call.Floating(0).Tan()),
        Operator.One("Asin", 7, "", call => call.Floating(0).Asin()),
        Operator.One("Acos", 7, "", call => call.Floating(0).Acos()),
        Operator.One("Atan", 7, "", call => call.Floating(0).Atan()),
        Operator.One("Sinh", 9, "", call => call.Floating(0).Sinh()),
        Operator.One("Cosh", 9, "", call => call.Floating(0).Cosh()),
        Operator.One("Floor", 6, "", call => call.Floating(0).Floor()),
        Operator.One("Ceil", 6, "", call => call.Floating(0).Ceil()),
        Operator.One("Round", 11, "", call => call.Floating(0).Round()),
        Operator.One("IsNaN", 9, "", call => NotANumber(call.Floating(0))),
        Operator.One("IsInf", 10, "detect_negative detect_positive", call =>
        {
            Tensor x = call.Floating(0);
            bool below = call.Whole("detect_negative", 1) != 0, above = call.Whole("detect_positive", 1) != 0;
            return Elements.Map(x, value => (above && double.IsPositiveInfinity(value)) || (below && double.IsNegativeInfinity(value)) ? 1 : 0).To(DType.Bool);
        }),
        Operator.One("Cast", 6, "to saturate", Cast),
        Operator.One("CastLike", 15, "saturate", call => Converted(call.Value(0), call.Value(1).IsText ? null : call.Tensor(1).Type)),
    ];

    private static IEnumerable<Operator> Comparisons =>
    [
        Operator.One("Equal", 7, "", AreEqual),
        Operator.One("Less", 7, "", call => Compared(call, (a, b) => a < b)),
        Operator.One("Greater", 7, "", call => Compared(call, (a, b) => a > b)),
        Operator.One("LessOrEqual", 12, "", call => Compared(call, (a, b) => a <= b)),
        Operator.One("GreaterOrEqual", 12, "", call => Compared(call, (a, b) => a >= b)),
        Operator.One("And", 7, "", call => Logical(call, "and", (a, b) => a & b)),
        Operator.One("Or", 7, "", call => Logical(call, "or", (a, b) => a | b)),
        Operator.One("Xor", 7, "", call => Logical(call, "xor", (a, b) => a ^ b)),
        Operator.One("Not", 1, "", call => Elements.MapWhole(Mask(call, 0), x => 1 - x)),
        Operator.One("Where", 9, "", Choose),
    ];

    private static Tensor NotANumber(Tensor x) => x.NotEqualTo(x);

    private static (Tensor A, Tensor B) Alike(Call call)
    {
        (Tensor a, Tensor b) = (call.Tensor(0), call.Tensor(1));
        return a.Type == b.Type ? (a, b) : throw Call.Fault($"has inputs of {a.Type} and {b.Type}, which must be of one type");
    }

    private static Tensor Pairwise(Call call, string operation, Func<Tensor, Tensor, Tensor> floating, Func<long, long, long> whole)
    {
        (Tensor a, Tensor b) = Alike(call);
        return a.Type.IsFloating ? floating(a, b) : Elements.MapWhole(a, b, operation, whole);
    }

    private static Tensor Fold(Call call, string operation, Func<Tensor, Tensor, Tensor> floating, Func<long, long, long> whole)
    {
        Tensor result = call.Tensor(0);
        for (int i = 1; i < call.Count; i++)
        {
            Tensor next = call.Tensor(i);
            if (next.Type != result.Type)
                throw Call.Fault($"has inputs of {result.Type} and {next.Type}, which must be of one type");
            result = result.Type.IsFloating ? floating(result, next) : Elements.MapWhole(result, next, operation, whole);
        }
        return result;
    }

    private static Tensor Alone(Call call, Func<Tensor, Tensor> floating, Func<long, long> whole) =>
        call.Tensor(0).Type.IsFloating ? floating(call.Tensor(0)) : Elements.MapWhole(call.Tensor(0), whole);

    private static OnnxValue Power(Call call)
    {
        Tensor x = call.Tensor(0), to = call.Tensor(1);
        if (!x.Type.IsFloating)
            return Elements.MapWhole(x, Elements.ToWhole(to, DType.Int64), "power", (a, b) => b < 0 ? (a is 1 or -1 ? (b % 2 == 0 ? 1 : a) : 0) : WholePower(a, b));

        // The powers that networks are made of have kernels of their own.
        if (to.Count == 1 && to.Rank <= x.Rank)
        {
            Tensor? known = to.Item() switch
            {
                1 => x,
                2 => x * x,
                3 => x * x * x,
                0.5 => x.Sqrt(),
                -1 => 1 / x,
                _ => null,
            };
            if (known is not null)
                return known;
        }
        return Elements.Map(x, to, "power", Elementary.Pow);
    }

    private static long WholePower(long a, long b)
    {
        long power = 1;
        for (; b > 0; b >>= 1, a = unchecked(a * a))
            power = (b & 1) == 0 ? power : unchecked(power * a);
        return power;
    }

    private static OnnxValue Remainder(Call call)
    {
        (Tensor a, Tensor b) = Alike(call);
        bool likeC = call.Whole("fmod", 0) != 0;
        if (a.Type.IsFloating)
            return likeC ? Elements.Map(a, b, "mod", (x, y) => x % y) : throw Call.Fault($"is of floating numbers, for which fmod must be 1");
        return Elements.MapWhole(a, b, "mod", (x, y) =>
        {
            if (y == 0)
                throw Call.Fault($"divides a whole number by 0");
            long rest = y == -1 ? 0 : x % y;
            return !likeC && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
        });
    }

    private static Tensor Compared(Call call, Func<Tensor, Tensor, Tensor> relation)
    {
        (Tensor a, Tensor b) = Alike(call);
        return relation(a, b);
    }

    private static OnnxValue AreEqual(Call call)
    {
        if (!call.Value(0).IsText)
        {
            (Tensor a, Tensor b) = Alike(call);
            return a.EqualTo(b);
        }
        string[] x = call.Value(0).Strings, y = call.Value(1).Strings;
        Shape shape = Shape.Broadcast(call.Value(0).Shape, call.Value(1).Shape, "equal");
        int[] left = Places(call.Value(0).Shape, shape), right = Places(call.Value(1).Shape, shape);
        return Tensor.From([.. left.Zip(right, (i, j) => x[i] == y[j])], shape);
    }

    // Where each element of a stretched shape comes from.
    private static int[] Places(Shape from, Shape to) => Array.ConvertAll(Tensor.Arange(0, from.Count, type: DType.Int64).Reshape(from.Sizes).Expand(to.Sizes).ToArray<long>(), place => (int)place);

    private static Tensor Mask(Call call, int input) =>
        call.Tensor(input) is { Type: DType.Bool } mask ? mask : throw Call.Fault($"has {call.Tensor(input).Type} as its input {input}, and a mask is due");

    private static Tensor Logical(Call call, string operation, Func<long, long, long> function) => Elements.MapWhole(Mask(call, 0), Mask(call, 1), operation, function);

    private static OnnxValue Choose(Call call)
    {
        Tensor mask = Mask(call, 0);
        if (!call.Value(1).IsText)
        {
            (Tensor yes, Tensor no) = (call.Tensor(1), call.Tensor(2));
            return yes.Type == no.Type ? Tensor.Where(mask, yes, no) : throw Call.Fault($"chooses between {yes.Type} and {no.Type}, which must be of one type");
        }
        string[] x = call.Value(1).Strings, y = call.Value(2).Strings;
        Shape shape = Shape.Broadcast(Shape.Broadcast(call.Value(1).Shape, call.Value(2).Shape, "where"), mask.Shape, "where");
        int[] left = Places(call.Value(1).Shape, shape), right = Places(call.Value(2).Shape, shape);
        bool[] which = mask.Expand(shape.Sizes).ToArray<bool>();
        return new OnnxValue([.. which.Select((yes, i) => yes ? x[left[i]] : y[right[i]])], shape);
    }

    private static OnnxValue Cast(Call call)
    {
        int to = call.Int("to", 0);
        return (DataType)to is DataType.Float16 or DataType.Uint8 or DataType.Int8 or DataType.Uint16 or DataType.Int16 or DataType.Uint32
            ? throw Call.Fault($"converts to {((DataType)to).ToString().ToUpperInvariant()}, which tensors here do not have")
            : Converted(call.Value(0), StoredValues.TypeOf(to, "the result"));
    }

    private static OnnxValue Converted(OnnxValue value, DType? to)
    {
        if (to is not { } type)
            return value.IsText ? value : new OnnxValue(NumberTexts.Write(value.Tensor), value.Shape);
        if (value.IsText)
            return NumberTexts.Read(value.Strings, value.Shape, type);
        Tensor x = value.Tensor;
        return x.Type.IsFloating || type.IsFloating || type == DType.Bool ? x.To(type) : Elements.ToWhole(x, type);
    }
}
