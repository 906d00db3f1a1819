namespace HvCpuid.Fuzz.Engine;

/// <summary>The inputs that showed something new, each with how often it was chosen to make others of.</summary>
/// <param name="random">Where chance comes from.</param>
internal sealed class Corpus(Randomness random)
{
    private readonly List<byte[]> _inputs = [];
    private readonly List<int> _chosen = [];

    /// <summary>How many there are.</summary>
    public int Count => _inputs.Count;

    /// <summary>One of them.</summary>
    public byte[] this[int index] => _inputs[index];

    /// <summary>Adds an input.</summary>
    public void Add(byte[] input)
    {
        _inputs.Add(input);
        _chosen.Add(0);
    }

    /// <summary>Chooses one to make others of: of three, the one that was chosen least, of these the one found last.</summary>
    public byte[] Choose()
    {
        int best = random.Below(_inputs.Count);
        for (int tries = 2; tries > 0; tries--)
        {
            int other = random.Below(_inputs.Count);
            best = (_chosen[other], -other).CompareTo((_chosen[best], -best)) < 0 ? other : best;
        }

        _chosen[best]++;
        return _inputs[best];
    }

    /// <summary>Chooses any.</summary>
    public byte[] Any() => _inputs[random.Below(_inputs.Count)];
}
