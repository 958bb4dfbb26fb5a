using System.CommandLine;
using System.Net;
using Hone.Cli.Output;
using Hone.Pipelines;
using Hone.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hone.Cli.Commands;

/// <summary><c>hone serve</c>: models answer over HTTP.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> models = new("MODEL") { Description = "One or more .hone files; each is named after its file.", Arity = ArgumentArity.ZeroOrMore };
        Option<int> port = new("--port") { Description = "The port to listen on; 0 takes a free one.", DefaultValueFactory = _ => 8080, HelpName = "PORT" };
        Option<string> host = new("--host") { Description = "The address to listen on; 0.0.0.0 for every one this machine has.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };
        Command command = new("serve", "Answers POST /predict, GET /schema and GET /health.") { models, port, host };
        CommandLine.Explain(command,
            "hone serve model.hone --port 8080",
            "curl -s localhost:8080/predict -d '{\"rows\": [{\"age\": 41, \"city\": \"Ulm\"}]}'");
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] paths = parsed.GetValue(models) ?? [];
            if (paths.Length == 0)
                throw new ArgumentException("There is no model to serve; name at least one, for example: hone serve model.hone.");
            int number = parsed.GetValue(port);
            if (number is < 0 or > 65535)
                throw new ArgumentException(FormattableString.Invariant($"--port is {number}; a port is from 0 to 65535."));
            string address = parsed.GetRequiredValue(host);
            // The server would take a name that it cannot resolve for every address there is.
            if (address != "localhost" && !IPAddress.TryParse(address.Trim('[', ']'), out _))
                throw new ArgumentException($"--host is '{address}'; give localhost or an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all.");
            await using WebApplication application = Build(paths, address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') ? $"[{address}]" : address, number);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            terminal.Out.WriteLine($"Serving at {string.Join(", ", application.Urls)}: POST /predict, GET /schema, GET /health. Ctrl+C ends it.");
            terminal.Out.Flush();
            await application.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            return CommandLine.Done;
        });
        return command;
    }

    private static WebApplication Build(string[] paths, string host, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(FormattableString.Invariant($"http://{host}:{port}"));
        foreach (string path in paths)
            builder.Services.AddHoneModel(PipelineModel.Load(path, Services.Catalogue), Path.GetFileNameWithoutExtension(path));
        WebApplication application = builder.Build();
        application.Services.GetRequiredService<Server.Serving.ServedModels>();   // two models of one name: a fault now, not at the first request
        application.MapHone();
        return application;
    }
}
