#if NET8_0_OR_GREATER
namespace HvCpuid.Formats;

/// <summary>What every member is held to: given once where it is given, and given where it is required.</summary>
internal static class JsonMember
{
    public static T? Once<T>(T? held, T? given) => held is null ? given : throw new JsonRefusal("expected the member once, found it twice");

    public static void Require<T>(T? member, string name)
    {
        if (member is null)
        {
            throw new JsonRefusal($"expected a member '{name}', found none");
        }
    }
}
#endif
