using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override bool IsFinite(Tensor x)
    {
        if (x.Type == DType.BFloat16 || !x.IsContiguous)
        {
            Tensor copy = Tensor.Uninitialised(x.Shape, x.Type == DType.BFloat16 ? DType.Float32 : x.Type);
            Copy(x, copy);
            x = copy;
        }
        FiniteWork work = new(x, new bool[1]);
        Do(work);
        return work.IsFinite;
    }

    // 0·x is 0 of either sign for a finite x and NaN for any other, and a sum keeps a NaN.
    private readonly struct FiniteWork(Tensor x, bool[] found) : IWork
    {
        public bool IsFinite => found[0];

        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight> => found[0] = x.Type == DType.Float32 ? Run<TFloats, float>() : Run<TDoubles, double>();

        private bool Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* from = x.Pointer<T>();
            TLanes sum = TLanes.Fill(0), zero = TLanes.Fill(0);
            int length = x.Count, i = 0;
            for (; i + TLanes.Count <= length; i += TLanes.Count)
                sum += zero * Load<TLanes, T>(from + i);
            double rest = TLanes.Sum(sum);
            for (; i < length; i++)
                rest += 0 * Get(from + i);
            GC.KeepAlive(x);
            return rest == 0;
        }
    }
}
