using System.Text.Json;
using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>Trees for the readers of KubeVirt's and QMP's languages, from JSON; the place of every node is its depth and its number among its neighbours.</summary>
internal static class JsonTree
{
    public static IReadOnlyList<VmNode> Read(string json) => [Node(JsonDocument.Parse(json).RootElement, 1, 1)];

    private static VmNode Node(JsonElement element, int depth, int number)
    {
        HvTextPlace place = HvTextPlace.At(depth, number);
        return element.ValueKind switch
        {
            JsonValueKind.Object => VmNode.Mapping(element.EnumerateObject().Select((member, i) => new VmNodeMember(member.Name, HvTextPlace.At(depth + 1, i + 1), Node(member.Value, depth + 1, i + 1))), place),
            JsonValueKind.Array => VmNode.Sequence(element.EnumerateArray().Select((item, i) => Node(item, depth + 1, i + 1)), place),
            JsonValueKind.String => VmNode.Text(element.GetString()!, place, quoted: true),
            _ => VmNode.Text(element.GetRawText(), place),
        };
    }
}
