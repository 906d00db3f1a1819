using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>
/// A node of a tree that some library read from YAML or JSON: a mapping, a sequence or a scalar, with its place. The readers of KubeVirt's and QMP's
/// languages take it, so that this library needs no parser of its own for them.
/// </summary>
public sealed class VmNode
{
    private VmNode(HvTextPlace place, string? scalar, bool quoted, IReadOnlyList<VmNodeMember> members, IReadOnlyList<VmNode>? items) =>
        (Place, Scalar, IsQuoted, Members, Items) = (place, scalar, quoted, members, items ?? []);

    /// <summary>Where it begins.</summary>
    public HvTextPlace Place { get; }

    /// <summary>The text of a scalar; null of the others.</summary>
    public string? Scalar { get; }

    /// <summary>True of a scalar in quotes, which is text whatever it looks like.</summary>
    public bool IsQuoted { get; }

    /// <summary>The members of a mapping, in their order; empty of the others.</summary>
    public IReadOnlyList<VmNodeMember> Members { get; }

    /// <summary>The items of a sequence; empty of the others.</summary>
    public IReadOnlyList<VmNode> Items { get; }

    /// <summary>True of a mapping.</summary>
    public bool IsMapping { get; private init; }

    /// <summary>True of nothing: an empty scalar, <c>~</c> or <c>null</c> without quotes.</summary>
    public bool IsNull => Scalar is "" or "~" or "null" or "Null" or "NULL" && !IsQuoted;

    /// <summary>A scalar.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="place">Where it begins.</param>
    /// <param name="quoted">Whether it stands in quotes.</param>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static VmNode Text(string text, HvTextPlace place, bool quoted = false) => new(place, Guard.NotNull(text), quoted, [], null);

    /// <summary>A mapping.</summary>
    /// <param name="members">Its members.</param>
    /// <param name="place">Where it begins.</param>
    /// <exception cref="ArgumentNullException">There are no members.</exception>
    /// <exception cref="ArgumentException">One of the members is null.</exception>
    public static VmNode Mapping(IEnumerable<VmNodeMember> members, HvTextPlace place) =>
        new(place, null, false, Guard.NotNullItems(Array.AsReadOnly<VmNodeMember>([.. Guard.NotNull(members)]), nameof(members)), null) { IsMapping = true };

    /// <summary>A sequence.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="place">Where it begins.</param>
    /// <exception cref="ArgumentNullException">There are no items.</exception>
    /// <exception cref="ArgumentException">One of the items is null.</exception>
    public static VmNode Sequence(IEnumerable<VmNode> items, HvTextPlace place) =>
        new(place, null, false, [], Guard.NotNullItems(Array.AsReadOnly<VmNode>([.. Guard.NotNull(items)]), nameof(items)));

    /// <summary>What a path of members leads to; null where it leads nowhere.</summary>
    /// <param name="path">Names, joined by '/'.</param>
    /// <exception cref="ArgumentNullException">There is no path.</exception>
    public VmNode? Find(string path)
    {
        VmNode? node = this;
        foreach (string name in Guard.NotNull(path).Split('/'))
        {
            node = node?.Members.LastOrDefault(member => member.Name == name)?.Value;
        }

        return node;
    }

    /// <summary>An error at this node.</summary>
    internal HvConfigurationException Error(string message, string? suggestion = null) => VmErrors.At(Place, message, suggestion);
}

/// <summary>A member of a mapping.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where the name stands.</param>
/// <param name="Value">Its value.</param>
public sealed record VmNodeMember(string Name, HvTextPlace Place, VmNode Value)
{
    /// <summary>Its name.</summary>
    public string Name
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Name);

    /// <summary>Its value.</summary>
    public VmNode Value
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Value);
}
