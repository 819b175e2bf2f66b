using System.IO.MemoryMappedFiles;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Two ranks that talk through memory they share: the smallest real interconnect. Each rank has a slot it alone writes and a counter that says
/// how far it is; slots alternate, so that nobody waits for the other to have read.
/// </summary>
public sealed class RankGroup : IDisposable
{
    /// <summary>Ranks of a group.</summary>
    public const int Ranks = 2;

    private const int CounterBytes = 4096;
    private const int SpinsBeforeYield = 20_000;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly TimeSpan patience;
    private readonly int slotBytes;
    private float[] other = [];
    private long turn;

    /// <summary>Opens the memory.</summary>
    /// <param name="path">A file both ranks open; made where it is missing.</param>
    /// <param name="rank">0 or 1.</param>
    /// <param name="largest">Numbers of the largest message.</param>
    /// <param name="patience">How long to wait for the other rank before giving up.</param>
    public RankGroup(string path, int rank, int largest, TimeSpan patience)
    {
        Rank = rank;
        this.patience = patience;
        slotBytes = checked(largest * sizeof(float));
        var length = (CounterBytes * Ranks) + (2L * Ranks * slotBytes);
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, length);
        view = file.CreateViewAccessor(0, length);
    }

    /// <summary>This rank.</summary>
    public int Rank { get; }

    /// <summary>Waits until both ranks are here.</summary>
    public void Barrier()
    {
        Announce();
        WaitForOther();
        turn++;
    }

    /// <summary>Adds up the numbers of both ranks: each writes its own, waits, and adds the other's in the order of the ranks.</summary>
    /// <param name="numbers">This rank's numbers; the sum afterwards.</param>
    public void AllReduce(Span<float> numbers)
    {
        var theirs = Exchange(numbers);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] += theirs[i];
        }
    }

    /// <summary>Puts the rows of both ranks side by side.</summary>
    /// <param name="own">This rank's part of each row.</param>
    /// <param name="all">Takes the whole rows.</param>
    /// <param name="rows">Rows.</param>
    public void AllGather(ReadOnlySpan<float> own, Span<float> all, int rows)
    {
        var theirs = Exchange(own);
        var width = own.Length / rows;
        for (var row = 0; row < rows; row++)
        {
            var whole = all.Slice(row * width * Ranks, width * Ranks);
            own.Slice(row * width, width).CopyTo(whole[(Rank * width)..]);
            theirs.Slice(row * width, width).CopyTo(whole[((1 - Rank) * width)..]);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private ReadOnlySpan<float> Exchange(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length > slotBytes / sizeof(float))
        {
            throw new ArgumentException($"{Bytes.Of(numbers.Length * sizeof(float))} are more than a slot of {Bytes.Of(slotBytes)}.", nameof(numbers));
        }

        if (other.Length < numbers.Length)
        {
            other = new float[numbers.Length];
        }

        view.SafeMemoryMappedViewHandle.WriteSpan(Slot(Rank), numbers);
        Announce();
        WaitForOther();
        var theirs = other.AsSpan(0, numbers.Length);
        view.SafeMemoryMappedViewHandle.ReadSpan(Slot(1 - Rank), theirs);
        turn++;
        return theirs;
    }

    private ulong Slot(int rank) => (ulong)((CounterBytes * Ranks) + (((2 * rank) + ((turn + 1) & 1)) * slotBytes));

    private void Announce()
    {
        Thread.MemoryBarrier();
        view.Write(CounterBytes * Rank, turn + 1);
    }

    private void WaitForOther()
    {
        var start = 0L;
        for (var i = 0; view.ReadInt64(CounterBytes * (1 - Rank)) <= turn; i++)
        {
            Thread.SpinWait(1);
            if (i > SpinsBeforeYield)
            {
                Thread.Yield();
                start = start == 0 ? Environment.TickCount64 : start;
                if (Environment.TickCount64 - start > patience.TotalMilliseconds)
                {
                    throw new TimeoutException($"Rank {1 - Rank} does not answer.");
                }
            }
        }

        Thread.MemoryBarrier();
    }
}
