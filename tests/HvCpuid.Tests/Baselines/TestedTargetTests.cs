using System.Reflection;
using System.Runtime.Versioning;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Baselines;

/// <summary>A run that is said to be of a target (-p:TestedTarget) is of the library's assembly for it, and on its runtime.</summary>
public class TestedTargetTests
{
    private static string? Target => typeof(TestedTargetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "TestedTarget").Value;

    [Fact]
    public void Library_UnderTest_IsThatOfTheTarget() => Assert.Equal(
        Target switch
        {
            "netstandard2.0" => ".NETStandard,Version=v2.0",
            "net8.0" => ".NETCoreApp,Version=v8.0",
            _ => ".NETCoreApp,Version=v10.0",
        },
        typeof(BitAddress).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName);

    [Fact]
    public void Runtime_OfTheTests_IsThatOfTheTarget() => Assert.Equal(Target == "net8.0", Environment.Version.Major == 8);
}
