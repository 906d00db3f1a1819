namespace HvCpuid.Leaves;

/// <summary>Placeholder until the rows arrive.</summary>
public static class HvFieldTable
{
}
