using Google.Protobuf;
using Hone.Deep;
using Hone.Onnx.Protocol;

namespace Hone.Onnx;

/// <summary>A model from an ONNX file, ready to run on this engine's kernels.</summary>
/// <remarks>
/// <code>
/// OnnxModel model = OnnxModel.Load("resnet.onnx");
/// Tensor scores = model.Run(images);                                             // one input, one output
///
/// IReadOnlyDictionary&lt;string, OnnxValue&gt; results = model.Run(new Dictionary&lt;string, OnnxValue&gt;
/// {
///     ["input_ids"] = ids,
///     ["attention_mask"] = mask,
/// });
/// Tensor hidden = results["last_hidden_state"].Tensor;
/// </code>
/// Operators of the default domain are known from version 7 to 21, and those of <c>ai.onnx.ml</c> up to 4; a model that needs others is refused when it is loaded, with all
/// of them named. Control flow (If, Loop, Scan), sequences and quantised types are not among them. Tensors of half precision are computed in single.
/// A table of probabilities by class (ZipMap) comes out as the tensor that it is made of.
/// <para>A file holds data alone; what it says is checked when it is loaded and when it runs, so a stranger's file is safe to load. It can still ask for more work or memory than
/// is there, as any model can. Large tensors in files beside the model are mapped, and only files within its folder are read.</para>
/// Immutable and safe to share between threads. A value's memory is used again as soon as no further node reads it.
/// </remarks>
public sealed class OnnxModel
{
    private readonly Plan plan;

    private OnnxModel(Plan plan, string producer) => (this.plan, Producer) = (plan, producer);

    /// <summary>What must be given.</summary>
    public IReadOnlyList<OnnxPort> Inputs => plan.Inputs;

    /// <summary>What comes out.</summary>
    public IReadOnlyList<OnnxPort> Outputs => plan.Outputs;

    /// <summary>What wrote the file, as it says itself.</summary>
    public string Producer { get; }

    /// <summary>Loads a file.</summary>
    /// <exception cref="IOException">It, or a file that it refers to, cannot be read.</exception>
    /// <exception cref="FormatException">It is no such file, or against the format.</exception>
    /// <exception cref="NotSupportedException">It needs what is not supported; operators are named all at once.</exception>
    public static OnnxModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Load(stream, $"'{path}'", new ExternalFiles(Path.GetDirectoryName(Path.GetFullPath(path))!));
    }

    /// <summary>Loads a file from a stream, without any files beside it.</summary>
    /// <inheritdoc cref="Load(string)"/>
    public static OnnxModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, "What was given", null);
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A value for each of <see cref="Inputs"/>, by name.</param>
    /// <returns>A value for each of <see cref="Outputs"/>, by name.</returns>
    /// <exception cref="ArgumentException">An input is missing or of another type or shape than declared, or sizes within do not fit: the node is named.</exception>
    public IReadOnlyDictionary<string, OnnxValue> Run(IReadOnlyDictionary<string, OnnxValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        OnnxValue[] results = plan.Run(inputs);
        Dictionary<string, OnnxValue> named = new(StringComparer.Ordinal);
        for (int i = 0; i < results.Length; i++)
            named[Outputs[i].Name] = results[i];
        return named;
    }

    /// <summary>Runs a model of one input, and gives its first output.</summary>
    /// <exception cref="ArgumentException">The model has several inputs, or the input does not fit.</exception>
    public Tensor Run(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (Inputs.Count != 1)
            throw new ArgumentException(FormattableString.Invariant($"The model has {Inputs.Count} inputs, {string.Join(", ", Inputs.Select(each => each.Name))}; give each by its name."), nameof(input));
        return plan.Run(new Dictionary<string, OnnxValue> { [Inputs[0].Name] = input })[0].Tensor;
    }

    private static OnnxModel Load(Stream stream, string what, ExternalFiles? files)
    {
        try
        {
            ModelProto model = ModelProto.Parser.ParseFrom(stream);
            if (!model.HasIrVersion || model.Graph is null)
                throw new FormatException("it has no version or no graph");
            if (model.IrVersion is < 3 or > 13)
                throw new NotSupportedException(FormattableString.Invariant($"It is of version {model.IrVersion} of the format; versions 3 to 13 are supported."));
            return new OnnxModel(new Plan(model, files), $"{model.ProducerName} {model.ProducerVersion}".Trim());
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw new FormatException($"{what} is no whole ONNX file: {damage.Message}", damage);
        }
        catch (FormatException damage)
        {
            throw new FormatException($"{what} is no valid ONNX file: {damage.Message.TrimEnd('.')}.", damage);
        }
        catch (NotSupportedException missing)
        {
            throw new NotSupportedException($"{what} cannot be run: {missing.Message}", missing);
        }
        catch (ArgumentException misfit)
        {
            // A constant that cannot be made.
            throw new FormatException($"{what} is no valid ONNX file: {misfit.Message.TrimEnd('.')}.", misfit);
        }
    }
}
