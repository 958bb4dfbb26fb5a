namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Each element to a power: NaN for a negative one unless the power is whole. Whole numbers take whole powers from 0 and stay whole.</summary>
    /// <param name="exponent">The power.</param>
    /// <exception cref="ArgumentException">Whole numbers to a power that is negative or a fraction.</exception>
    public Tensor Pow(double exponent)
    {
        if (Type is DType.Int32 or DType.Int64)
            return WholePower(exponent);
        Tensor x = Floating("pow");
        if (exponent == 1)
            return x;
        Tensor power = Uninitialised(x.Shape, x.Type);
        switch (exponent)
        {
            case 2: Device.Cpu.Apply(Unary.Square, x, power); break;
            case 0.5: Device.Cpu.Apply(Unary.Sqrt, x, power); break;
            case 3: Device.Cpu.Apply(Unary.Cube, x, power); break;
            case -1: Device.Cpu.Apply(Unary.Reciprocal, x, power); break;
            default: Device.Cpu.Apply(Binary.Power, x, Scalar(exponent, x.Type), power); break;
        }
        if (Transcript.IsOn)
            Transcript.Tell(exponent);
        return Tape.Record("pow", power, [x], Link.Slope(x, g => exponent == 0 ? g.ZerosLike() : g * (exponent * x.Pow(exponent - 1))));
    }

    /// <summary>Each element to the power of another's; shapes are stretched, types become the wider. 0 to the power 0 is 1.</summary>
    /// <param name="exponent">The powers.</param>
    public Tensor Pow(Tensor exponent)
    {
        ArgumentNullException.ThrowIfNull(exponent);
        DType type = DTypes.Promote(Type, exponent.Type) == DType.Float64 ? DType.Float64 : DType.Float32;
        (Tensor x, Tensor y, Tensor power) = Pair(Binary.Power, To(type), exponent.To(type));
        // Near a base of 0 neither y·x^(y − 1) for y = 0 nor xʸ·ln x for y ≥ 0 is what the formula gives, which is 0·∞.
        Tensor Base(Tensor mask) => Where(x.EqualTo(Scalar(0, x.Type)) & mask, x.OnesLike(), x);
        return Tape.Record(
            "pow", power, [x, y],
            Link.Slope(x, g => g * (y * Base(y.EqualTo(Scalar(0, y.Type))).Pow(y - 1))),
            Link.Slope(y, g => g * (x.Pow(y) * Base(y >= 0).Log())));
    }

    /// <summary>Each element, but at least the one number and at most the other; NaN stays NaN. The slope is 1 within and at the bounds, and 0 beyond.</summary>
    /// <param name="low">The least; without, there is no bound below.</param>
    /// <param name="high">The most; without, there is no bound above.</param>
    /// <exception cref="ArgumentException">Neither is given, or the least is above the most.</exception>
    public Tensor Clamp(double? low = null, double? high = null)
    {
        if (low is null && high is null)
            throw new ArgumentException("clamp: neither bound was given; give the least, the most, or both.", nameof(low));
        if (low > high)
            throw new ArgumentException(FormattableString.Invariant($"clamp: the least, {low}, is above the most, {high}."), nameof(low));
        Tensor x = Additive(), clamped = Uninitialised(x.Shape, x.Type);
        if (low is { } least)
            Device.Cpu.Apply(Binary.Maximum, x, Scalar(least, x.Type), clamped);
        if (high is { } most)
            Device.Cpu.Apply(Binary.Minimum, low is null ? x : clamped, Scalar(most, x.Type), clamped);
        if (Transcript.IsOn)
            Transcript.Tell((low, high));
        return Tape.Record("clamp", clamped, [x, clamped], Link.Slope(x, g => g.MaskedFill(x.NotEqualTo(clamped), 0)));
    }

    private Tensor WholePower(double exponent)
    {
        if (!(exponent >= 0 && exponent == Math.Floor(exponent) && exponent <= int.MaxValue))
            throw new ArgumentException(FormattableString.Invariant($"pow: whole numbers take whole powers from 0; {exponent} was given. Convert them first, with To(DType.Float32)."), nameof(exponent));
        Tensor power = OnesLike(), factor = this;
        for (int left = (int)exponent; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
                power *= factor;
            factor = left > 1 ? factor * factor : factor;
        }
        return power;
    }
}
