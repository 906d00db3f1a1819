using BenchmarkDotNet.Running;
using HvCpuid.Benchmarks;

// `memory` prints what a simulated VM takes, `start TOOL` what each verb of a tool takes; everything else is BenchmarkDotNet's: --filter, --list, --job.
if (args is ["memory"])
{
    IoctlMemory.Print();
    return;
}

if (args is ["start", var tool])
{
    ToolStart.Print(tool);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
