// What a service that only predicts needs: a package, a table, an answer. CI publishes it trimmed, as one file, and times it.
using System.Diagnostics;
using Hone.Data;
using Hone.Pipelines;

if (args.Length != 2)
{
    Console.Error.WriteLine("Give a package and a table, for example: predictor model.hone rows.csv");
    return 2;
}
try
{
    double started = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds;
    long clock = Stopwatch.GetTimestamp();
    PipelineModel model = PipelineModel.Load(args[0]);
    double loaded = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    Frame table = Frame.ReadCsv(args[1]);
    clock = Stopwatch.GetTimestamp();
    model.Predict(table.Take([0]));
    double first = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    model.Predict(table).WriteCsv(Console.Out);
    Console.Error.WriteLine(FormattableString.Invariant($"up after {started:0} ms, package loaded in {loaded:0} ms, first row predicted in {first:0} ms"));
    return 0;
}
catch (Exception exception) when (exception is IOException or ArgumentException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
