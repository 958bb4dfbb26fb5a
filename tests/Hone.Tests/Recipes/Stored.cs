using System.Reflection;
using Hone.Contracts;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Writes a value and reads it back, by a catalogue of every stored type in the library.</summary>
internal static class Stored
{
    public static FittedRecipe Again(FittedRecipe recipe)
    {
        PackageWriter writer = new();
        writer.Child("recipe", recipe);
        return new PackageReader(writer.Document, Everything()).Child<FittedRecipe>("recipe");
    }

    private static Catalogue Everything()
    {
        List<StoredEntry> entries = [];
        foreach (Type type in typeof(Recipe).Assembly.GetTypes())
        {
            Type? stored = type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStored<>) && i.GetGenericArguments()[0] == type);
            if (stored is null || type.IsAbstract || type.ContainsGenericParameters)
                continue;
            const BindingFlags anyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            if (type.GetProperty("Kind", anyStatic)?.GetValue(null) is string kind && type.GetMethod("Read", anyStatic, [typeof(PackageReader)]) is { } read)
                entries.Add(new StoredEntry(kind, reader => (IStored)read.CreateDelegate<Func<PackageReader, object>>()(reader)));
        }
        return new Catalogue(entries, []);
    }
}
