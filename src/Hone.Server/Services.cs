using Hone.Contracts;
using Hone.Deep;
using Hone.Pipelines;
using Hone.Server.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hone.Server;

/// <summary>Adds models to an ASP.NET Core application; map their addresses with <see cref="Endpoints.MapHone"/>.</summary>
public static class Services
{
    /// <summary>What a server can load by itself: the stored types of Hone and of Hone.Deep, and their learners.</summary>
    public static Catalogue Catalogue { get; } = HoneCatalogue.Value.With(DeepCatalogue.Value);

    /// <summary>Loads a package and serves it; further calls add further models.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="path">The package.</param>
    /// <param name="name">The model's name in the address; by default the package's.</param>
    /// <param name="catalogue">Where stored kinds are looked up; by default those of Hone and Hone.Deep, see <see cref="Catalogue"/>.</param>
    /// <exception cref="IOException">The file does not exist or could not be read.</exception>
    /// <exception cref="InvalidDataException">It is no package, or torn, changed, or from a newer version.</exception>
    public static IServiceCollection AddHoneModel(this IServiceCollection services, string path, string? name = null, Catalogue? catalogue = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddHoneModel(PipelineModel.Load(path, catalogue ?? Catalogue), name);
    }

    /// <summary>Serves a model that is in memory; further calls add further models.</summary>
    public static IServiceCollection AddHoneModel(this IServiceCollection services, PipelineModel model, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(new ServedModel(model, name));
        services.TryAddSingleton(static provider => new ServedModels(provider.GetServices<ServedModel>()));
        return services;
    }
}
