using System.Globalization;

namespace Hone.Data;

/// <summary>Numbers written in UTF-8: what shapes a text has, and its value.</summary>
internal static class NumberText
{
    // As in ShortNumber, for texts that are longer or have another decimal mark.
    private const int ExactDigits = 15;

    /// <summary>Which of whole, number with a point and number with a comma the text could be; none for a code such as 00501.</summary>
    /// <param name="text">Without blanks around it, not empty.</param>
    /// <param name="commaIsDecimal">Whether a comma in it cannot be one between thousands: what follows is not three digits, or what leads is 0.</param>
    public static FieldShapes Shapes(ReadOnlySpan<byte> text, out bool commaIsDecimal)
    {
        commaIsDecimal = false;
        int at = 0;
        if (text[0] is (byte)'-' or (byte)'+')
            at = 1;
        int wholeStart = at;
        while (at < text.Length && IsDigit(text[at]))
            at++;
        int wholeDigits = at - wholeStart;
        if (at == text.Length)
        {
            if (wholeDigits == 0)
                return FieldShapes.None;
            if (wholeDigits > 1 && text[wholeStart] == '0')
                return FieldShapes.None;                                       // a code: as a number it would lose its zeros
            return FitsLong(text, wholeDigits) ? FieldShapes.Numbers : FieldShapes.PointNumber | FieldShapes.CommaNumber;
        }

        FieldShapes shapes = FieldShapes.PointNumber | FieldShapes.CommaNumber;
        if (text[at] is (byte)'.' or (byte)',')
        {
            bool comma = text[at] == ',';
            shapes = comma ? FieldShapes.CommaNumber : FieldShapes.PointNumber;
            int start = ++at;
            while (at < text.Length && IsDigit(text[at]))
                at++;
            int fraction = at - start;
            if (wholeDigits + fraction == 0)
                return FieldShapes.None;
            commaIsDecimal = comma && (fraction != 3 || wholeDigits is 0 or > 3 || text[wholeStart] == '0');
        }
        else if (wholeDigits == 0)
        {
            return IsInfinity(text[at..]) ? shapes : FieldShapes.None;
        }
        if (at == text.Length)
            return shapes;
        if ((text[at] | 0x20) != 'e' || ++at == text.Length)
            return FieldShapes.None;
        if (text[at] is (byte)'-' or (byte)'+')
            at++;
        int exponent = at;
        while (at < text.Length && IsDigit(text[at]))
            at++;
        return at == text.Length && at > exponent ? shapes : FieldShapes.None;
    }

    /// <summary>The nearest double; false where the text is no number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, byte decimalMark, out double value)
    {
        int at = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            at = 1;
        }
        ulong mantissa = 0;
        int digits = 0, fraction = 0;
        for (; at < text.Length && IsDigit(text[at]); at++, digits++)
            mantissa = unchecked((mantissa * 10) + (ulong)(text[at] - '0'));
        if (at < text.Length && text[at] == decimalMark)
        {
            at++;
            int start = at;
            for (; at < text.Length && IsDigit(text[at]); at++)
                mantissa = unchecked((mantissa * 10) + (ulong)(text[at] - '0'));
            fraction = at - start;
            digits += fraction;
        }
        if (at == text.Length && digits is > 0 and <= ExactDigits)
        {
            double exact = mantissa / ShortNumber.PowersOfTen[fraction];
            value = negative ? -exact : exact;
            return true;
        }
        return TryParseLong(text, decimalMark, out value);
    }

    /// <summary>A whole number of up to 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        int at = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            at = 1;
        }
        if (text.Length - at is > 0 and <= 18)
        {
            long sum = 0;
            for (; at < text.Length && IsDigit(text[at]); at++)
                sum = (sum * 10) + (text[at] - '0');
            value = negative ? -sum : sum;
            return at == text.Length;
        }
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    // More digits or an exponent: rare, and .NET's own parser rounds correctly.
    private static bool TryParseLong(ReadOnlySpan<byte> text, byte decimalMark, out double value)
    {
        value = 0;
        if (text.IsEmpty)
            return false;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (decimalMark == '.')
        {
            if (double.TryParse(text, style, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value) && IsDigitOrMark(text[^1]))
                return true;
        }
        else if (text.Length <= 512 && text.IndexOf((byte)'.') < 0)
        {
            Span<byte> pointed = stackalloc byte[text.Length];
            text.Replace(pointed, decimalMark, (byte)'.');
            if (double.TryParse(pointed, style, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value) && IsDigitOrMark(pointed[^1]))
                return true;
        }
        bool signed = text[0] is (byte)'-' or (byte)'+';
        if (!IsInfinity(signed ? text[1..] : text))
            return false;
        value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }

    private static bool IsInfinity(ReadOnlySpan<byte> text) =>
        System.Text.Ascii.EqualsIgnoreCase(text, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(text, "infinity"u8);

    private static bool FitsLong(ReadOnlySpan<byte> text, int digits) =>
        digits <= 18 || (digits == 19 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    private static bool IsDigitOrMark(byte b) => IsDigit(b) || b == '.';
}
