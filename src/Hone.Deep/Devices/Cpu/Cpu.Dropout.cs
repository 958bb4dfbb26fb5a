using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Dropout(Tensor x, double rate, RandomKey key, Tensor to) => Do(new DropoutWork(x, rate, key, to));

    private readonly struct DropoutWork(Tensor x, double rate, RandomKey key, Tensor to) : IWork
    {
        // Numbers drawn at a time, into a row of their own.
        public const int Chunk = 256;

        // Uniform numbers are multiples of this.
        public const float Grain = 1f / (1 << 24);

        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Run<TFloats, float>();
            else
                Run<TDoubles, double>();
        }

        private void Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* from = x.Pointer<T>(), into = to.Pointer<T>();
            ulong state = key.State;
            // The bound is a multiple of the grain, so that it is the same number in single and double precision.
            double bound = Math.Ceiling(rate / Grain) * Grain, scale = rate < 1 ? 1 / (1 - rate) : 0;
            Cut tasks = new(to.Count, Piece, Chunk);
            WorkerPool.For(to.Count == 0 ? 0 : tasks.Count, null, task => Rows<TLanes, T>(from, into, tasks.Start(task), tasks.Start(task + 1), state, bound, scale));
            GC.KeepAlive(x);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Rows<TLanes, T>(T* x, T* to, int start, int stop, ulong state, double bound, double scale)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            float* uniform = stackalloc float[Chunk];
            T* row = stackalloc T[TLanes.Count];
            TLanes limit = TLanes.Fill(bound), factor = TLanes.Fill(scale), zero = TLanes.Fill(0);
            for (int at = start; at < stop; at += Chunk)
            {
                Draw(uniform, at, state);
                int length = Math.Min(Chunk, stop - at);
                for (int i = 0; i < length; i += TLanes.Count)
                {
                    int count = Math.Min(TLanes.Count, length - i);
                    bool whole = count == TLanes.Count;
                    if (!whole)
                        new Span<T>(x + at + i, count).CopyTo(new Span<T>(row, count));
                    TLanes kept = TLanes.Select(TLanes.AtMost(limit, TLanes.Load(in uniform[i])), factor * Load<TLanes, T>(whole ? x + at + i : row), zero);
                    Store(kept, whole ? to + at + i : row);
                    if (!whole)
                        new Span<T>(row, count).CopyTo(new Span<T>(to + at + i, count));
                }
            }
        }

        // Element i gets the upper 24 bits of mix(mix(i + low half of the key) xor upper half), with the 32-bit mixer of C. Wellons ("hash-prospector", 2018): each bit of the place and the key
        // changes every bit of the number with a probability near ½.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Draw(float* uniform, int at, ulong state)
        {
            Vector256<uint> low = Vector256.Create((uint)state), high = Vector256.Create((uint)(state >> 32)), place = Vector256.Create((uint)at) + Vector256<uint>.Indices;
            for (int i = 0; i < Chunk; i += Vector256<uint>.Count)
            {
                Vector256<uint> bits = Mix(Mix(place + low) ^ high);
                (Vector256.ConvertToSingle((bits >>> 8).AsInt32()) * Grain).Store(uniform + i);
                place += Vector256.Create((uint)Vector256<uint>.Count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<uint> Mix(Vector256<uint> x)
        {
            x ^= x >>> 16;
            x *= Vector256.Create(0x7FEB352Du);
            x ^= x >>> 15;
            x *= Vector256.Create(0x846CA68Bu);
            return x ^ (x >>> 16);
        }
    }
}
