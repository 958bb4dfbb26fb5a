using System.Globalization;
using System.Reflection;
using System.Text;

namespace Hone.Tests.Architecture;

/// <summary>Lists what an assembly shows to others, and compares it with a listing that is kept in the sources.</summary>
internal static class PublicFace
{
    /// <summary>Compares; with HONE_UPDATE_API=1 the listing is written anew first.</summary>
    public static void ShouldBeAgreed(Assembly assembly, string listing)
    {
        string found = string.Join('\n', Lines(assembly)) + "\n", path = Found(listing);
        if (Environment.GetEnvironmentVariable("HONE_UPDATE_API") == "1")
            File.WriteAllText(path, found);
        string[] before = File.ReadAllLines(path), now = found.TrimEnd('\n').Split('\n');
        string[] added = [.. now.Except(before, StringComparer.Ordinal)], removed = [.. before.Except(now, StringComparer.Ordinal)];
        Assert.True(added.Length + removed.Length == 0,
            $"The public API differs from {listing}. If that is meant, run this test once with HONE_UPDATE_API=1 and commit the file.\n{string.Join('\n', removed.Select(l => "- " + l).Concat(added.Select(l => "+ " + l)).Take(60))}");
    }

    private static IEnumerable<string> Lines(Assembly assembly) => assembly.GetExportedTypes()
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Prepend(Head(type)));

    private static string Head(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        string[] bases = [.. (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && parent != typeof(MulticastDelegate) ? (Type[])[parent] : [])
            .Concat(type.GetInterfaces().Where(i => !type.IsEnum && i.Assembly == type.Assembly)).Select(Name).Order(StringComparer.Ordinal)];
        return $"{kind} {type.Namespace}.{Name(type)}{(bases.Length > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string at = $"{type.Namespace}.{Name(type)}";
        foreach (MemberInfo member in type.GetMembers(Own))
        {
            string? line = member switch
            {
                FieldInfo field when Seen(field.Attributes) && !field.IsSpecialName => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {at}.{field.Name}{(field.IsLiteral ? " = " + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture) : "")}",
                PropertyInfo property when (property.GetMethod ?? property.SetMethod) is { } accessor && Seen(accessor) => $"{(accessor.IsStatic ? "static " : "")}{Name(property.PropertyType)} {at}.{property.Name}{Index(property)} {{ {string.Join(' ', Accessors(property))} }}",
                ConstructorInfo constructor when Seen(constructor) => $"{at}({Parameters(constructor)})",
                MethodInfo method when Seen(method) && !method.IsSpecialName && !Made(method) => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {at}.{method.Name}{Generic(method)}({Parameters(method)})",
                _ => null,
            };
            if (line is not null)
                yield return "  " + line;
        }
    }

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool Seen(FieldAttributes attributes) => (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    // What every record has is not worth a line.
    private static bool Made(MethodInfo method) => method.Name is "ToString" or "GetHashCode" or "Equals" or "<Clone>$" or "PrintMembers" or "Deconstruct";

    private static IEnumerable<string> Accessors(PropertyInfo property)
    {
        if (property.GetMethod is { } get && Seen(get))
            yield return "get;";
        if (property.SetMethod is { } set && Seen(set))
            yield return set.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init;" : "set;";
    }

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(p => Name(p.ParameterType)))}]" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + (p.RawDefaultValue is null ? "default" : Convert.ToString(p.RawDefaultValue, CultureInfo.InvariantCulture)) : "")}"));

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        StringBuilder text = new(type.DeclaringType is { } outer ? Name(outer) + "." : "");
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        text.Append(tick < 0 ? type.Name : type.Name[..tick]);
        if (tick >= 0)
            text.Append('<').Append(string.Join(", ", type.GetGenericArguments().Select(Name))).Append('>');
        return text.ToString();
    }

    private static string Found(string listing)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, listing);
            if (File.Exists(candidate))
                return candidate;
        }
        throw new FileNotFoundException("The listing is kept in the sources, and no folder above the tests holds it.", listing);
    }
}
