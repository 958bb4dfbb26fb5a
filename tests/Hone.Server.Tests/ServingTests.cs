using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Hone.Contracts;
using Hone.Data;
using Hone.Models.Linear;
using Hone.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Hone.Server.Tests;

public sealed class ServingTests
{
    private static readonly Frame Flats = new(
        CategoryColumn.From("city", ["Ulm", "Köln", "Ulm", "Köln", "Ulm", "Köln"]),
        new NumberColumn("size", [40, 40, 60, 60, 80, 85]),
        new NumberColumn("rent", [600, 700, 880, 990, 1150, 1350]),
        CategoryColumn.From("let", ["no", "yes", "no", "yes", "no", "yes"]));

    private static readonly PipelineModel Rent = new Pipeline(new Ridge()) { Ignore = ["let"] }.Fit(Flats, "rent");
    private static readonly PipelineModel Let = new Pipeline(new LogisticRegression()) { Ignore = ["rent"], Positive = "yes" }.Fit(Flats, "let");

    [Fact]
    public async Task Served_numbers_are_those_that_the_model_predicts()
    {
        await using WebApplication server = await Start(("rent", Rent));
        JsonNode answer = await Post(server, "/predict", """{"rows":[{"city":"Ulm","size":40},["Köln",85]]}""");
        double[] expected = ((NumberColumn)Rent.Predict(Flats.Take([0, 5])).Columns[0]).Values.ToArray();
        answer["predictions"]!.AsArray().Select(n => n!.GetValue<double>()).ShouldBe(expected);
        answer["probabilities"].ShouldBeNull();
    }

    [Fact]
    public async Task For_two_classes_the_probability_is_the_positive_ones()
    {
        await using WebApplication server = await Start(("let", Let));
        JsonNode answer = await Post(server, "/predict", """{"rows":[["Köln",60]]}""");
        answer["predictions"]![0]!.GetValue<string>().ShouldBe("yes");
        answer["probabilities"]![0]!.GetValue<double>().ShouldBe(((NumberColumn)Let.Predict(Flats.Take([3]))["probability_yes"])[0]);
    }

    [Fact]
    public async Task The_schema_says_what_a_row_holds()
    {
        await using WebApplication server = await Start(("let", Let));
        JsonNode schema = (await server.GetTestClient().GetFromJsonAsync<JsonNode>("/schema"))!;
        schema["task"]!.GetValue<string>().ShouldBe("classification");
        schema["positive"]!.GetValue<string>().ShouldBe("yes");
        schema["columns"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ShouldBe(["city", "size"]);
    }

    [Fact]
    public async Task Several_models_are_found_by_name_and_a_wrong_name_suggests_the_nearest()
    {
        await using WebApplication server = await Start(("rent", Rent), ("let", Let));
        (await Post(server, "/models/let/predict", """{"rows":[["Ulm",60]]}"""))["predictions"]![0]!.GetValue<string>().ShouldBe("no");
        (await Refused(server, "/predict", """{"rows":[["Ulm",60]]}""")).ShouldContain("name one in the address");
        (await Refused(server, "/models/rend/predict", """{"rows":[["Ulm",60]]}""")).ShouldContain("Did you mean 'rent'?");
        (await server.GetTestClient().GetFromJsonAsync<JsonNode>("/health"))!["models"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "The body is not JSON")]
    [InlineData("{\"rows\":", "The body is not JSON")]
    [InlineData("[1]", "must be a JSON object with \"rows\"")]
    [InlineData("{\"rows\":[{\"city\":1e400,\"size\":{}}]}", "size is an object")]
    [InlineData("{\"rows\":[{\"city\":\"Ulm\"}]}", "lacks 'size'")]
    public async Task A_wrong_request_gets_400_and_one_sentence(string body, string sentence)
    {
        await using WebApplication server = await Start(("rent", Rent));
        string error = await Refused(server, "/predict", body);
        error.ShouldContain(sentence);
        error.ShouldNotContain("Parameter '");
    }

    [Fact]
    public async Task A_city_never_seen_still_gets_a_number()
    {
        await using WebApplication server = await Start(("rent", Rent));
        JsonNode answer = await Post(server, "/predict", """{"rows":[["Reykjavík",60],[null,null]]}""");
        answer["predictions"]!.AsArray().ShouldAllBe(n => double.IsFinite(n!.GetValue<double>()));
    }

    [Fact]
    public async Task A_package_in_a_file_is_served_under_the_files_name()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("hone-server").FullName, "flats.hone");
        Rent.Save(path);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddHoneModel(path).AddHoneModel(Let, "let");
        await using WebApplication server = builder.Build();
        server.MapHone();
        await server.StartAsync();
        JsonNode answer = await Post(server, "/models/flats/predict", """{"rows":[["Ulm",40]]}""");
        answer["predictions"]![0]!.GetValue<double>().ShouldBe(((NumberColumn)Rent.Predict(Flats.Take([0])).Columns[0])[0]);
        Should.Throw<FileNotFoundException>(() => new ServiceCollection().AddHoneModel(path + "x")).Message.ShouldContain(path + "x");
    }

    private static async Task<WebApplication> Start(params (string Name, PipelineModel Model)[] models)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        foreach ((string name, PipelineModel model) in models)
            builder.Services.AddHoneModel(model, name);
        WebApplication server = builder.Build();
        server.MapHone();
        await server.StartAsync();
        return server;
    }

    private static async Task<JsonNode> Post(WebApplication server, string address, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await server.GetTestClient().PostAsync(new Uri(address, UriKind.Relative), content);
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<string> Refused(WebApplication server, string address, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await server.GetTestClient().PostAsync(new Uri(address, UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.GetValue<string>();
    }
}
