using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    /// <summary>The right operand of many products, laid out once: strips as wide as a tile, each a run of its own.</summary>
    private readonly struct Panels<T>
        where T : unmanaged
    {
        // Multiplications in one task.
        private const int TaskWork = 1 << 19;

        private readonly Tensor store;
        private readonly VectorPath path;
        private readonly int depth, columns, width;

        /// <summary>Lays out a matrix of depth × columns, or the transpose of what is stored.</summary>
        public Panels(VectorPath path, Tensor matrix, bool transposed)
        {
            this.path = path;
            (depth, columns) = transposed ? (matrix.Shape[1], matrix.Shape[0]) : (matrix.Shape[0], matrix.Shape[1]);
            width = typeof(T) == typeof(float) ? GemmTile<float>.For(path).Columns : GemmTile<double>.For(path).Columns;
            Count = (columns + width - 1) / width;
            store = Tensor.Uninitialised([Count * width * depth], matrix.Type);
            int stride = matrix.Shape[1];
            if (typeof(T) == typeof(float))
                GemmPacking.Columns(new Operand<float>(matrix.Pointer<float>(), stride, transposed), depth, columns, width, store.Pointer<float>());
            else
                GemmPacking.Columns(new Operand<double>(matrix.Pointer<double>(), stride, transposed), depth, columns, width, store.Pointer<double>());
            GC.KeepAlive(matrix);
        }

        private int Count { get; }

        /// <summary>Tasks in which a product with so many rows is dealt to threads.</summary>
        public int Tasks(int rows) => Strips(rows).Count;

        /// <summary>C ← C + A·this for the columns of one task.</summary>
        public void AddProduct(int task, int rows, T* a, T* c)
        {
            Cut strips = Strips(rows);
            T* data = store.Pointer<T>();
            for (int strip = strips.Start(task); strip < strips.Start(task + 1); strip++)
            {
                int first = strip * width;
                Multiply(path, rows, Math.Min(width, columns - first), depth, a, depth, false, data + ((long)first * depth), width, c + first, columns, adds: true);
            }
            GC.KeepAlive(store);
        }

        private Cut Strips(int rows) => new(Count, (int)Math.Clamp(TaskWork / Math.Max(1, (long)rows * width * depth), 1, Count), 1);
    }
}
