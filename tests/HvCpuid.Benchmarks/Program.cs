using BenchmarkDotNet.Running;
using HvCpuid.Benchmarks;

// `memory` prints what a simulated VM takes; everything else is BenchmarkDotNet's: --filter, --list, --job.
if (args is ["memory"])
{
    IoctlMemory.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
