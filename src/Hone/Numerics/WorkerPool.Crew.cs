using System.Runtime.InteropServices;

namespace Hone.Numerics;

public static partial class WorkerPool
{
    /// <summary>The helpers of the process and the board where callers announce their regions.</summary>
#pragma warning disable CA1001 // It lives as long as the process.
    private sealed class Crew(int processors)
#pragma warning restore CA1001
    {
        // A thread that wakes others pays about 8 microseconds for each, so it wakes two, and these wake the next.
        private const int Woken = 2;

        private readonly Region?[] board = new Region?[Math.Max(64, 4 * processors)];
        private readonly SemaphoreSlim bed = new(0);
        private Padded traffic;
        private int hired;

        /// <summary>Four counts of threads in one number, so that each step changes and reads them together.</summary>
        [StructLayout(LayoutKind.Explicit, Size = 192)]
        private struct Padded
        {
            [FieldOffset(64)]
            public long Value;
        }

        // Threads at work in regions, callers' regions that stand open, helpers that look out for work, and helpers that sleep.
        private const long OneWorking = 1, OneOpen = 1L << 16, OneLooking = 1L << 32, OneSleeping = 1L << 48;

        private static int Working(long counts) => (ushort)counts;

        private static int OpenRegions(long counts) => (ushort)(counts >> 16);

        private static int Looking(long counts) => (ushort)(counts >> 32);

        private static int Sleeping(long counts) => (ushort)(counts >> 48);

        /// <summary>Puts a region on the board and sees to it that helpers come, as far as processors are free.</summary>
        /// <returns>Its place on the board; −1 if the board is full: so many callers need no helpers.</returns>
        public int Announce(Region region)
        {
            int place = 0;
            while (place < board.Length && (Volatile.Read(ref board[place]) is not null || Interlocked.CompareExchange(ref board[place], region, null) is not null))
                place++;
            long counts = Interlocked.Add(ref traffic.Value, OneWorking + OneOpen);
            Call(region.Seats, counts);
            return place < board.Length ? place : -1;
        }

        /// <summary>Takes a region off the board; a helper may now go where it was not allowed before.</summary>
        public void Withdraw(int place)
        {
            if (place >= 0)
                Volatile.Write(ref board[place], null);
            long counts = Interlocked.Add(ref traffic.Value, -(OneWorking + OneOpen));
            if (OpenRegions(counts) > 0)
                Call(OpenRegions(counts), counts);
        }

        /// <summary>Wakes or hires helpers, so many as there are seats to take and processors free, less those that look out already.</summary>
        private void Call(int seats, long counts)
        {
            int wanted = Math.Min(seats, processors - Working(counts)) - Looking(counts);
            for (int called = 0; called < wanted && called < Woken; called++)
            {
                if (!TryWake() && !TryHire())
                    return;
            }
        }

        private bool TryWake()
        {
            if (!TryMove(OneLooking - OneSleeping, static (counts, _) => Sleeping(counts) > 0))
                return false;
            bed.Release();
            return true;
        }

        private bool TryHire()
        {
            int number = Volatile.Read(ref hired);
            if (number >= processors - 1 || Interlocked.CompareExchange(ref hired, number + 1, number) != number)
                return false;
            Interlocked.Add(ref traffic.Value, OneLooking);
            new Thread(Help) { IsBackground = true, Name = "Hone helper " + (number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) }.UnsafeStart();
            return true;
        }

        /// <summary>The life of a helper.</summary>
        private void Help()
        {
            inside = true;
            int place = 0;
            while (true)
            {
                while (LookAround(ref place))
                {
                }
                Rest();
            }
        }

        /// <summary>Works on a region if one comes within a while.</summary>
        private bool LookAround(ref int place)
        {
            for (int look = 0; look < Patience; look++)
            {
                if (OpenRegions(Volatile.Read(ref traffic.Value)) > 0 && Find(ref place) is { } region && TryHelp(region))
                    return true;
                Thread.SpinWait(1);
            }
            return false;
        }

        /// <summary>The next region with a seat free, beginning where the last one was.</summary>
        private Region? Find(ref int place)
        {
            for (int step = 0; step < board.Length; step++)
            {
                if (Volatile.Read(ref board[place]) is { Seats: > 0 } region)
                    return region;
                place = place + 1 < board.Length ? place + 1 : 0;
            }
            return null;
        }

        private bool TryHelp(Region region)
        {
            if (!TryMove(OneWorking - OneLooking, static (counts, processors) => Working(counts) < processors))
                return false;
            bool joined = region.TryJoin();
            if (joined)
            {
                Call(region.Seats, Volatile.Read(ref traffic.Value));
                while (region.RunNext() && Working(Volatile.Read(ref traffic.Value)) <= processors)
                {
                }
                region.Leave();
            }
            Interlocked.Add(ref traffic.Value, OneLooking - OneWorking);
            return joined;
        }

        /// <summary>Sleeps until called, unless there is something to do after all.</summary>
        private void Rest()
        {
            int place = 0;
            long counts = Interlocked.Add(ref traffic.Value, OneSleeping - OneLooking);
            bool needed = OpenRegions(counts) > 0 && Working(counts) < processors && Find(ref place) is not null;
            if (!needed || !TryMove(OneLooking - OneSleeping, static (now, _) => Sleeping(now) > 0))
                bed.Wait();
        }

        /// <summary>Changes the counts if they allow it.</summary>
        private bool TryMove(long change, Func<long, int, bool> allowed)
        {
            while (true)
            {
                long counts = Volatile.Read(ref traffic.Value);
                if (!allowed(counts, processors))
                    return false;
                if (Interlocked.CompareExchange(ref traffic.Value, counts + change, counts) == counts)
                    return true;
            }
        }
    }
}
