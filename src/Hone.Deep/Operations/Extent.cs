namespace Hone.Deep;

/// <summary>A size along the two axes of an image: <c>3</c> for both alike, or <c>(3, 5)</c> for three rows and five columns.</summary>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
public readonly record struct Extent(int Height, int Width)
{
    /// <summary>The same along both axes.</summary>
    public static implicit operator Extent(int size) => new(size, size);

    /// <summary>Rows, then columns.</summary>
    public static implicit operator Extent((int Height, int Width) sizes) => new(sizes.Height, sizes.Width);

    /// <summary>For example <c>3x5</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Height}x{Width}");

    /// <summary>Both at least something, or a sentence that names the argument.</summary>
    internal Extent AtLeast(int least, string name) => Height >= least && Width >= least
        ? this
        : throw new ArgumentOutOfRangeException(name, this, FormattableString.Invariant($"{name} is {this}; both sizes are at least {least}."));
}
