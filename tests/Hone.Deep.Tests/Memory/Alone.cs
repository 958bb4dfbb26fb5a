namespace Hone.Deep.Tests.Memory;

/// <summary>Tests that look at the whole process, such as its memory, run while no others do.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
