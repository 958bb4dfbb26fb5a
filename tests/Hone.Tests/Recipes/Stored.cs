using Hone.Contracts;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Writes a fitted recipe and reads it back.</summary>
internal static class Stored
{
    public static FittedRecipe Again(FittedRecipe recipe)
    {
        PackageWriter writer = new();
        writer.Child("recipe", recipe);
        return new PackageReader(writer.Document, HoneCatalogue.Value).Child<FittedRecipe>("recipe");
    }
}
