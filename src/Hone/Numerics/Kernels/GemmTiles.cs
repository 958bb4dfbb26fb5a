using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>The register tiles of the matrix product: rows of two vectors each, written out in full, since only named locals stay in registers.</summary>
/// <remarks>
/// Each entry of C is one chain of fused multiply-adds along the depth, starting from what C held, or from 0 where the tile is fresh. So the answer
/// depends neither on the tile nor on the vectors. a holds one value for each row of the tile at every step of the depth, b the tile's columns;
/// aRow leads from row to row, aStep from one step to the next, and through b the walk <c>W</c>. Twelve rows keep 24 of 32 registers busy, six rows 12 of 16; the others are for the last rows.
/// </remarks>
internal static unsafe class GemmTiles
{
    /// <summary>Twelve rows: C += A·B over depth steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile12<T, V, L, W>(int depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint stride, bool fresh)
        where T : unmanaged
        where V : struct
        where L : struct, ITileVector<T, V>
        where W : struct, ITileWalk<T>
    {
        V c0 = default, d0 = default, c1 = default, d1 = default, c2 = default, d2 = default, c3 = default, d3 = default, c4 = default, d4 = default, c5 = default, d5 = default;
        V c6 = default, d6 = default, c7 = default, d7 = default, c8 = default, d8 = default, c9 = default, d9 = default, c10 = default, d10 = default, c11 = default, d11 = default;
        if (!fresh)
        {
            T* row = c;
            (c0, d0) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c1, d1) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c2, d2) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c3, d3) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c4, d4) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c5, d5) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c6, d6) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c7, d7) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c8, d8) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c9, d9) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c10, d10) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c11, d11) = (L.Load(row), L.Load(row + L.Count));
        }

        // Every fourth row has a pointer, from which the others are one, two and three rows away.
        nint three = 3 * aRow;
        T* e = a + (4 * aRow), i = a + (8 * aRow);
        for (; depth > 0; depth--)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count);
            Row<T, V, L>(*a, b0, b1, ref c0, ref d0);
            Row<T, V, L>(a[aRow], b0, b1, ref c1, ref d1);
            Row<T, V, L>(a[2 * aRow], b0, b1, ref c2, ref d2);
            Row<T, V, L>(a[three], b0, b1, ref c3, ref d3);
            Row<T, V, L>(*e, b0, b1, ref c4, ref d4);
            Row<T, V, L>(e[aRow], b0, b1, ref c5, ref d5);
            Row<T, V, L>(e[2 * aRow], b0, b1, ref c6, ref d6);
            Row<T, V, L>(e[three], b0, b1, ref c7, ref d7);
            Row<T, V, L>(*i, b0, b1, ref c8, ref d8);
            Row<T, V, L>(i[aRow], b0, b1, ref c9, ref d9);
            Row<T, V, L>(i[2 * aRow], b0, b1, ref c10, ref d10);
            Row<T, V, L>(i[three], b0, b1, ref c11, ref d11);
            a += aStep;
            e += aStep;
            i += aStep;
            b = W.Next(b, bStep, depth);
        }
        L.Store(c0, c);
        L.Store(d0, c + L.Count);
        c += stride;
        L.Store(c1, c);
        L.Store(d1, c + L.Count);
        c += stride;
        L.Store(c2, c);
        L.Store(d2, c + L.Count);
        c += stride;
        L.Store(c3, c);
        L.Store(d3, c + L.Count);
        c += stride;
        L.Store(c4, c);
        L.Store(d4, c + L.Count);
        c += stride;
        L.Store(c5, c);
        L.Store(d5, c + L.Count);
        c += stride;
        L.Store(c6, c);
        L.Store(d6, c + L.Count);
        c += stride;
        L.Store(c7, c);
        L.Store(d7, c + L.Count);
        c += stride;
        L.Store(c8, c);
        L.Store(d8, c + L.Count);
        c += stride;
        L.Store(c9, c);
        L.Store(d9, c + L.Count);
        c += stride;
        L.Store(c10, c);
        L.Store(d10, c + L.Count);
        c += stride;
        L.Store(c11, c);
        L.Store(d11, c + L.Count);
    }

    /// <summary>Eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile8<T, V, L, W>(int depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint stride, bool fresh)
        where T : unmanaged
        where V : struct
        where L : struct, ITileVector<T, V>
        where W : struct, ITileWalk<T>
    {
        V c0 = default, d0 = default, c1 = default, d1 = default, c2 = default, d2 = default, c3 = default, d3 = default, c4 = default, d4 = default, c5 = default, d5 = default;
        V c6 = default, d6 = default, c7 = default, d7 = default;
        if (!fresh)
        {
            T* row = c;
            (c0, d0) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c1, d1) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c2, d2) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c3, d3) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c4, d4) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c5, d5) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c6, d6) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c7, d7) = (L.Load(row), L.Load(row + L.Count));
        }

        // Every fourth row has a pointer, from which the others are one, two and three rows away.
        nint three = 3 * aRow;
        T* e = a + (4 * aRow);
        for (; depth > 0; depth--)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count);
            Row<T, V, L>(*a, b0, b1, ref c0, ref d0);
            Row<T, V, L>(a[aRow], b0, b1, ref c1, ref d1);
            Row<T, V, L>(a[2 * aRow], b0, b1, ref c2, ref d2);
            Row<T, V, L>(a[three], b0, b1, ref c3, ref d3);
            Row<T, V, L>(*e, b0, b1, ref c4, ref d4);
            Row<T, V, L>(e[aRow], b0, b1, ref c5, ref d5);
            Row<T, V, L>(e[2 * aRow], b0, b1, ref c6, ref d6);
            Row<T, V, L>(e[three], b0, b1, ref c7, ref d7);
            a += aStep;
            e += aStep;
            b = W.Next(b, bStep, depth);
        }
        L.Store(c0, c);
        L.Store(d0, c + L.Count);
        c += stride;
        L.Store(c1, c);
        L.Store(d1, c + L.Count);
        c += stride;
        L.Store(c2, c);
        L.Store(d2, c + L.Count);
        c += stride;
        L.Store(c3, c);
        L.Store(d3, c + L.Count);
        c += stride;
        L.Store(c4, c);
        L.Store(d4, c + L.Count);
        c += stride;
        L.Store(c5, c);
        L.Store(d5, c + L.Count);
        c += stride;
        L.Store(c6, c);
        L.Store(d6, c + L.Count);
        c += stride;
        L.Store(c7, c);
        L.Store(d7, c + L.Count);
    }

    /// <summary>Six rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile6<T, V, L, W>(int depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint stride, bool fresh)
        where T : unmanaged
        where V : struct
        where L : struct, ITileVector<T, V>
        where W : struct, ITileWalk<T>
    {
        V c0 = default, d0 = default, c1 = default, d1 = default, c2 = default, d2 = default, c3 = default, d3 = default, c4 = default, d4 = default, c5 = default, d5 = default;
        if (!fresh)
        {
            T* row = c;
            (c0, d0) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c1, d1) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c2, d2) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c3, d3) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c4, d4) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c5, d5) = (L.Load(row), L.Load(row + L.Count));
        }

        // Every fourth row has a pointer, from which the others are one, two and three rows away.
        nint three = 3 * aRow;
        T* e = a + (4 * aRow);
        for (; depth > 0; depth--)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count);
            Row<T, V, L>(*a, b0, b1, ref c0, ref d0);
            Row<T, V, L>(a[aRow], b0, b1, ref c1, ref d1);
            Row<T, V, L>(a[2 * aRow], b0, b1, ref c2, ref d2);
            Row<T, V, L>(a[three], b0, b1, ref c3, ref d3);
            Row<T, V, L>(*e, b0, b1, ref c4, ref d4);
            Row<T, V, L>(e[aRow], b0, b1, ref c5, ref d5);
            a += aStep;
            e += aStep;
            b = W.Next(b, bStep, depth);
        }
        L.Store(c0, c);
        L.Store(d0, c + L.Count);
        c += stride;
        L.Store(c1, c);
        L.Store(d1, c + L.Count);
        c += stride;
        L.Store(c2, c);
        L.Store(d2, c + L.Count);
        c += stride;
        L.Store(c3, c);
        L.Store(d3, c + L.Count);
        c += stride;
        L.Store(c4, c);
        L.Store(d4, c + L.Count);
        c += stride;
        L.Store(c5, c);
        L.Store(d5, c + L.Count);
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile4<T, V, L, W>(int depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint stride, bool fresh)
        where T : unmanaged
        where V : struct
        where L : struct, ITileVector<T, V>
        where W : struct, ITileWalk<T>
    {
        V c0 = default, d0 = default, c1 = default, d1 = default, c2 = default, d2 = default, c3 = default, d3 = default;
        if (!fresh)
        {
            T* row = c;
            (c0, d0) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c1, d1) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c2, d2) = (L.Load(row), L.Load(row + L.Count));
            row += stride;
            (c3, d3) = (L.Load(row), L.Load(row + L.Count));
        }
        nint three = 3 * aRow;
        for (; depth > 0; depth--)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count);
            Row<T, V, L>(*a, b0, b1, ref c0, ref d0);
            Row<T, V, L>(a[aRow], b0, b1, ref c1, ref d1);
            Row<T, V, L>(a[2 * aRow], b0, b1, ref c2, ref d2);
            Row<T, V, L>(a[three], b0, b1, ref c3, ref d3);
            a += aStep;
            b = W.Next(b, bStep, depth);
        }
        L.Store(c0, c);
        L.Store(d0, c + L.Count);
        c += stride;
        L.Store(c1, c);
        L.Store(d1, c + L.Count);
        c += stride;
        L.Store(c2, c);
        L.Store(d2, c + L.Count);
        c += stride;
        L.Store(c3, c);
        L.Store(d3, c + L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, V, L>(T a, V b0, V b1, ref V c, ref V d)
        where T : unmanaged
        where V : struct
        where L : struct, ITileVector<T, V>
    {
        V x = L.Spread(a);
        c = L.MultiplyAdd(x, b0, c);
        d = L.MultiplyAdd(x, b1, d);
    }
}
