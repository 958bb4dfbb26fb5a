namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>Row by row over the last axis: (x − mean)·scale·weight + bias, where scale is 1/√(variance + ε); not centred, the mean counts as 0.</summary>
    /// <param name="x">rows × width, without gaps.</param>
    /// <param name="weight">width, or null for 1.</param>
    /// <param name="bias">width, or null for 0.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="isCentred">Whether the mean is taken away.</param>
    /// <param name="to">rows × width.</param>
    /// <param name="mean">A number a row.</param>
    /// <param name="scale">A number a row.</param>
    public abstract void Normalise(Tensor x, Tensor? weight, Tensor? bias, double epsilon, bool isCentred, Tensor to, Tensor mean, Tensor scale);

    /// <summary>What comes back through it. Gradients of weight and bias come in parts, one for each piece of rows, to be added up.</summary>
    public abstract void NormaliseBack(Tensor g, Tensor x, Tensor? weight, Tensor mean, Tensor scale, bool isCentred, Tensor? toX, Tensor? toWeights, Tensor? toBiases);

    /// <summary>Pieces of rows in which <see cref="NormaliseBack"/> gives its parts.</summary>
    public abstract int NormalisePieces(int rows, int width);

    /// <summary>Rows of a table at given places, one after the other; the row at one place may count as zeros.</summary>
    public abstract void TakeRows(Tensor table, Tensor places, int? zeroAt, Tensor to);

    /// <summary>Adds rows to those of a table at given places, those with a lower number first; what belongs to one place may be left out. The table is overwritten.</summary>
    public abstract void AddRows(Tensor rows, Tensor places, int? leaveOut, Tensor table);

    /// <summary>Turns pairs of numbers (i, i + half) of each row by angles; the angles' cosines and sines stand in a table, a row for each position, which is the last axis but one.</summary>
    /// <param name="x">… × length × width, without gaps.</param>
    /// <param name="cosines">length × width/2.</param>
    /// <param name="sines">length × width/2.</param>
    /// <param name="isBack">Whether the turn is the other way round.</param>
    /// <param name="to">As x.</param>
    public abstract void Rotate(Tensor x, Tensor cosines, Tensor sines, bool isBack, Tensor to);

    /// <summary>Attention: each query's mean of the values, weighted by the softmax of its products with the keys. No matrix of all weights is ever made.</summary>
    /// <param name="q">samples × heads × queries × width, numbers of a row side by side.</param>
    /// <param name="k">samples × heads × keys × width, likewise.</param>
    /// <param name="v">samples × heads × keys × value width, likewise.</param>
    /// <param name="terms">What is seen and how it is weighed.</param>
    /// <param name="to">samples × heads × queries × value width, numbers of a row side by side. A query that sees nothing gets zeros.</param>
    /// <param name="logs">samples × heads × queries: the logarithm of the sum that a query's weights were divided by.</param>
    public abstract void Attention(Tensor q, Tensor k, Tensor v, AttentionTerms terms, Tensor to, Tensor logs);

    /// <summary>What comes back through it; the weights are computed again, block by block.</summary>
    public abstract void AttentionBack(Tensor g, Tensor q, Tensor k, Tensor v, AttentionTerms terms, Tensor y, Tensor logs, Tensor toQ, Tensor toK, Tensor toV);

    /// <summary>All steps of a recurrent layer in one direction. State i is before step i; in reverse, after it.</summary>
    /// <param name="cell">What a step does.</param>
    /// <param name="gates">steps × samples × gates·size: what comes from the input, and then what the way back needs.</param>
    /// <param name="own">The same of what comes from the state, its biases at first; it may be <paramref name="gates"/> itself, and must be something else for <see cref="Cell.Gru"/>.</param>
    /// <param name="weight">gates·size × size, of the state.</param>
    /// <param name="h">steps + 1 × samples × size: states, the first of them given.</param>
    /// <param name="c">The same of the cell of <see cref="Cell.Lstm"/>; else null.</param>
    /// <param name="y">steps × samples × size: states after each step, zeros past a sample's length; may be null where all have all steps.</param>
    /// <param name="lengths">Steps of each sample, or null for all.</param>
    /// <param name="isReverse">Whether the last step comes first.</param>
    public abstract void Recur(Cell cell, Tensor gates, Tensor own, Tensor weight, Tensor h, Tensor? c, Tensor? y, int[]? lengths, bool isReverse);

    /// <summary>What comes back through it.</summary>
    /// <param name="cell">What a step does.</param>
    /// <param name="gates">As <see cref="Recur"/> left them.</param>
    /// <param name="own">Likewise.</param>
    /// <param name="weight">gates·size × size.</param>
    /// <param name="h">All states.</param>
    /// <param name="c">All cells, or null.</param>
    /// <param name="g">steps × samples × size: the gradient by y, or null for none.</param>
    /// <param name="carry">samples × size: the gradient by the last state, and then by the first.</param>
    /// <param name="carryC">The same of the cell, or null.</param>
    /// <param name="toGates">The gradient by what came from the input.</param>
    /// <param name="toOwn">The gradient by what came from the state; the same tensor where gates and own are the same.</param>
    /// <param name="lengths">Steps of each sample, or null for all.</param>
    /// <param name="isReverse">Whether the last step came first.</param>
    public abstract void RecurBack(
        Cell cell, Tensor gates, Tensor own, Tensor weight, Tensor h, Tensor? c, Tensor? g, Tensor carry, Tensor? carryC, Tensor toGates, Tensor toOwn, int[]? lengths, bool isReverse);
}
