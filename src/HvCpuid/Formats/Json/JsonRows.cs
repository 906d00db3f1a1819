#if NET8_0_OR_GREATER
using System.Collections.ObjectModel;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>A row of a document, complete by the time it is asked for its entry.</summary>
internal interface IJsonRow
{
    public HvCpuidEntry ToEntry();
}

/// <summary>The rows of a document, which become a set while they are read: the first that a set cannot hold ends the reading.</summary>
internal sealed class JsonRows<TRow> : Collection<TRow>
    where TRow : class, IJsonRow
{
    private readonly HvCpuidSetBuilder _builder = new();

    public HvCpuidSet ToSet() => _builder.ToSet();

    /// <inheritdoc/>
    protected override void InsertItem(int index, TRow item)
    {
        HvCpuidEntry entry = (item ?? throw new JsonRefusal("expected an object, found null")).ToEntry();
        if (_builder.Refusal(entry) is { } reason)
        {
            throw new JsonRefusal(reason);
        }

        _builder.Add(entry);
        base.InsertItem(index, item);
    }
}
#endif
