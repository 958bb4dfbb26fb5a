using Hone.Contracts;

namespace Hone.Models.Ensembles;

/// <summary>Members of an ensemble as stored values.</summary>
internal static class StoredMembers
{
    /// <summary>The members as what a package can hold.</summary>
    /// <exception cref="InvalidOperationException">A member cannot be stored.</exception>
    public static IEnumerable<IStored> Of(IEnumerable<IModel> members) => members.Select(One);

    public static IStored One(IModel model) => model as IStored
        ?? throw new InvalidOperationException($"The member {model.GetType().Name} cannot be stored; it would have to implement IStored.");

    /// <summary>The members, of which each takes the columns of the whole.</summary>
    public static T[] Read<T>(PackageReader reader, IReadOnlyList<FeatureColumn> inputs)
        where T : class, IModel
    {
        T[] members = reader.Children<T>("members");
        if (members.Length == 0)
            throw reader.Fault("members", "holds none");
        return members.All(member => member.Inputs.SequenceEqual(inputs)) ? members : throw reader.Fault("members", "were fitted on other columns");
    }
}
