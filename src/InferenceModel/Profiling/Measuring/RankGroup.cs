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
    private const int PulsePlace = 2048;
    private const int SpinsBeforeYield = 20_000;
    private const int PulseMilliseconds = 100;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly TimeSpan patience;
    private readonly Func<string?> gone;
    private readonly Timer pulse;
    private readonly Lock beating = new();
    private readonly int slotBytes;
    private float[] other = [];
    private long turn;
    private bool isClosed;

    /// <summary>Opens the memory.</summary>
    /// <param name="path">A file both ranks open; made where it is missing.</param>
    /// <param name="rank">0 or 1.</param>
    /// <param name="largest">Numbers of the largest message.</param>
    /// <param name="patience">How long the other rank may show no sign of life, or take to come, before it is given up.</param>
    /// <param name="gone">Asked while waiting: why the other rank will never answer, or null where that is not known.</param>
    public RankGroup(string path, int rank, int largest, TimeSpan patience, Func<string?>? gone = null)
    {
        Rank = rank;
        this.patience = patience;
        this.gone = gone ?? (() => null);
        slotBytes = checked(largest * sizeof(float));
        var length = (CounterBytes * Ranks) + (2L * Ranks * slotBytes);
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, length);
        view = file.CreateViewAccessor(0, length);
        pulse = new Timer(_ => Beat(), null, 0, PulseMilliseconds);
    }

    /// <summary>This rank.</summary>
    public int Rank { get; }

    /// <summary>Waits until both ranks are here.</summary>
    /// <exception cref="RankLostException">The other rank ended, never came, or stands still.</exception>
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
        pulse.Dispose();
        lock (beating)
        {
            isClosed = true;
        }

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
        var watch = new Watch(view.ReadInt64(PulseOf(1 - Rank)), Environment.TickCount64, 0);
        for (var i = 0; view.ReadInt64(CounterBytes * (1 - Rank)) <= turn; i++)
        {
            Thread.SpinWait(1);
            if (i > SpinsBeforeYield)
            {
                Thread.Yield();
                watch = Look(watch);
            }
        }

        Thread.MemoryBarrier();
    }

    /// <summary>Gives the other rank up where its process has ended or its pulse has stood still for longer than the patience.</summary>
    private Watch Look(Watch watch)
    {
        var now = Environment.TickCount64;
        if (now - watch.Looked < PulseMilliseconds)
        {
            return watch;
        }

        // It may have answered as its last act.
        if (gone() is { } reason && view.ReadInt64(CounterBytes * (1 - Rank)) <= turn)
        {
            throw new RankLostException(reason);
        }

        var beat = view.ReadInt64(PulseOf(1 - Rank));
        if (beat != watch.Beat)
        {
            return new Watch(beat, now, now);
        }

        return now - watch.Since <= patience.TotalMilliseconds
            ? watch with { Looked = now }
            : throw new RankLostException(beat == 0
                ? $"rank {1 - Rank} did not come within {patience.TotalSeconds:0.#} s"
                : $"rank {1 - Rank} has shown no sign of life for {patience.TotalSeconds:0.#} s");
    }

    private static int PulseOf(int rank) => (CounterBytes * rank) + PulsePlace;

    /// <summary>A rank that computes for long is alive as long as this goes on beside it.</summary>
    private void Beat()
    {
        lock (beating)
        {
            if (!isClosed)
            {
                view.Write(PulseOf(Rank), view.ReadInt64(PulseOf(Rank)) + 1);
            }
        }
    }

    private readonly record struct Watch(long Beat, long Since, long Looked);
}
