using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>Gathers what the lines of a text tell, and tells its dumps apart: by format, by what begins again, by headings.</summary>
internal sealed class DumpGatherer
{
    /// <summary>As many different dumps as are kept of one input.</summary>
    public const int MaxDumps = 256;

    // The first line of Linux's tells leaves 40000003H and 40000004H.
    private const int BootLeaves = 2;

    private readonly List<HvCpuidDump> _dumps = [];
    private readonly List<DumpLane> _lanes = [];
    private readonly List<(CpuHeading Heading, LinePlace Place)> _headings = [];
    private readonly Dictionary<HvCpuidFormat, (HvReadingBuilder Reading, int Line)> _told = [];
    private DumpLane? _last;
    private int _again;
    private int _beyond;

    /// <summary>True when a line told something.</summary>
    public bool HasAny => _dumps.Count > 0 || _lanes.Count > 0 || _told.Count > 0;

    /// <summary>Takes a heading; it counts when leaves follow, or other headings of CPUs without leaves.</summary>
    public void AddHeading(CpuHeading heading, LinePlace place) => _headings.Add((heading, place));

    /// <summary>Takes note of a line that is neither a heading nor a leaf: headings that others follow were no headings.</summary>
    public void AddOther()
    {
        if (_headings.Count > 1)
        {
            _headings.RemoveRange(0, _headings.Count - 1);
        }
    }

    /// <summary>Adds a leaf.</summary>
    /// <returns>What is wrong with it, or with the heading before it that is then given; null when nothing is.</returns>
    public string? AddLeaf(HvCpuidFormat format, string? title, CpuidEntry entry, int line, out LinePlace? wrongHeading)
    {
        wrongHeading = null;
        _ = format == HvCpuidFormat.XenCpuid ? 0 : _headings.RemoveAll(heading => heading.Heading.Title is not null);
        DumpLane lane = Lane(format, title, _headings.Count > 0 ? _headings[0].Place.Number : line);
        foreach ((CpuHeading heading, LinePlace place) in _headings)
        {
            if (lane.Begin(heading, place.Number, out bool beginsOther) is { } wrong)
            {
                wrongHeading = place;
                return wrong;
            }

            if (beginsOther)
            {
                End(lane);
                lane = Lane(format, heading.Title ?? title, place.Number);
                _ = lane.Begin(heading, place.Number, out _);
            }
        }

        _headings.Clear();
        if (lane.Add(entry, line, out bool isOther) is { } reason)
        {
            return reason;
        }

        if (isOther)
        {
            End(lane);
            lane = Lane(format, title, line);
            _ = lane.Add(entry, line, out _);
        }

        _last = lane;
        return null;
    }

    /// <summary>Adds fields that a line tells.</summary>
    /// <param name="format">The format of the line.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="beginsBoot">Whether it is the line that a boot begins with.</param>
    /// <param name="line">The line.</param>
    public void Tell(HvCpuidFormat format, ReadOnlySpan<(BitAddress Address, uint Value)> fields, bool beginsBoot, int line)
    {
        _headings.Clear();
        if (_told.TryGetValue(format, out (HvReadingBuilder Reading, int Line) told) && !IsSame(format, told.Reading, fields, beginsBoot))
        {
            _told.Remove(format);
            Keep(ToDump(format, told.Reading, told.Line));
        }

        if (!_told.TryGetValue(format, out told))
        {
            _told.Add(format, told = (new HvReadingBuilder(), line));
        }

        foreach ((BitAddress address, uint value) in fields)
        {
            told.Reading.Tell(address, value);
        }
    }

    /// <summary>Takes the headings behind the last leaf for CPUs without leaves.</summary>
    /// <returns>What is wrong with one of them; null when nothing is.</returns>
    public string? EndHeadings(out LinePlace wrongHeading)
    {
        wrongHeading = default;
        if (_last is not { Format: HvCpuidFormat.CpuidRaw or HvCpuidFormat.InstLatx64 } last || _headings.Exists(heading => heading.Heading.Number is null))
        {
            return null;
        }

        foreach ((CpuHeading heading, LinePlace place) in _headings)
        {
            wrongHeading = place;
            if ((last.Begin(heading, place.Number, out bool isOther) ?? (isOther ? "expected leaf lines behind the heading, found the end of the text" : null)) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>The dumps, in the order of the text: what says nothing of a guest last, and without leaves only where there is no other.</summary>
    public IReadOnlyList<HvCpuidDump> End(out string? note)
    {
        foreach (DumpLane lane in _lanes.ToArray())
        {
            End(lane);
        }

        foreach (KeyValuePair<HvCpuidFormat, (HvReadingBuilder Reading, int Line)> told in _told)
        {
            Keep(ToDump(told.Key, told.Value.Reading, told.Value.Line));
        }

        _told.Clear();
        note = _again + _beyond == 0 ? null : string.Format(
            CultureInfo.InvariantCulture, "{0} more of its dumps say the same as others{1}.", _again, _beyond == 0 ? "" : $", and {_beyond} are not kept, beyond {MaxDumps}");
        bool any = _dumps.Exists(dump => dump.HasLeaves);
        return [.. _dumps.Where(dump => !any || dump.HasLeaves).OrderBy(dump => dump.Title == LeafDialect.HostCpuid).ThenBy(dump => dump.Line)];
    }

    // The first line of a boot told again is another boot. Of Linux's only when there was another line between: logs have lines twice.
    private static bool IsSame(HvCpuidFormat format, HvReadingBuilder reading, ReadOnlySpan<(BitAddress Address, uint Value)> fields, bool beginsBoot)
    {
        bool isOtherBoot = beginsBoot && (format == HvCpuidFormat.FreeBsdDmesg || reading.Count > BootLeaves);
        foreach ((BitAddress address, uint value) in fields)
        {
            if (reading.ValueOf(address) is { } told && (told != value || isOtherBoot))
            {
                return false;
            }
        }

        return true;
    }

    private static HvCpuidDump ToDump(HvCpuidFormat format, HvReadingBuilder reading, int line) =>
        new(format, [new HvCpuidDumpCpu(null, reading.ToReading(isComplete: false).Sorted())]) { Line = line };

    private DumpLane Lane(HvCpuidFormat format, string? title, int line)
    {
        foreach (DumpLane lane in _lanes)
        {
            if (lane.Format == format && (lane.Title == title || format == HvCpuidFormat.XenCpuid))
            {
                return lane;
            }
        }

        DumpLane added = new(format, title ?? (_headings.Count > 0 ? _headings[0].Heading.Title : null), line);
        _lanes.Add(added);
        return added;
    }

    private void End(DumpLane lane)
    {
        _lanes.Remove(lane);
        Keep(lane.End());
    }

    private void Keep(HvCpuidDump dump)
    {
        if (_dumps.Exists(held => held.Format == dump.Format && held.Title == dump.Title && held.Cpus.SequenceEqual(dump.Cpus)))
        {
            _again++;
        }
        else if (_dumps.Count == MaxDumps)
        {
            _beyond++;
        }
        else
        {
            _dumps.Add(dump);
        }
    }
}
