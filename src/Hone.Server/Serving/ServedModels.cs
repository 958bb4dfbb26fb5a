using Hone.Data;

namespace Hone.Server.Serving;

/// <summary>The models of a server, by name.</summary>
public sealed class ServedModels
{
    private readonly ServedModel[] models;

    /// <summary>At least one model.</summary>
    /// <exception cref="ArgumentException">There is none, or two have one name.</exception>
    public ServedModels(IEnumerable<ServedModel> models)
    {
        this.models = [.. models];
        if (this.models.Length == 0)
            throw new ArgumentException("There is no model to serve.", nameof(models));
        string? twice = this.models.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
            throw new ArgumentException($"Two models are named '{twice}'; a model is named after its file, so rename one.", nameof(models));
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ServedModel> All => models;

    /// <summary>The model of that name; without a name the only one.</summary>
    /// <exception cref="ArgumentException">There is no such model, or several and none is named.</exception>
    public ServedModel Find(string? name)
    {
        if (name is null)
        {
            return models.Length == 1
                ? models[0]
                : throw new ArgumentException($"This server has {models.Length} models; name one in the address, for example /models/{models[0].Name}/predict.", nameof(name));
        }
        return models.FirstOrDefault(m => m.Name == name)
            ?? throw new ArgumentException(Suggestion.Sentence("model", name, models.Select(m => m.Name)), nameof(name));
    }
}
