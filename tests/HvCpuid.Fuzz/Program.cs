using System.Reflection;
using HvCpuid.Fuzz;
using HvCpuid.Fuzz.Engine;

// The first copy of this assembly only makes the second one, whose targets run against the instrumented library.
FuzzOptions? options = FuzzOptions.Read(args);
if (options is null)
{
    return 2;
}

Type entry = options.Instrumented ? Instrumentation.Load().GetType(typeof(FuzzRun).FullName!)! : typeof(FuzzRun);
return (int)entry.GetMethod(nameof(FuzzRun.Start), BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [args])!;
